#include "cli/simulate_command.h"

#include <unistd.h>

#include <algorithm>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <csignal>
#include <cstdio>
#include <memory>

#include "base/json.h"
#include "cli/progress_bar.h"
#include "sim/simulate.h"

namespace cs::cli {

namespace {

constexpr std::size_t story_lines_shown = 25;

struct SimulateOptions {
    std::uint64_t seeds = 100;
    std::uint64_t from = 1;
    std::uint64_t seed = 0;
    std::uint32_t steps = 0;
    std::vector<std::string> without;
    bool verbose = false;
};

/// What --json prints: the sums, and the failing seed if there was one.
struct SimulateSummary {
    std::uint64_t seeds = 0;
    std::uint64_t steps = 0;
    std::uint64_t commands = 0;
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
    std::uint64_t repeated = 0;
    std::uint64_t unanswered = 0;
    std::uint64_t found_after_all = 0;
    std::uint64_t clock_points = 0;
    std::uint64_t crashes = 0;
    std::uint64_t io_errors = 0;
    std::uint64_t full_disks = 0;
    std::uint64_t checkpoints = 0;
    std::uint64_t recoveries = 0;
    Hash256 hash;  ///< over the hashes of all seeds, in order
    std::optional<sim::SimulationResult> failed;
    std::optional<std::string> replay;
    DESCRIBED(SimulateSummary, seeds, steps, commands, accepted, refused, repeated, unanswered,
              found_after_all, clock_points, crashes, io_errors, full_disks, checkpoints,
              recoveries, hash, failed, replay)
};

// A failed CHECK ends the process in the middle of a seed: the signal's handler, which is given
// nothing, must still be able to say which one. Written before each seed.
char abort_note[120];

extern "C" void tell_seed_on_abort(int) {
    std::size_t size = 0;
    while (abort_note[size] != 0) ++size;
    static_cast<void>(!::write(STDERR_FILENO, abort_note, size));
}

void add_to(SimulateSummary& sum, const sim::SimulationResult& result) {
    ++sum.seeds;
    sum.steps += result.steps;
    sum.commands += result.commands;
    sum.accepted += result.accepted;
    sum.refused += result.refused;
    sum.repeated += result.repeated;
    sum.unanswered += result.unanswered;
    sum.found_after_all += result.found_after_all;
    sum.clock_points += result.clock_points;
    sum.crashes += result.crashes;
    sum.io_errors += result.io_errors;
    sum.full_disks += result.full_disks;
    sum.checkpoints += result.checkpoints;
    sum.recoveries += result.recoveries;
}

std::uint32_t faults_of(const SimulateOptions& options) {
    std::uint32_t faults = sim::all_faults;
    for (int i = 0; i < sim::fault_count; ++i)
        for (const auto& name : options.without)
            if (name == json::enum_name(static_cast<sim::Fault>(i))) faults &= ~(1u << i);
    return faults;
}

void tell_failing_seed(const Context& context, const sim::SimulationResult& failed) {
    print(context.say(Text::simulate_failed, {std::to_string(failed.seed), *failed.failure}));
    print(context.say(Text::simulate_replay, {sim::replay_command(failed)}));
    print(context.say(Text::simulate_last_steps));
    const auto& story = failed.story;
    auto first = story.size() - std::min(story.size(), story_lines_shown);
    for (auto i = first; i < story.size(); ++i) print("  " + story[i] + "\n");
}

Result<ExitCode> run_simulation(const Context& context, const SimulateOptions& options) {
    std::uint64_t first = options.seed != 0 ? options.seed : options.from;
    std::uint64_t seeds = options.seed != 0 ? 1 : options.seeds;
    SimulateSummary sum;
    Sha256 hasher;
    ProgressBar bar(context.say(Text::simulate_progress), static_cast<std::int64_t>(seeds),
                    context.language, context.json || options.verbose);
    std::signal(SIGABRT, tell_seed_on_abort);
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        std::snprintf(abort_note, sizeof abort_note,
                      "seed %llu; again with: chengshu simulate --seed %llu --verbose\n",
                      static_cast<unsigned long long>(seed), static_cast<unsigned long long>(seed));
        sim::SimulationOptions one;
        one.seed = seed;
        one.steps = options.steps;
        one.faults = faults_of(options);
        if (options.verbose && !context.json)
            one.tell = [](const std::string& line) {
                print(line + "\n");
                std::fflush(stdout);
            };
        auto result = sim::simulate(one);
        add_to(sum, result);
        hasher.add(hex_text(result.hash));
        bar.set(static_cast<std::int64_t>(seed - first + 1));
        if (!result.failure) continue;
        sum.failed = sim::shortest_failure(one, result);
        sum.replay = sim::replay_command(*sum.failed);
        break;
    }
    if (!sum.failed) bar.finish();
    std::signal(SIGABRT, SIG_DFL);
    sum.hash = hasher.finish();
    if (context.json) {
        print_line(json::text_of(sum));
    } else if (sum.failed) {
        tell_failing_seed(context, *sum.failed);
    } else {
        print(context.say(Text::simulate_done,
                          {std::to_string(sum.seeds), std::to_string(sum.commands),
                           std::to_string(sum.crashes), std::to_string(sum.io_errors),
                           std::to_string(sum.full_disks), std::to_string(sum.recoveries),
                           hex_text(sum.hash)}));
    }
    return sum.failed ? exit_failed : exit_good;
}

std::vector<std::string> fault_names() {
    std::vector<std::string> names;
    for (int i = 0; i < sim::fault_count; ++i)
        names.emplace_back(json::enum_name(static_cast<sim::Fault>(i)));
    return names;
}

}  // namespace

void add_simulate(CLI::App& app, Context& context) {
    auto& leaf = add_leaf(app, context, "simulate", Text::about_simulate,
                          "chengshu simulate --seeds 200");
    auto options = std::make_shared<SimulateOptions>();
    auto* seeds = leaf.add_option("--seeds", options->seeds, context.say(Text::option_seeds));
    seeds->type_name("N");
    allow_range(*seeds, context, 1, 1'000'000'000);
    auto* from = leaf.add_option("--from", options->from, context.say(Text::option_from_seed));
    allow_seed(*from, context);
    auto* seed = leaf.add_option("--seed", options->seed, context.say(Text::option_one_seed));
    allow_seed(*seed, context);
    auto* steps = leaf.add_option("--steps", options->steps, context.say(Text::option_steps));
    steps->type_name("N");
    allow_range(*steps, context, 1, 1'000'000);
    leaf.add_option("--without", options->without, context.say(Text::option_without))
        ->delimiter(',')
        ->check(CLI::IsMember(fault_names()))
        ->type_name("FAULT,…");
    leaf.add_flag("--verbose", options->verbose, context.say(Text::option_verbose));
    leaf.callback([&context, options] {
        context.action = [&context, options] { return run_simulation(context, *options); };
    });
}

}  // namespace cs::cli
