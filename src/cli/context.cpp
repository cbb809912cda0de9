#include "cli/context.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>

namespace cs::cli {

namespace {

void add_language_option(CLI::App& app, Context& context) {
    app.add_option_function<std::string>(
           "--lang",
           [&context](const std::string& name) {
               if (!parse_language(name, context.language))
                   throw CLI::ValidationError("--lang", context.say(Text::bad_language, {name}));
           },
           context.say(Text::option_lang))
        ->type_name("zh|en");
}

}  // namespace

CLI::App& add_group(CLI::App& parent, Context& context, const std::string& name, Text about) {
    auto* group = parent.add_subcommand(name, context.say(about));
    group->group(context.say(Text::help_subcommands));
    group->require_subcommand(1);
    return *group;
}

CLI::App& add_leaf(CLI::App& parent, Context& context, const std::string& name, Text about,
                   const std::string& example) {
    auto* leaf = parent.add_subcommand(name, context.say(about));
    leaf->group(context.say(Text::help_subcommands));
    leaf->footer(context.say(Text::help_example, {example}));
    leaf->add_flag("--json", context.json, context.say(Text::option_json));
    add_language_option(*leaf, context);
    return *leaf;
}

void add_data_option(CLI::App& leaf, Context& context) {
    leaf.add_option("--data", context.data, context.say(Text::option_data))
        ->type_name(context.say(Text::type_directory));
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_line(std::string_view json) {
    print(json);
    print("\n");
}

}  // namespace cs::cli
