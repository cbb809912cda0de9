#include "cli/run.h"

#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "cli/error_report.h"
#include "cli/help.h"

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

const CLI::App& deepest(const CLI::App& app) {
    const auto* at = &app;
    while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
    return *at;
}

std::string after(const std::string& text, std::string_view mark) {
    auto at = text.find(mark);
    return at == std::string::npos ? text : text.substr(at + mark.size());
}

int usage_error(const CLI::App& app, const Context& context, const CLI::ParseError& error) {
    const auto& leaf = deepest(app);
    std::string what = error.what();
    if (!leaf.get_subcommands({}).empty() && error.get_name() == "RequiredError") {
        std::fputs(help_page(leaf).c_str(), stderr);
        return exit_usage;
    }
    if (error.get_name() == "RequiredError")
        what = context.say(Text::usage_required, {what.substr(0, what.find(" is required"))});
    else if (error.get_name() == "ExtrasError")
        what = context.say(Text::usage_extra, {after(what, ": ")});
    else if (error.get_name() == "ConversionError")
        what = context.say(Text::usage_conversion, {what});
    else if (error.get_name() == "ArgumentMismatch")
        what = context.say(Text::usage_count, {what.substr(0, what.find(':'))});
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
        app.formatter(help_formatter(context));
        add_common_options(app, context);
        app.require_subcommand(1);
        for (auto add : commands) add(app, context);
        try {
            app.parse(argc, argv);
        } catch (const CLI::CallForHelp&) {
            print(help_page(deepest(app)));
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
