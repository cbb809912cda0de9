#include "registry/decide.h"

#include <algorithm>
#include <set>

namespace cs::registry {

namespace {

Decision<void> require_known_division(const Context& context, DivisionCode code) {
    if (context.registry.division_name(code) == nullptr &&
        code != context.registry.division())
        return refuse(RefusalCode::unknown_division, id_text(code), "division");
    return {};
}

Decision<void> check_duty(const Duty& duty, std::size_t index) {
    auto bad = [&](std::string what) {
        return refuse(RefusalCode::bad_catalogue,
                      "duty " + std::to_string(index + 1) + ": " + what, "duties");
    };
    if (duty.matter.empty() || duty.matter.size() > 32) return bad("the matter code is missing");
    if (duty.name.empty()) return bad("the matter has no name");
    if (duty.units.empty()) return bad("no unit owes it");
    if (std::ranges::find(duty.units, std::string()) != duty.units.end())
        return bad("a unit has no name");
    if (!calendar::valid(duty.budget)) return bad("the budget is not usable");
    return {};
}

Decision<void> check_budget(const calendar::Budget& budget, const char* field) {
    if (!calendar::valid(budget))
        return refuse(RefusalCode::bad_policy, "the budget is not usable", field);
    return {};
}

// What holds for everybody is changed by whoever holds the role for the whole realm.
Decision<void> require_realm_role(const Context& context, std::initializer_list<Role> roles) {
    return require_role(context, roles, context.registry.division());
}

Decision<void> require_administrator(const Context& context, DivisionCode division) {
    return require_role(context, {Role::administrator}, division);
}

// Where somebody belongs: with his unit, or with the realm.
DivisionCode home_of(const Context& context, const std::optional<UnitId>& unit) {
    const auto* known = unit ? context.registry.unit(*unit) : nullptr;
    return known == nullptr ? context.registry.division() : known->division;
}

// Nobody gives or takes what reaches farther than he does himself.
Decision<void> require_reach(const Context& context, const Grant& grant) {
    TRY_VOID(require_administrator(context, grant.division));
    return grant.unit ? require_administrator(context, home_of(context, grant.unit))
                      : Decision<void>();
}

// Whoever changes or retires somebody changes all that he may do.
Decision<void> require_reach(const Context& context, PersonId id) {
    const auto* person = context.registry.person(id);
    if (person == nullptr) return {};
    TRY_VOID(require_administrator(context, home_of(context, person->unit)));
    for (const auto& held : context.registry.grants(id))
        if (held.until == Instant::never()) TRY_VOID(require_reach(context, held.grant));
    return {};
}

Grant whole_realm(const Registry& registry) {
    return {Role::administrator, registry.division(), {}};
}

bool holds(const Registry& registry, PersonId person, const Grant& grant) {
    return std::ranges::any_of(registry.grants(person), [&](const HeldGrant& held) {
        return held.grant == grant && held.until == Instant::never();
    });
}

bool is_active(const Registry& registry, PersonId id) {
    const auto* person = registry.person(id);
    return person != nullptr && !person->retired.value_or(false);
}

// Whether the unit is this one or stands above it, or a circle from before stands in the way.
bool is_above(const Registry& registry, UnitId unit, std::optional<UnitId> below) {
    auto steps = registry.unit_ids().size();
    while (below && *below != unit && steps-- > 0) {
        const auto* known = registry.unit(*below);
        below = known == nullptr ? std::nullopt : known->parent;
    }
    return below.has_value();
}

// Without an administrator of the whole realm nobody could ever name one again.
Decision<void> require_other_administrator(const Context& context, PersonId than) {
    const auto& registry = context.registry;
    for (auto person : registry.person_ids())
        if (person != than && is_active(registry, person) &&
            holds(registry, person, whole_realm(registry)))
            return {};
    return refuse(RefusalCode::not_permitted,
                  "the last administrator of the realm stays; name another one first");
}

}  // namespace

Decision<void> require_role(const Context& context, std::initializer_list<Role> roles,
                            DivisionCode division) {
    if (!is_active(context.registry, context.actor))
        return refuse(RefusalCode::unknown_actor, id_text(context.actor));
    for (const auto& held : context.registry.grants(context.actor))
        if (held.until == Instant::never() && !held.grant.unit &&
            within(division, held.grant.division) &&
            std::ranges::find(roles, held.grant.role) != roles.end())
            return {};
    return refuse(RefusalCode::not_permitted);
}

Decision<Event> decide(const Context& context, const FoundRealm& command) {
    if (context.registry.founded()) return refuse(RefusalCode::already_founded);
    auto realm = static_cast<std::uint32_t>(command.realm);
    if (realm < 100'000'000 || realm > 999'999'999)
        return refuse(RefusalCode::bad_value, "a realm is nine digits", "realm");
    if (command.name.empty()) return refuse(RefusalCode::bad_value, "no name", "name");
    // A realm is named by its division's first nine digits.
    if (raw(command.division) / 1000 != realm)
        return refuse(RefusalCode::bad_value, "the division is not the realm's", "division");
    if (realm_of(command.administrator.id) != command.realm ||
        counter_of(command.administrator.id) < 3)
        return refuse(RefusalCode::bad_value, "ids below 3 are taken", "administrator");
    return RealmFounded{command.realm, command.name, command.division, command.administrator};
}

Decision<Event> decide(const Context& context, const SetDivisions& command) {
    TRY_VOID(require_realm_role(context, {Role::administrator, Role::data_officer}));
    for (const auto& division : command.divisions) {
        if (!within(division.code, context.registry.division()))
            return refuse(RefusalCode::bad_value,
                          id_text(division.code) + " lies outside the realm", "divisions");
        if (division.name.empty())
            return refuse(RefusalCode::bad_value, id_text(division.code) + " has no name",
                          "divisions");
    }
    return DivisionsSet{command.divisions};
}

Decision<Event> decide(const Context& context, const SetGrids& command) {
    TRY_VOID(require_realm_role(context, {Role::administrator, Role::data_officer}));
    for (const auto& grid : command.grids)
        if (!within(division_of(grid.id), context.registry.division()))
            return refuse(RefusalCode::bad_value,
                          "grid " + id_text(grid.id) + " lies outside the realm", "grids");
    return GridsSet{command.grids, command.geometry};
}

Decision<Event> decide(const Context& context, const RetireGrids& command) {
    TRY_VOID(require_realm_role(context, {Role::administrator, Role::data_officer}));
    if (command.reason.empty()) return refuse(RefusalCode::reason_missing, {}, "reason");
    for (const auto* list : {&command.grids, &command.into})
        for (GridId id : *list)
            if (context.registry.grid(id) == nullptr)
                return refuse(RefusalCode::unknown_grid, id_text(id));
    return GridsRetired{command.grids, command.into, command.reason};
}

Decision<Event> decide(const Context& context, const SetUnit& command) {
    TRY_VOID(require_administrator(context, command.unit.division));
    if (const auto* before = context.registry.unit(command.unit.id))
        TRY_VOID(require_administrator(context, before->division));
    const auto& unit = command.unit;
    if (realm_of(unit.id) != context.registry.realm() || counter_of(unit.id) == 0)
        return refuse(RefusalCode::bad_value, "the id is of another realm", "unit.id");
    if (unit.name.empty()) return refuse(RefusalCode::bad_value, "no name", "unit.name");
    TRY_VOID(require_known_division(context, unit.division));
    if (unit.parent && context.registry.unit(*unit.parent) == nullptr)
        return refuse(RefusalCode::unknown_unit, id_text(*unit.parent), "unit.parent");
    if (is_above(context.registry, unit.id, unit.parent))
        return refuse(RefusalCode::bad_value, "no unit is above itself", "unit.parent");
    return UnitSet{unit};
}

Decision<Event> decide(const Context& context, const SetPerson& command) {
    TRY_VOID(require_administrator(context, home_of(context, command.person.unit)));
    TRY_VOID(require_reach(context, command.person.id));
    const auto& person = command.person;
    if (realm_of(person.id) != context.registry.realm() || counter_of(person.id) < 3)
        return refuse(RefusalCode::bad_value, "ids below 3 are taken", "person.id");
    if (person.name.empty()) return refuse(RefusalCode::bad_value, "no name", "person.name");
    if (person.unit && context.registry.unit(*person.unit) == nullptr)
        return refuse(RefusalCode::unknown_unit, id_text(*person.unit), "person.unit");
    if (person.retired.value_or(false) &&
        holds(context.registry, person.id, whole_realm(context.registry)))
        TRY_VOID(require_other_administrator(context, person.id));
    return PersonSet{person};
}

Decision<Event> decide(const Context& context, const GrantRole& command) {
    TRY_VOID(require_reach(context, command.grant));
    if (context.registry.person(command.person) == nullptr)
        return refuse(RefusalCode::unknown_person, id_text(command.person), "person");
    if (command.grant.role == Role::system)
        return refuse(RefusalCode::not_permitted, "the system's role is not given away");
    if (command.grant.unit && context.registry.unit(*command.grant.unit) == nullptr)
        return refuse(RefusalCode::unknown_unit, id_text(*command.grant.unit), "grant.unit");
    TRY_VOID(require_known_division(context, command.grant.division));
    if (holds(context.registry, command.person, command.grant))
        return refuse(RefusalCode::duplicate_id, "the role is held already", "grant");
    return RoleGranted{command.person, command.grant};
}

Decision<Event> decide(const Context& context, const RevokeRole& command) {
    TRY_VOID(require_reach(context, command.grant));
    // Without it no clock would pass its points any more.
    if (command.grant.role == Role::system)
        return refuse(RefusalCode::not_permitted, "the system's role is not taken away", "grant");
    if (!holds(context.registry, command.person, command.grant))
        return refuse(RefusalCode::bad_value, "the role is not held", "grant");
    if (command.grant == whole_realm(context.registry))
        TRY_VOID(require_other_administrator(context, command.person));
    return RoleRevoked{command.person, command.grant};
}

Decision<Event> decide(const Context& context, const SetHolidays& command) {
    TRY_VOID(require_realm_role(context, {Role::administrator, Role::data_officer}));
    if (auto sound = calendar::check(command.year); !sound)
        return refuse(RefusalCode::bad_value, sound.error().text(), "year");
    auto years = context.registry.holidays();
    std::erase_if(years, [&](const auto& year) { return year.year == command.year.year; });
    years.push_back(command.year);
    if (auto built = calendar::Calendar::work(years); !built)
        return refuse(RefusalCode::bad_value, built.error().text(), "year");
    return HolidaysSet{command.year};
}

Decision<Event> decide(const Context& context, const SetPolicy& command) {
    TRY_VOID(require_realm_role(context, {Role::administrator}));
    const auto& policy = command.policy;
    TRY_VOID(check_budget(policy.dispatch, "policy.dispatch"));
    TRY_VOID(check_budget(policy.sign, "policy.sign"));
    TRY_VOID(check_budget(policy.arrive, "policy.arrive"));
    TRY_VOID(check_budget(policy.contact, "policy.contact"));
    TRY_VOID(check_budget(policy.arbitrate, "policy.arbitrate"));
    TRY_VOID(check_budget(policy.verify, "policy.verify"));
    TRY_VOID(check_budget(policy.callback, "policy.callback"));
    TRY_VOID(check_budget(policy.close, "policy.close"));
    TRY_VOID(check_budget(policy.supervise, "policy.supervise"));
    TRY_VOID(check_budget(policy.rework, "policy.rework"));
    if (policy.accept) TRY_VOID(check_budget(*policy.accept, "policy.accept"));
    if (policy.suspension) TRY_VOID(check_budget(*policy.suspension, "policy.suspension"));
    if (policy.points.size() > 20)
        return refuse(RefusalCode::bad_policy, "no more than 20 points", "policy.points");
    bool has_due_point = false;
    std::uint16_t before = 0;
    for (const auto& point : policy.points) {
        if (point.percent <= before || point.percent > 1000 || point.level > 3)
            return refuse(RefusalCode::bad_policy, "points rise from 1 to 1000 percent",
                          "policy.points");
        has_due_point = has_due_point || point.percent == 100;
        before = point.percent;
    }
    if (!has_due_point)
        return refuse(RefusalCode::bad_policy, "a point at 100 percent is needed", "policy.points");
    return PolicySet{policy};
}

Decision<Event> decide(const Context& context, const PublishCatalogue& command) {
    TRY_VOID(require_realm_role(context, {Role::administrator, Role::data_officer}));
    if (command.name.empty()) return refuse(RefusalCode::bad_catalogue, "no name", "name");
    bool has_other = false;
    for (std::size_t i = 0; i < command.duties.size(); ++i) {
        TRY_VOID(check_duty(command.duties[i], i));
        has_other = has_other || command.duties[i].matter == other_matter;
    }
    if (!has_other)
        return refuse(RefusalCode::bad_catalogue,
                      std::string("the matter ") + other_matter + " (other) is missing", "duties");
    // The newest version is the one with the highest number: it must not begin behind another.
    for (const auto& earlier : context.registry.catalogues())
        if (command.effective_from < earlier.effective_from)
            return refuse(RefusalCode::bad_catalogue,
                          "version " + std::to_string(earlier.version) + " begins later, at " +
                              local_text(earlier.effective_from),
                          "effective_from");
    auto version = static_cast<std::uint32_t>(context.registry.catalogues().size() + 1);
    return CataloguePublished{{version, command.name, command.effective_from, command.duties}};
}

Decision<Event> decide(const Context& context, const ForgetSubject& command) {
    TRY_VOID(require_realm_role(context, {Role::administrator, Role::data_officer}));
    if (command.reason.empty()) return refuse(RefusalCode::reason_missing, {}, "reason");
    // Number 0 stands for nobody: the reports of sensors, which must go on.
    if (counter_of(command.subject) == 0)
        return refuse(RefusalCode::bad_value, "there is nobody to forget", "subject");
    if (context.registry.forgotten(command.subject))
        return refuse(RefusalCode::subject_forgotten, id_text(command.subject), "subject");
    return SubjectForgotten{command.subject, command.reason};
}

}  // namespace cs::registry
