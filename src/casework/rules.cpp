#include "casework/rules.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace cs::casework {

namespace {

constexpr std::uint32_t bit(Phase phase) { return 1u << static_cast<int>(phase); }
constexpr std::uint32_t bit(Role role) { return 1u << static_cast<int>(role); }

namespace table {
constexpr std::uint32_t none = 0;
constexpr std::uint32_t F = bit(Phase::filed), D = bit(Phase::dispatched);
constexpr std::uint32_t H = bit(Phase::handling), C = bit(Phase::claimed);
constexpr std::uint32_t V = bit(Phase::verified), B = bit(Phase::called_back);
constexpr std::uint32_t X = bit(Phase::closed);
constexpr bool yes = true, no = false;
constexpr std::uint32_t citizen = bit(Role::citizen), agent = bit(Role::agent);
constexpr std::uint32_t dispatcher = bit(Role::dispatcher), verifier = bit(Role::verifier);
constexpr std::uint32_t unit_officer = bit(Role::unit_officer);
constexpr std::uint32_t grid_worker = bit(Role::grid_worker);
constexpr std::uint32_t supervisor = bit(Role::supervisor), appraiser = bit(Role::appraiser);
constexpr std::uint32_t data_officer = bit(Role::data_officer);
constexpr std::uint32_t administrator = bit(Role::administrator);
constexpr std::uint32_t system = bit(Role::system);
constexpr std::uint32_t anybody = bit(Role{role_count}) - 1;
}  // namespace table

constexpr auto all_rules = [] {
    using namespace table;
    using enum Scope;
    return std::array{
#define RULE(Command, phases, suspended, roles, scope) \
    Rule{cs::Command::type, phases, suspended, roles, scope},
#include "casework/rules.def"
#undef RULE
    };
}();

bool has_order(const Case& subject, UnitId unit) {
    return std::ranges::find(subject.orders, unit, &Order::unit) != subject.orders.end();
}

bool covers(const Grant& grant, Scope scope, const Target& target) {
    const Case* subject = target.subject;
    bool same_division = subject != nullptr && within(subject->division, grant.division);
    switch (scope) {
        case Scope::realm: return true;
        case Scope::place: return !target.place || within(*target.place, grant.division);
        case Scope::division: return same_division;
        case Scope::order_unit:
            if (target.order != nullptr) return grant.unit == target.order->unit;
            return subject != nullptr && grant.unit && has_order(*subject, *grant.unit);
        case Scope::responsible: return subject != nullptr && grant.unit == subject->responsible;
        case Scope::involved:
            // Who acts for a unit is involved by that unit, all others by their division.
            if (grant.role != Role::unit_officer && grant.role != Role::grid_worker)
                return same_division;
            if (subject == nullptr || !grant.unit) return false;
            return has_order(*subject, *grant.unit) || subject->filing_unit == *grant.unit;
    }
    return false;
}

}  // namespace

std::span<const Rule> rules() { return all_rules; }

const Rule& rule_for(std::string_view command) {
    for (const auto& rule : all_rules)
        if (rule.command == command) return rule;
    CHECK(false && "every casework command has a row in rules.def");
    __builtin_unreachable();
}

std::optional<Grant> permitting_grant(const World& world, const Rule& rule, const Target& target) {
    for (const auto& held : world.registry.grants(world.actor))
        if (held.until == Instant::never() && (rule.roles & bit(held.grant.role)) != 0 &&
            covers(held.grant, rule.scope, target))
            return held.grant;
    return std::nullopt;
}

Decision<void> permit(const World& world, std::string_view command, const Target& target) {
    const Rule& rule = rule_for(command);
    const auto* person = world.registry.person(world.actor);
    if (person == nullptr || person->retired.value_or(false))
        return refuse(RefusalCode::unknown_actor, id_text(world.actor));
    if (!permitting_grant(world, rule, target)) return refuse(RefusalCode::not_permitted);
    if (target.subject == nullptr) return {};
    if ((rule.phases & bit(target.subject->phase)) == 0)
        return refuse(RefusalCode::wrong_phase,
                      std::string(json::enum_name(target.subject->phase)), "case_id");
    if (target.subject->suspended && !rule.while_suspended)
        return refuse(RefusalCode::case_suspended, {}, "case_id");
    return {};
}

}  // namespace cs::casework
