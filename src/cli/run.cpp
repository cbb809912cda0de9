#include "cli/run.h"

#include <sys/stat.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "base/utf8.h"
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

// The first word of the command line that nothing took, in the order in which it was typed.
std::string first_extra(const CLI::App& app, int argc, char** argv) {
    auto extras = app.remaining(true);
    for (int i = 1; i < argc; ++i)
        if (std::ranges::find(extras, argv[i]) != extras.end()) return argv[i];
    return extras.empty() ? std::string() : extras.front();
}

Error sentence_of(const CLI::App& app, const Context& context, const CLI::ParseError& error,
                  int argc, char** argv) {
    std::string what = error.what();
    auto name = error.get_name();
    if (name == "RequiredError")
        return {context.say(Text::usage_required, {what.substr(0, what.find(" is required"))})};
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)
        return {context.say(Text::usage_extra, {first_extra(app, argc, argv)})};
    if (name == "ConversionError")
        return {context.say(Text::usage_conversion, {after(what, "Could not convert: ")})};
    if (name == "ArgumentMismatch")
        return {context.say(Text::usage_count, {what.substr(0, what.find(':'))})};
    auto colon = what.find(": ");
    if (name != "ValidationError" || colon == std::string::npos) return {what};
    return {what.substr(colon + 2), what.substr(0, colon)};
}

// None was given, or a word in its place that is none.
Error lacking_command(const CLI::App& app, const Context& context, int argc, char** argv) {
    auto word = first_extra(app, argc, argv);
    if (!word.empty()) return {context.say(Text::usage_extra, {word})};
    return {context.say(Text::usage_required, {context.say(Text::help_subcommand)})};
}

int wrong_usage(const CLI::App& app, const Context& context, const CLI::ParseError& error,
                int argc, char** argv) {
    const auto& leaf = deepest(app);
    bool lacks_command = !leaf.get_subcommands({}).empty() && error.get_name() == "RequiredError";
    if (lacks_command && !context.json && app.remaining(true).empty()) {
        std::fputs(help_page(leaf).c_str(), stderr);
        return exit_usage;
    }
    auto sentence = lacks_command ? lacking_command(app, context, argc, argv)
                                  : sentence_of(app, context, error, argc, argv);
    sentence.advice = context.say(Text::usage_advice, {full_name(leaf)});
    return usage_error(context, sentence);
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
    // Whatever file is made, here or by SQLite, is this user's alone.
    ::umask(S_IRWXG | S_IRWXO);
    Context context;
    context.out = Screen::of(STDOUT_FILENO);
    context.err = Screen::of(STDERR_FILENO);
    look_ahead(argc, argv, context);
    context.data = environment("CHENGSHU_DATA").empty() ? "./chengshu-data"
                                                        : std::string(environment("CHENGSHU_DATA"));
    for (int i = 1; i < argc; ++i) {
        std::string_view argument = argv[i];
        if (utf8::first_invalid(argument))
            return usage_error(context, {context.say(Text::argument_not_text, {std::to_string(i)}),
                                         {}, context.say(Text::argument_advice)});
        // An unset variable of a shell, most likely: `--unit "$UNIT"` must not mean every unit.
        if (argument.empty() || (argument.starts_with("--") && argument.ends_with("=")))
            return usage_error(context, {context.say(Text::argument_empty, {std::to_string(i)}),
                                         {}, context.say(Text::argument_empty_advice)});
    }
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
            return wrong_usage(app, context, error, argc, argv);
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
