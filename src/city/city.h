// The whole machine: one state, one decide, one apply. Pure: the same journal gives the same state,
// bit for bit, on every machine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "casework/apply.h"
#include "casework/world.h"
#include "model/commands.h"
#include "model/events.h"
#include "registry/registry.h"

namespace cs::city {

using casework::Events;
using casework::Stamp;

struct State {
    registry::Registry registry;
    casework::Cases cases;
};

/// What the command does now, or why not. Changes nothing.
Decision<Events> decide(const State& state, const Command& command, PersonId actor, Instant now);
void apply(State& state, const Event& event, const Stamp& stamp);

/// The cases a command names; the runtime brings those in the archive back before deciding.
std::vector<CaseId> cases_named(const Command& command);

/// When the next clock, of a case or of a waiting report, reaches a warning point.
std::optional<Instant> next_due(const State& state);
/// Takes out that clock, if its point lies at or before `now`, as the command that passes it. It is
/// armed again by that command's event.
std::optional<Command> pop_due(State& state, Instant now);

}  // namespace cs::city
