#include "cli/context.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>
#include <cstdio>

#include "base/ids.h"
#include "base/time.h"
#include "cli/error_report.h"

namespace cs::cli {

void add_common_options(CLI::App& app, Context& context) {
    app.set_help_flag("-h,--help", context.say(Text::option_help));
    app.add_flag("--json", context.json, context.say(Text::option_json));
    auto set_language = [&context](const std::string& name) {
        if (!parse_language(name, context.language))
            throw CLI::ValidationError("--lang", context.say(Text::bad_language, {name}));
    };
    app.add_option_function<std::string>("--lang", set_language, context.say(Text::option_lang))
        ->type_name("zh|en");
    for (auto* option : app.get_options()) option->group(context.say(Text::help_options));
    app.option_defaults()->group(context.say(Text::help_options));
}

void allow_only(CLI::Option& option, const Context& context, std::vector<std::string> values) {
    std::string list;
    for (const auto& value : values) list += (list.empty() ? "" : "|") + value;
    option.type_name(list);
    auto check = [&context, values, list](const std::string& value) {
        for (const auto& allowed : values)
            if (value == allowed) return std::string();
        return context.say(Text::usage_choice, {value, list});
    };
    option.check(CLI::Validator(check, ""));
}

void allow_range(CLI::Option& option, const Context& context, std::int64_t low,
                 std::int64_t high) {
    auto check = [&context, low, high](const std::string& text) {
        std::int64_t value = 0;
        const char* end = text.data() + text.size();
        auto read = std::from_chars(text.data(), end, value);
        if (read.ec == std::errc{} && read.ptr == end && value >= low && value <= high)
            return std::string();
        return context.say(Text::usage_range, {text, std::to_string(low), std::to_string(high)});
    };
    option.check(CLI::Validator(check, ""));
}

void allow_seed(CLI::Option& option, const Context& context) {
    option.type_name("SEED");
    allow_range(option, context, 0, INT64_MAX);
}

void allow_readable(CLI::Option& option, const Context& context,
                    std::function<Result<void>(const std::string&)> read) {
    auto check = [&context, read = std::move(read)](const std::string& text) {
        auto result = read(text);
        if (result) return std::string();
        auto error = in_language(context.language, result.error());
        if (error.advice.empty()) return error.what;
        return error.what + context.say(Text::error_advice, {error.advice});
    };
    option.check(CLI::Validator(check, ""));
}

Result<void> readable_instant(const std::string& text) {
    TRY(parse_instant(text));
    return {};
}
Result<void> readable_date(const std::string& text) {
    TRY(parse_date(text));
    return {};
}
Result<void> readable_division(const std::string& text) {
    TRY(parse_division_code(text));
    return {};
}
Result<void> readable_id(const std::string& text) {
    TRY(parse_entity_id(text));
    return {};
}

CLI::App& add_group(CLI::App& parent, Context& context, const std::string& name, Text about) {
    auto* group = parent.add_subcommand(name, context.say(about));
    group->group(context.say(Text::help_subcommands));
    add_common_options(*group, context);
    group->require_subcommand(1);
    return *group;
}

CLI::App& add_leaf(CLI::App& parent, Context& context, const std::string& name, Text about,
                   const std::string& example) {
    auto* leaf = parent.add_subcommand(name, context.say(about));
    leaf->group(context.say(Text::help_subcommands));
    leaf->footer(context.say(Text::help_example, {example}));
    add_common_options(*leaf, context);
    return *leaf;
}

void add_data_option(CLI::App& leaf, Context& context) {
    leaf.add_option("--data", context.data, context.say(Text::option_data))
        ->type_name("DIR");
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_line(std::string_view json) {
    print(json);
    print("\n");
}

}  // namespace cs::cli
