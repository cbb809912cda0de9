// The program's main line: language and screens, the table of subcommands, parsing, the action, and
// one sentence on standard error when something is wrong.
#pragma once

#include <span>

#include "cli/context.h"

namespace cs::cli {

/// Adds one subcommand to the program; `void add_clock(CLI::App&, Context&)`.
using AddCommand = void (*)(CLI::App&, Context&);

/// Parses, acts, reports; returns the exit code.
int run(std::span<const AddCommand> commands, int argc, char** argv);

}  // namespace cs::cli
