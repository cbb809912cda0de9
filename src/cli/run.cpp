#include "cli/run.h"

#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "cli/error_report.h"

namespace cs::cli {

namespace {

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
}

// The language must be known before the options are made, for their help is in it.
void look_ahead(int argc, char** argv, Context& context) {
    for (auto name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        if (environment(name).empty()) continue;
        context.language = language_of_locale(environment(name));
        break;
    }
    for (int i = 1; i < argc; ++i) {
        std::string_view argument = argv[i];
        if (argument == "--json") context.json = true;
        if (argument.starts_with("--lang=")) parse_language(argument.substr(7), context.language);
        if (argument == "--lang" && i + 1 < argc) parse_language(argv[i + 1], context.language);
    }
}

void speak(CLI::App& app, const Context& context) {
    auto formatter = app.get_formatter();
    formatter->label("Usage", context.say(Text::help_usage));
    formatter->label("OPTIONS", context.say(Text::help_options));
    formatter->label("SUBCOMMAND", context.say(Text::help_subcommand));
    formatter->label("Positionals", context.say(Text::help_positionals));
    formatter->label("REQUIRED", context.say(Text::help_required));
    formatter->column_width(36);
    app.option_defaults()->group(context.say(Text::help_options));
    app.set_help_flag("-h,--help", context.say(Text::option_help))
        ->group(context.say(Text::help_options));
}

const CLI::App& deepest(const CLI::App& app) {
    const auto* at = &app;
    while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
    return *at;
}

std::string full_name(const CLI::App& app) {
    auto name = app.get_name();
    for (const auto* up = app.get_parent(); up != nullptr; up = up->get_parent())
        name = up->get_name() + " " + name;
    return name;
}

std::string after(const std::string& text, std::string_view mark) {
    auto at = text.find(mark);
    return at == std::string::npos ? text : text.substr(at + mark.size());
}

int usage_error(const CLI::App& app, const Context& context, const CLI::ParseError& error) {
    const auto& leaf = deepest(app);
    std::string what = error.what();
    if (!leaf.get_subcommands({}).empty() && error.get_name() == "RequiredError") {
        std::fputs(leaf.help(full_name(leaf)).c_str(), stderr);
        return exit_usage;
    }
    if (error.get_name() == "RequiredError")
        what = context.say(Text::usage_required, {what.substr(0, what.find(" is required"))});
    else if (error.get_name() == "ExtrasError")
        what = context.say(Text::usage_extra, {after(what, ": ")});
    else if (error.get_name() == "ConversionError")
        what = context.say(Text::usage_conversion, {what});
    auto advice = context.say(Text::usage_advice, {full_name(leaf)});
    report_error(context, {what, {}, advice}, exit_usage);
    return exit_usage;
}

// What was printed must have arrived: a full disk under standard output is an error too.
int finish(const Context& context, ExitCode code) {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    if (errno == EPIPE) return code;
    report_error(context,
                 {context.say(Text::output_lost, {std::strerror(errno)}), {},
                  context.say(Text::output_advice)},
                 exit_failed);
    return exit_failed;
}

}  // namespace

int run(std::span<const AddCommand> commands, int argc, char** argv) {
    Context context;
    context.out = Screen::of(STDOUT_FILENO);
    context.err = Screen::of(STDERR_FILENO);
    look_ahead(argc, argv, context);
    context.data = environment("CHENGSHU_DATA").empty() ? "./chengshu-data"
                                                        : std::string(environment("CHENGSHU_DATA"));
    try {
        CLI::App app(context.say(Text::about_program), "chengshu");
        speak(app, context);
        app.require_subcommand(1);
        for (auto add : commands) add(app, context);
        try {
            app.parse(argc, argv);
        } catch (const CLI::CallForHelp&) {
            const auto& leaf = deepest(app);
            print(leaf.help(leaf.get_parent() == nullptr ? "" : full_name(*leaf.get_parent())));
            return finish(context, exit_good);
        } catch (const CLI::ParseError& error) {
            return usage_error(app, context, error);
        }
        auto code = context.action();
        if (code) return finish(context, *code);
        std::fflush(stdout);
        report_error(context, code.error(), exit_failed);
    } catch (const std::exception& error) {
        report_error(context, {error.what(), {}, {}}, exit_failed);
    }
    return exit_failed;
}

}  // namespace cs::cli
