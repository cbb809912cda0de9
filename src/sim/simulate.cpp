#include "sim/simulate.h"

#include "base/json.h"
#include "sim/simulate_run.h"

namespace cs::sim {

SimulationResult simulate(const SimulationOptions& options) {
    return SimulatedRun(options).run();
}

SimulationResult shortest_failure(const SimulationOptions& options,
                                  const SimulationResult& failed) {
    SimulationResult best = failed;
    SimulationOptions quiet = options;
    quiet.tell = {};
    auto improves = [&](std::uint32_t steps, std::uint32_t faults) {
        quiet.steps = steps;
        quiet.faults = faults;
        auto tried = simulate(quiet);
        if (!tried.failure) return false;
        best = std::move(tried);
        return true;
    };
    // Fewer kinds of fault first: a fault's draws are its own, so the others stay as they were.
    for (int i = 0; i < fault_count; ++i)
        if (auto without = best.faults & ~(1u << i); without != best.faults && best.steps > 0)
            improves(best.steps, without);
    // Then fewer steps: large bites, and single steps at the end.
    for (std::uint32_t bite = best.steps / 2; bite > 0;)
        if (bite >= best.steps || !improves(best.steps - bite, best.faults)) bite /= 2;
    return best;
}

std::string replay_command(const SimulationResult& result) {
    auto text = "chengshu simulate --seed " + std::to_string(result.seed) + " --steps " +
                std::to_string(result.steps);
    std::string without;
    for (int i = 0; i < fault_count; ++i)
        if ((result.faults & 1u << i) == 0)
            without += (without.empty() ? "" : ",") +
                       std::string(json::enum_name(static_cast<Fault>(i)));
    if (!without.empty()) text += " --without " + without;
    return text + " --verbose";
}

}  // namespace cs::sim
