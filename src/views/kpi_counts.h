// What is counted for appraisal, per day × unit × division × matter. Only counts are stored: a rate
// is a numerator over a denominator of sums, so that every roll-up is exact. docs/views.md defines
// each count: which event adds one, on which day, for which unit.
#pragma once

#include <boost/mp11/algorithm.hpp>
#include <compare>
#include <cstdint>
#include <string>

#include "base/describe.h"
#include "base/ids.h"
#include "model/case.h"

namespace cs::views {

struct KpiCounts {
    std::int64_t filed = 0;       ///< cases filed, for the filing unit
    std::int64_t dispatched = 0;  ///< orders issued, for the unit that got one
    std::int64_t closed_solved = 0;
    std::int64_t closed_without_remedy = 0;
    std::int64_t closed_elsewhere = 0;  ///< ended in another system before they were imported
    // Clocks that ended in time (met) or after they were due (missed), for the unit that owed.
    std::int64_t dispatch_on_time = 0, dispatch_late = 0;
    std::int64_t sign_on_time = 0, sign_late = 0;
    std::int64_t arrive_on_time = 0, arrive_late = 0;
    std::int64_t contact_on_time = 0, contact_late = 0;
    std::int64_t handle_on_time = 0, handle_late = 0;
    std::int64_t arbitrate_on_time = 0, arbitrate_late = 0;
    std::int64_t verify_on_time = 0, verify_late = 0;
    std::int64_t callback_on_time = 0, callback_late = 0;
    std::int64_t close_on_time = 0, close_late = 0;
    std::int64_t supervise_on_time = 0, supervise_late = 0;
    std::int64_t accept_on_time = 0, accept_late = 0;
    std::int64_t review_on_time = 0, review_late = 0;
    // At the appraisal that follows each closing, for the unit appraised.
    std::int64_t appraised = 0;
    std::int64_t contacted_on_time = 0;
    std::int64_t claimed_yes = 0, claimed_no = 0;
    std::int64_t verified_yes = 0, verified_no = 0;
    std::int64_t accepted_yes = 0, accepted_no = 0;
    // At each call-back that reached the citizen, for the unit responsible: what he answered.
    std::int64_t solved_yes = 0, solved_no = 0;
    std::int64_t satisfied_yes = 0, satisfied_no = 0;
    // What went back.
    std::int64_t returns_requested = 0, returns_accepted = 0;
    std::int64_t reworks = 0;
    std::int64_t reopenings = 0;
    std::int64_t extensions_granted = 0;
    bool operator==(const KpiCounts&) const = default;
    DESCRIBED(KpiCounts, filed, dispatched, closed_solved, closed_without_remedy, closed_elsewhere,
              dispatch_on_time, dispatch_late, sign_on_time, sign_late, arrive_on_time, arrive_late,
              contact_on_time, contact_late, handle_on_time, handle_late, arbitrate_on_time,
              arbitrate_late, verify_on_time, verify_late, callback_on_time, callback_late,
              close_on_time, close_late, supervise_on_time, supervise_late,
              accept_on_time, accept_late, review_on_time, review_late, appraised,
              contacted_on_time, claimed_yes, claimed_no, verified_yes, verified_no, accepted_yes,
              accepted_no, solved_yes, solved_no, satisfied_yes, satisfied_no, returns_requested,
              returns_accepted, reworks, reopenings, extensions_granted)
};

/// Shanghai day of the event, days since 1970-01-01.
struct KpiKey {
    std::int64_t day = 0;
    UnitId unit{};
    DivisionCode division{};
    std::string matter;
    auto operator<=>(const KpiKey&) const = default;
};

/// numerator of denominator; both sums of counts.
struct Ratio {
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    bool operator==(const Ratio&) const = default;
    DESCRIBED(Ratio, numerator, denominator)
};

/// The rates the field speaks of, from counts rolled up as far as wanted.
struct KpiRates {
    Ratio on_time;       ///< of all clocks that ended met or missed: met
    Ratio handle_on_time;
    Ratio response;      ///< 响应率: appraised cases whose citizen was contacted in time
    Ratio resolution;    ///< 解决率: of the answers at call-backs: solved
    Ratio satisfaction;  ///< 满意率: of the answers at call-backs: satisfied
    Ratio claimed;       ///< appraised cases the unit claims solved
    Ratio verified;      ///< appraised cases seen solved on site
    Ratio accepted;      ///< appraised cases the citizen accepts as solved
    // These three are not shares: one order may go back twice, and on another day than it came.
    Ratio returned;  ///< returns requested per order
    Ratio reworked;  ///< reworks per appraised case
    Ratio reopened;  ///< reopenings per closing
    DESCRIBED(KpiRates, on_time, handle_on_time, response, resolution, satisfaction, claimed,
              verified, accepted, returned, reworked, reopened)
};

/// Counts one ended clock; a cancelled one counts nowhere.
void count_clock(KpiCounts& counts, ClockKind kind, ClockPhase result);
void add(KpiCounts& to, const KpiCounts& from);
KpiRates rates_of(const KpiCounts& counts);
/// "filed, dispatched, …" each wrapped: before + name + after, joined by commas.
std::string kpi_columns(const std::string& before, const std::string& after);
inline constexpr int kpi_count = boost::mp11::mp_size<
    boost::describe::describe_members<KpiCounts, boost::describe::mod_public>>::value;

}  // namespace cs::views
