// The small made-up city of the tests: two districts, a street in each, seven units, a person in
// every role, four duties and the holidays of 2025 and 2026. Built by commands, as any city is.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/city.h"

namespace cs::city::fixture {

inline constexpr Realm realm{990100000};
inline constexpr DivisionCode city_code{990100000000};
inline constexpr DivisionCode east_district{990101000000};
inline constexpr DivisionCode east_street{990101001000};
inline constexpr DivisionCode east_community{990101001001};
inline constexpr DivisionCode west_district{990102000000};
inline constexpr DivisionCode west_street{990102001000};
inline constexpr GridId east_grid{990101001001100001};

/// Units by the names the scenarios use: hotline, water, roads, roads_west, street, street_west,
/// gas.
std::optional<UnitId> unit_named(std::string_view name);
std::string unit_name(UnitId id);
/// People likewise: a role's name for whoever holds it, a unit's name for its officer.
std::optional<PersonId> person_named(std::string_view name);
std::vector<std::string> person_names();
/// Places: east (a community with a grid), west (a street), outside (another city).
std::optional<Place> place_named(std::string_view name);

CaseId case_id(std::uint64_t counter);
ReportId report_id(std::uint64_t counter);

/// The first instant of the city's life: 2025-01-02 09:00.
Instant founded_at();
/// The commands that build it, each with who sends it.
std::vector<std::pair<PersonId, Command>> founding_commands();
/// The city as they leave it. Fails the process when one of them is refused.
State build();

}  // namespace cs::city::fixture
