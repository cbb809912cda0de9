// The founding of a demo realm: every command that brings a built city, a catalogue and holidays
// into an empty journal, with units and officers in every role. The units are those the catalogue
// names: kinds that begin with 区 exist in every district, with 市 once in the city, 街道办事处 in every
// street; any other name is one unit of the city. Officers' names are made up.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "calendar/holidays.h"
#include "grid/plan.h"
#include "model/commands.h"

namespace cs::sim {

struct FoundingSources {
    const CityPlan* plan = nullptr;
    Hash256 geometry;  ///< of the city file
    std::string catalogue_name;
    std::vector<Duty> duties;
    std::vector<calendar::HolidayYear> holidays;
    Instant effective_from;
    std::uint64_t seed = 1;
};

/// Who does what in the simulated city.
struct Staff {
    PersonId administrator{};
    PersonId submitter{};  ///< an agent's desk through which citizens' messages come
    std::vector<PersonId> agents;
    PersonId appraiser{};
    std::map<UnitId, PersonId> officers;
    std::map<DivisionCode, PersonId> dispatchers, verifiers, supervisors;  ///< by district
    PersonId city_supervisor{};
    std::map<UnitId, std::string> unit_kinds;
};

struct Founding {
    std::vector<Envelope> commands;
    Staff staff;
};

Realm realm_of_city(DivisionCode city);
Founding found_demo_city(const FoundingSources& sources);

}  // namespace cs::sim
