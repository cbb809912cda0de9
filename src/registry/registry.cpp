#include "registry/registry.h"

#include "base/check.h"

namespace cs::registry {

namespace {

template <class Id, class T>
std::vector<Kept<Id, T>> kept(const IdMap<Id, T>& map) {
    std::vector<Kept<Id, T>> out;
    out.reserve(map.size());
    for (Id id : map.ids()) out.push_back({id, *map.find(id)});
    return out;
}

template <class Id, class T>
void refill(IdMap<Id, T>& map, std::vector<Kept<Id, T>> from) {
    for (auto& entry : from) map.insert(entry.id, std::move(entry.value));
}

// The value of an entity's history as of an instant, or now.
template <class Id, class T>
const T* value_at(const IdMap<Id, History<T>>& map, Id id, Instant when = Instant::never()) {
    const auto* history = map.find(id);
    return history == nullptr ? nullptr : history->at(when);
}

}  // namespace

const Unit* Registry::unit(UnitId id) const { return value_at(units_, id); }
const Unit* Registry::unit_at(UnitId id, Instant when) const { return value_at(units_, id, when); }
const Person* Registry::person(PersonId id) const { return value_at(people_, id); }
const Person* Registry::person_at(PersonId id, Instant when) const {
    return value_at(people_, id, when);
}

const GridInfo* Registry::grid(GridId id) const { return grid_at(id, Instant::never()); }
const GridInfo* Registry::grid_at(GridId id, Instant when) const {
    const auto* state = value_at(grids_, id, when);
    return state == nullptr || !state->in_force ? nullptr : &state->info;
}

const std::string* Registry::division_name(DivisionCode code) const {
    return value_at(divisions_, code);
}

const Policy* Registry::policy_at(Instant when) const { return policy_.at(when); }

const Policy& Registry::policy() const {
    CHECK(policy_.current() != nullptr);
    return *policy_.current();
}

const Catalogue* Registry::catalogue_at(Instant when) const {
    const Catalogue* found = nullptr;
    for (const auto& catalogue : catalogues_)
        if (catalogue.effective_from <= when &&
            (found == nullptr || found->effective_from <= catalogue.effective_from))
            found = &catalogue;
    return found;
}

const Catalogue* Registry::catalogue(std::uint32_t version) const {
    return version == 0 || version > catalogues_.size() ? nullptr : &catalogues_[version - 1];
}

std::vector<Grant> Registry::grants_at(PersonId person, Instant when) const {
    std::vector<Grant> out;
    for (const auto& held : grants(person))
        if (held.from <= when && when < held.until) out.push_back(held.grant);
    return out;
}

std::span<const HeldGrant> Registry::grants(PersonId person) const {
    const auto* held = grants_.find(person);
    return held == nullptr ? std::span<const HeldGrant>{} : std::span<const HeldGrant>(*held);
}

const Duty* Registry::duty(DutyRef ref) const {
    const auto* found = catalogue(ref.version);
    return found == nullptr || ref.index >= found->duties.size() ? nullptr
                                                                 : &found->duties[ref.index];
}

std::optional<DutyRef> Registry::find_duty(std::uint32_t version, std::string_view matter,
                                           std::uint32_t condition) const {
    if (catalogue(version) == nullptr) return std::nullopt;
    const auto& by_matter = duties_by_matter_[version - 1];
    auto found = by_matter.find(matter);
    if (found == by_matter.end() || condition >= found->second.size()) return std::nullopt;
    return DutyRef{version, found->second[condition]};
}

const Unit* Registry::resolve_unit(std::string_view kind_or_name, DivisionCode division) const {
    auto named = units_by_name_.find(kind_or_name);
    if (named == units_by_name_.end()) return nullptr;
    for (int level = static_cast<int>(level_of(division)); level >= 0; --level) {
        auto found = named->second.find(ancestor_at(division, static_cast<DivisionLevel>(level)));
        if (found != named->second.end() && !found->second.empty())
            return unit(*found->second.begin());
    }
    return nullptr;
}

const calendar::Calendar& Registry::calendar(calendar::CalendarKind kind) const {
    return kind == calendar::CalendarKind::work ? work_ : continuous_;
}

bool Registry::forgotten(SubjectId subject) const { return forgotten_.find(subject) != nullptr; }

void Registry::apply(const RealmFounded& event, Instant at) {
    founded_ = true;
    realm_ = event.realm;
    name_ = event.name;
    division_ = event.division;
    auto hire = [&](PersonId id, std::string name, Role role) {
        people_.find_or_insert(id).set(at, Person{id, std::move(name), {}, {}});
        grants_.find_or_insert(id).push_back({{role, division_, {}}, at});
    };
    hire(system_person(realm_), "system", Role::system);
    hire(anonymous_person(realm_), "citizen", Role::citizen);
    hire(event.administrator.id, event.administrator.name, Role::administrator);
    policy_.set(at, default_policy());
}

void Registry::apply(const DivisionsSet& event, Instant at) {
    for (const auto& division : event.divisions)
        divisions_.find_or_insert(division.code).set(at, division.name);
}

void Registry::apply(const GridsSet& event, Instant at) {
    for (const auto& grid : event.grids) grids_.find_or_insert(grid.id).set(at, {grid, true});
}

void Registry::apply(const GridsRetired& event, Instant at) {
    for (GridId id : event.grids) {
        auto& history = grids_.find_or_insert(id);
        CHECK(history.current() != nullptr);
        history.set(at, {history.current()->info, false});
    }
}

void Registry::apply(const UnitSet& event, Instant at) {
    if (const auto* before = unit(event.unit.id)) {
        for (const auto& name : {before->name, before->kind})
            units_by_name_[name][before->division].erase(before->id);
    }
    units_.find_or_insert(event.unit.id).set(at, event.unit);
    index_unit(event.unit);
}

void Registry::apply(const PersonSet& event, Instant at) {
    people_.find_or_insert(event.person.id).set(at, event.person);
}

void Registry::apply(const RoleGranted& event, Instant at) {
    grants_.find_or_insert(event.person).push_back({event.grant, at});
}

void Registry::apply(const RoleRevoked& event, Instant at) {
    for (auto& held : grants_.find_or_insert(event.person))
        if (held.grant == event.grant && held.until == Instant::never()) held.until = at;
}

void Registry::apply(const HolidaysSet& event, Instant at) {
    holidays_[event.year.year].set(at, event.year);
    rebuild_calendar();
}

void Registry::apply(const PolicySet& event, Instant at) { policy_.set(at, event.policy); }

void Registry::apply(const CataloguePublished& event, Instant) {
    CHECK(event.catalogue.version == catalogues_.size() + 1);
    catalogues_.push_back(event.catalogue);
    index_catalogue(event.catalogue);
}

void Registry::apply(const SubjectForgotten& event, Instant at) {
    forgotten_.find_or_insert(event.subject) = at;
}

std::vector<calendar::HolidayYear> Registry::holidays() const {
    std::vector<calendar::HolidayYear> years;
    for (const auto& [year, history] : holidays_) years.push_back(*history.current());
    return years;
}

Image Registry::image() const {
    Image out{founded_,      realm_,        name_,         division_, kept(divisions_),
              kept(grids_),  kept(units_),  kept(people_), kept(grants_), kept(forgotten_),
              {},            policy_,       catalogues_};
    for (const auto& [year, history] : holidays_) out.holidays.push_back(history);
    return out;
}

Registry Registry::restore(Image image) {
    Registry out;
    out.founded_ = image.founded;
    out.realm_ = image.realm;
    out.name_ = std::move(image.name);
    out.division_ = image.division;
    refill(out.divisions_, std::move(image.divisions));
    refill(out.grids_, std::move(image.grids));
    refill(out.units_, std::move(image.units));
    refill(out.people_, std::move(image.people));
    refill(out.grants_, std::move(image.grants));
    refill(out.forgotten_, std::move(image.forgotten));
    for (auto& history : image.holidays)
        if (history.current() != nullptr) out.holidays_[history.current()->year] = history;
    out.policy_ = std::move(image.policy);
    out.catalogues_ = std::move(image.catalogues);
    for (UnitId id : out.units_.ids()) out.index_unit(*out.unit(id));
    for (const auto& catalogue : out.catalogues_) out.index_catalogue(catalogue);
    out.rebuild_calendar();
    return out;
}

// Of two units of one kind in one division the lower id answers, whatever the order of arrival.
void Registry::index_unit(const Unit& unit) {
    if (unit.retired.value_or(false)) return;
    for (const auto& name : {unit.name, unit.kind})
        if (!name.empty()) units_by_name_[name][unit.division].insert(unit.id);
}

void Registry::index_catalogue(const Catalogue& catalogue) {
    auto& by_matter = duties_by_matter_.emplace_back();
    for (std::uint32_t i = 0; i < catalogue.duties.size(); ++i)
        by_matter[catalogue.duties[i].matter].push_back(i);
}

void Registry::rebuild_calendar() {
    auto built = calendar::Calendar::work(holidays());
    CHECK(built.has_value());  // decide() refuses years that do not fit together
    work_ = std::move(*built);
}

}  // namespace cs::registry
