// A report as the views keep it: where it came from, what became of it, and what it says, in clear
// unless its reporter was forgotten.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/describe.h"
#include "model/report.h"

namespace cs::views {

/// waiting: neither filed nor declined yet. filed: belongs to a case.
enum class ReportPhase : std::uint8_t { waiting, filed, declined };
DESCRIBED_ENUM(ReportPhase, waiting, filed, declined)

struct ReportState {
    Report report;  ///< `sealed` is left empty; read again, its place is no more than the division
    std::uint64_t sequence = 0;
    Instant submitted_at;
    ReportPhase phase = ReportPhase::waiting;
    std::optional<CaseId> case_id;
    std::optional<DivisionCode> area;   ///< where its case is, or before it has one, it happened
    std::optional<std::string> reason;  ///< why it was declined
    std::optional<std::string> basis;
    std::optional<std::string> title;  ///< nothing once erased
    std::optional<std::string> text;
    bool is_erased = false;
    bool is_stored = false;  ///< read from the database: only what became of it changes
    bool is_changed = false;
};

}  // namespace cs::views
