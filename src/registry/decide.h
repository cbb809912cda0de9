// decide for the registry's commands: what the administrator and the data officer may change, and
// what makes a value usable.
#pragma once

#include <vector>

#include "model/commands.h"
#include "model/events.h"
#include "model/refusal.h"
#include "registry/registry.h"

namespace cs::registry {

struct Context {
    const Registry& registry;
    PersonId actor;
    Instant now;
};

Decision<Event> decide(const Context& context, const FoundRealm& command);
Decision<Event> decide(const Context& context, const SetDivisions& command);
Decision<Event> decide(const Context& context, const SetGrids& command);
Decision<Event> decide(const Context& context, const RetireGrids& command);
Decision<Event> decide(const Context& context, const SetUnit& command);
Decision<Event> decide(const Context& context, const SetPerson& command);
Decision<Event> decide(const Context& context, const GrantRole& command);
Decision<Event> decide(const Context& context, const RevokeRole& command);
Decision<Event> decide(const Context& context, const SetHolidays& command);
Decision<Event> decide(const Context& context, const SetPolicy& command);
Decision<Event> decide(const Context& context, const PublishCatalogue& command);
Decision<Event> decide(const Context& context, const ForgetSubject& command);

/// Whether the actor holds, now, one of the roles for a division that holds this one. A role held
/// for a unit is for that unit's cases and manages nothing.
Decision<void> require_role(const Context& context, std::initializer_list<Role> roles,
                            DivisionCode division);

}  // namespace cs::registry
