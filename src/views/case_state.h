// A case as the views keep it between records: casework's noun with its number and its journal
// sequences. Orders, clocks, reports and sequences are one compact blob in the case's row, so that
// a whole lifecycle in one batch costs one row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/case.h"

namespace cs::views {

/// A running clock in the inbox of the unit that owes it.
struct RunningClock {
    UnitId unit{};
    Instant due;
    std::uint16_t clock = 0;
    ClockKind kind = ClockKind::handle;
    std::uint16_t order = 0;
    auto operator<=>(const RunningClock&) const = default;
};

struct CaseState {
    Case subject;
    std::string number;
    std::vector<std::uint64_t> sequences;  ///< its records in the journal, ascending
    std::vector<ReportId> former_reports;  ///< that a merger or a split took from it
    std::uint64_t first_text = 0;          ///< sequence of its first report
    Channel channel = Channel::hotline;    ///< of its first report
    // What the database holds; not stored: the case is new in this batch.
    bool is_stored = false;
    Phase stored_phase = Phase::filed;
    UnitId stored_unit{};
    std::vector<RunningClock> stored_clocks;
};

std::vector<RunningClock> running_clocks(const Case& subject);
/// The earliest due instant of the running clocks; nothing when none runs.
std::optional<Instant> earliest_due(const Case& subject);
/// Due instant of the newest handle clock of a lead order, running or not: the term of the case.
std::optional<Instant> handling_due(const Case& subject);
/// The newest lead order that was not withdrawn, from 1; 0 when there is none.
std::uint16_t lead_order_of(const Case& subject);

/// Reports, orders, clocks, sequences and former reports. Format: docs/views.md, "The detail of a
/// case".
std::string encode_detail(const CaseState& state);
/// Fills them in again. An error when the bytes are not such a blob.
Result<void> decode_detail(std::string_view bytes, CaseState& state);

}  // namespace cs::views
