// A case as `case show --json` and HTTP give it: what is not there is left out, and lengths of time
// name their unit.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "views/results.h"

namespace cs::views {

/// The names of the units that the case's orders, clocks and events speak of.
using UnitNames = std::map<UnitId, std::string>;

struct OrderView {
    std::uint64_t number = 0;  ///< from 1
    UnitId unit{};
    std::optional<std::string> unit_name;
    bool lead = true;
    OrderPhase phase = OrderPhase::issued;
    bool extension_pending = false;
    bool is_signed = false;
    std::uint8_t returns = 0;
    Instant issued_at;
    std::optional<UnitId> proposed_unit;
    DESCRIBED(OrderView, number, unit, unit_name, lead, phase, extension_pending, is_signed,
              returns, issued_at, proposed_unit)
};

struct ClockView {
    ClockKind kind = ClockKind::handle;
    ClockPhase phase = ClockPhase::running;
    calendar::CalendarKind calendar = calendar::CalendarKind::work;
    std::uint8_t points_passed = 0;
    std::optional<std::uint16_t> order;  ///< nothing: of the case itself
    UnitId unit{};
    std::optional<std::string> unit_name;
    Instant started_at;
    std::int64_t total_seconds = 0;
    Instant due;
    std::optional<Instant> next_point;
    std::optional<Instant> stopped_at;
    DESCRIBED(ClockView, kind, phase, calendar, points_passed, order, unit, unit_name, started_at,
              total_seconds, due, next_point, stopped_at)
};

struct CaseView {
    CaseRow row;
    std::vector<OrderView> orders;
    std::vector<ClockView> clocks;
    std::uint64_t report_count = 0;  ///< `reports`: the first, and the newest of the others
    std::vector<ReportRow> reports;
    std::optional<ImportedFrom> imported_from;
    DESCRIBED(CaseView, row, orders, clocks, report_count, reports, imported_from)
};

CaseView view_of(CaseDetail detail, const UnitNames& units);

}  // namespace cs::views
