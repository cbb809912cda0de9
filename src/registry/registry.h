// Who is who and who owes what in a realm: divisions, grids, units, people and their roles,
// holidays, policy and the duty catalogue. Changed only by events and kept with its history, so
// that "as of" any day can be answered.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/history.h"
#include "base/id_map.h"
#include "calendar/calendar.h"
#include "calendar/holidays.h"
#include "model/catalogue.h"
#include "model/divisions.h"
#include "model/events.h"
#include "model/people.h"
#include "model/policy.h"
#include "model/refusal.h"

namespace cs::registry {

/// A role held for a while; `until` is never() while it is held.
struct HeldGrant {
    Grant grant;
    Instant from;
    Instant until = Instant::never();
    DESCRIBED(HeldGrant, grant, from, until)
};

struct GridState {
    GridInfo info;
    bool in_force = true;
    DESCRIBED(GridState, info, in_force)
};

template <class Id, class T>
struct Kept {
    Id id{};
    T value{};
    DESCRIBED(Kept, id, value)
};

/// The registry as plain data: what a snapshot holds of it.
struct Image {
    bool founded = false;
    Realm realm{};
    std::string name;
    DivisionCode division{};
    std::vector<Kept<DivisionCode, History<std::string>>> divisions;
    std::vector<Kept<GridId, History<GridState>>> grids;
    std::vector<Kept<UnitId, History<Unit>>> units;
    std::vector<Kept<PersonId, History<Person>>> people;
    std::vector<Kept<PersonId, std::vector<HeldGrant>>> grants;
    std::vector<Kept<SubjectId, Instant>> forgotten;
    std::vector<History<calendar::HolidayYear>> holidays;
    History<Policy> policy;
    std::vector<Catalogue> catalogues;
    DESCRIBED(Image, founded, realm, name, division, divisions, grids, units, people, grants,
              forgotten, holidays, policy, catalogues)
};

class Registry {
public:
    bool founded() const { return founded_; }
    Realm realm() const { return realm_; }
    const std::string& name() const { return name_; }
    DivisionCode division() const { return division_; }

    const Unit* unit(UnitId id) const;
    const Person* person(PersonId id) const;
    const GridInfo* grid(GridId id) const;
    const std::string* division_name(DivisionCode code) const;

    const Unit* unit_at(UnitId id, Instant when) const;
    const Person* person_at(PersonId id, Instant when) const;
    const GridInfo* grid_at(GridId id, Instant when) const;
    const Policy* policy_at(Instant when) const;
    /// The catalogue in force at an instant; null before the first.
    const Catalogue* catalogue_at(Instant when) const;
    std::vector<Grant> grants_at(PersonId person, Instant when) const;

    /// Every grant a person ever held, the held ones with until = never().
    std::span<const HeldGrant> grants(PersonId person) const;
    const Policy& policy() const;
    const Catalogue* catalogue(std::uint32_t version) const;
    const Duty* duty(DutyRef ref) const;
    /// The n-th condition of a matter in a version; null when there is none.
    std::optional<DutyRef> find_duty(std::uint32_t version, std::string_view matter,
                                     std::uint32_t condition) const;
    /// The unit that goes by the kind or full name nearest above a division: a street's own
    /// office, then its district's, then the city's.
    const Unit* resolve_unit(std::string_view kind_or_name, DivisionCode division) const;
    const calendar::Calendar& calendar(calendar::CalendarKind kind) const;
    bool forgotten(SubjectId subject) const;

    std::vector<UnitId> unit_ids() const { return units_.ids(); }
    std::vector<PersonId> person_ids() const { return people_.ids(); }
    std::vector<GridId> grid_ids() const { return grids_.ids(); }
    std::vector<DivisionCode> division_codes() const { return divisions_.ids(); }
    const std::vector<Catalogue>& catalogues() const { return catalogues_; }
    std::vector<calendar::HolidayYear> holidays() const;

    void apply(const RealmFounded& event, Instant at);
    void apply(const DivisionsSet& event, Instant at);
    void apply(const GridsSet& event, Instant at);
    void apply(const GridsRetired& event, Instant at);
    void apply(const UnitSet& event, Instant at);
    void apply(const PersonSet& event, Instant at);
    void apply(const RoleGranted& event, Instant at);
    void apply(const RoleRevoked& event, Instant at);
    void apply(const HolidaysSet& event, Instant at);
    void apply(const PolicySet& event, Instant at);
    void apply(const CataloguePublished& event, Instant at);
    void apply(const SubjectForgotten& event, Instant at);

    /// Everything kept, for a snapshot; derived indexes are built anew by restore().
    Image image() const;
    static Registry restore(Image image);

private:
    void index_unit(const Unit& unit);
    void index_catalogue(const Catalogue& catalogue);
    void rebuild_calendar();

    bool founded_ = false;
    Realm realm_{};
    std::string name_;
    DivisionCode division_{};
    IdMap<DivisionCode, History<std::string>> divisions_;
    IdMap<GridId, History<GridState>> grids_;
    IdMap<UnitId, History<Unit>> units_;
    IdMap<PersonId, History<Person>> people_;
    IdMap<PersonId, std::vector<HeldGrant>> grants_;
    IdMap<SubjectId, Instant> forgotten_;
    std::map<std::int32_t, History<calendar::HolidayYear>> holidays_;
    History<Policy> policy_;
    std::vector<Catalogue> catalogues_;

    // Derived, never part of a snapshot.
    calendar::Calendar work_ = calendar::Calendar::work({}).value();
    calendar::Calendar continuous_ = calendar::Calendar::continuous();
    std::map<std::string, std::map<DivisionCode, std::set<UnitId>>, std::less<>> units_by_name_;
    std::vector<std::map<std::string, std::vector<std::uint32_t>, std::less<>>> duties_by_matter_;
};

}  // namespace cs::registry
