// chengshu: the table of its subcommands. Each has a file of its own, <name>_command.cpp.
#include "cli/bench_command.h"
#include "cli/clock_command.h"
#include "cli/replay_command.h"
#include "cli/run.h"

namespace {

constexpr cs::cli::AddCommand commands[] = {
    cs::cli::add_bench,
    cs::cli::add_clock,
    cs::cli::add_replay,
};

}  // namespace

int main(int argc, char** argv) { return cs::cli::run(commands, argc, argv); }
