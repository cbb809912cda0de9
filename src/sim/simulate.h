// `chengshu simulate`: the real engine, journal, store and vault over a disk in memory, in a random
// city, under random commands and faults; after each fault what was recovered is compared with what
// was answered. The same seed gives the same story. docs/simulation.md is the page about it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/describe.h"
#include "sim/simulate_node.h"

namespace cs::sim {

/// What may go wrong in a run; a minimised story leaves out what is not needed.
enum class Fault : std::uint8_t {
    crash,       ///< power goes between two batches
    torn_write,  ///< power goes at some operation, in the middle of whatever it was
    io_error,    ///< one operation fails, those after it work
    full_disk,   ///< no room for a few steps, then room again
    checkpoint,  ///< the state is written out, at any moment
    clock_back,  ///< the machine's clock jumps backward
    restart,     ///< the process ends in good order and starts again
};
DESCRIBED_ENUM(Fault, crash, torn_write, io_error, full_disk, checkpoint, clock_back, restart)
inline constexpr int fault_count = 7;
constexpr std::uint32_t bit(Fault fault) { return 1u << static_cast<int>(fault); }
inline constexpr std::uint32_t all_faults = (1u << fault_count) - 1;

struct SimulationOptions {
    std::uint64_t seed = 1;
    std::uint32_t steps = 0;  ///< 0: as many as the seed draws
    std::uint32_t faults = all_faults;
    /// Whether views follow the journal; else every `seeds_per_views`-th seed has them, for they
    /// double the work.
    std::optional<bool> with_views = {};
    WrapJournal wrap_journal = {};
    /// Gets each line of the story as it happens.
    std::function<void(const std::string&)> tell = {};
};

struct SimulationResult {
    std::uint64_t seed = 0;
    std::uint32_t steps = 0;
    std::uint32_t faults = all_faults;
    std::uint64_t commands = 0;
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
    std::uint64_t repeated = 0;
    std::uint64_t unanswered = 0;        ///< in doubt until the next start
    std::uint64_t found_after_all = 0;   ///< of these, durable
    std::uint64_t clock_points = 0;
    std::uint64_t crashes = 0;
    std::uint64_t io_errors = 0;
    std::uint64_t full_disks = 0;
    std::uint64_t checkpoints = 0;
    std::uint64_t recoveries = 0;        ///< compared with what was answered
    std::uint64_t records = 0;
    Hash256 hash;                        ///< of the story and the state at its end
    std::optional<std::string> failure;  ///< the first difference; nothing when there was none
    std::vector<std::string> story;      ///< one line a happening
    std::set<std::string_view> accepted_kinds;  ///< types of the commands that were accepted
    DESCRIBED(SimulationResult, seed, steps, faults, commands, accepted, refused, repeated,
              unanswered, found_after_all, clock_points, crashes, io_errors, full_disks,
              checkpoints, recoveries, records, hash, failure, story)
};

inline constexpr std::uint64_t seeds_per_views = 4;

SimulationResult simulate(const SimulationOptions& options);

/// A run that fails too, with as few steps and kinds of fault as a short search finds.
SimulationResult shortest_failure(const SimulationOptions& options,
                                  const SimulationResult& failed);

/// The command line that runs exactly this again.
std::string replay_command(const SimulationResult& result);

}  // namespace cs::sim
