// What every subcommand is given: language, form of output, data directory, screens. A subcommand
// adds its options in add_…() and sets `action`, which run() calls once all options are right.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/messages.h"
#include "cli/screen.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace cs::cli {

/// The program's exit codes; docs/command-line.md.
enum ExitCode : int {
    exit_good = 0,
    exit_failed = 1,    ///< an operating error, a refusal, or damage that was found
    exit_usage = 2,     ///< the command line itself is wrong
    exit_incomplete = 3,  ///< done but for what was listed: bad rows, backups out of reach
};

struct Context {
    Language language = Language::english;
    bool json = false;
    std::string data;  ///< the data directory, from --data, CHENGSHU_DATA or the default
    Screen out;
    Screen err;
    std::function<Result<ExitCode>()> action;

    std::string say(Text text, std::initializer_list<std::string_view> args = {}) const {
        return cli::say(language, text, args);
    }
};

/// --help, --json and --lang.
void add_common_options(CLI::App& app, Context& context);
/// A subcommand that does something: --json, --lang, help with the example below it.
CLI::App& add_leaf(CLI::App& parent, Context& context, const std::string& name, Text about,
                   const std::string& example);
/// A subcommand that only holds others: `city`, `journal`.
CLI::App& add_group(CLI::App& parent, Context& context, const std::string& name, Text about);
/// --data DIR.
void add_data_option(CLI::App& leaf, Context& context);
/// Lets an option take only these values.
void allow_only(CLI::Option& option, const Context& context, std::vector<std::string> values);
/// Lets an option take only whole numbers of this range.
void allow_range(CLI::Option& option, const Context& context, std::int64_t low, std::int64_t high);
/// Lets an option take only a seed: a whole number that is not negative.
void allow_seed(CLI::Option& option, const Context& context);
/// Lets an option take only what `read` can read; its error becomes a usage error.
void allow_readable(CLI::Option& option, const Context& context,
                    std::function<Result<void>(const std::string&)> read);
/// Readers for it: a time, a date, a division code, an id.
Result<void> readable_instant(const std::string& text);
Result<void> readable_date(const std::string& text);
Result<void> readable_division(const std::string& text);
Result<void> readable_id(const std::string& text);

/// Writes to standard output.
void print(std::string_view text);
/// Writes a described struct as one line of JSON to standard output.
void print_line(std::string_view json);

}  // namespace cs::cli
