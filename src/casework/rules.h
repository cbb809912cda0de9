// The transition and permission table (rules.def) as data, and the check against it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "casework/world.h"

namespace cs::casework {

enum class Scope : std::uint8_t { realm, place, division, order_unit, responsible, involved };

struct Rule {
    std::string_view command;  ///< the command's type, "sign_order"
    std::uint32_t phases;      ///< bit per Phase; 0 for commands on a report
    bool while_suspended;
    std::uint32_t roles;       ///< bit per Role
    Scope scope;
};

std::span<const Rule> rules();
const Rule& rule_for(std::string_view command);

/// What a command is about, for the scope check; null members where it names none.
struct Target {
    const Case* subject = nullptr;
    const Order* order = nullptr;
    std::optional<DivisionCode> place = {};  ///< of a report that is there, or of a case to be
};

/// Phase, suspension, then role and scope, in this order of refusal: unknown actor, not permitted,
/// wrong phase, suspended.
Decision<void> permit(const World& world, std::string_view command, const Target& target);
/// The grant under which the actor may, for rules that ask who it is (verification).
std::optional<Grant> permitting_grant(const World& world, const Rule& rule, const Target& target);

}  // namespace cs::casework
