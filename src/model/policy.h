// How long each obligation may take where the duty catalogue does not say, and the ladder of
// escalation. Data in the journal, changed by a command, effective from its instant on.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/describe.h"
#include "calendar/budget.h"

namespace cs {

/// At `percent` of a clock's budget the case is shown to the level: 1 street, 2 district, 3 city.
struct EscalationPoint {
    std::uint16_t percent = 100;
    std::uint8_t level = 0;
    auto operator<=>(const EscalationPoint&) const = default;
    DESCRIBED(EscalationPoint, percent, level)
};

struct Policy {
    calendar::Budget dispatch;
    calendar::Budget sign;
    calendar::Budget arrive;  ///< only for duties whose budget runs on continuous time
    calendar::Budget contact;
    calendar::Budget arbitrate;
    calendar::Budget verify;
    calendar::Budget callback;
    calendar::Budget close;
    calendar::Budget supervise;
    calendar::Budget rework;
    std::uint16_t reopen_days = 0;
    std::uint8_t call_attempts = 0;
    std::uint8_t returns_before_ruling = 0;  ///< after so many accepted returns the arbiter assigns
    std::uint16_t max_extension_percent = 0;  ///< of the original budget, per request
    std::vector<EscalationPoint> points;      ///< in rising order of percent
    // Absent in policies of before they existed: then there is no such clock, and no such limit.
    std::optional<calendar::Budget> accept;      ///< a report waits so long to be taken up
    std::optional<calendar::Budget> suspension;  ///< at most so long until it is reviewed
    std::optional<std::uint8_t> extensions_per_order;
    DESCRIBED(Policy, dispatch, sign, arrive, contact, arbitrate, verify, callback, close,
              supervise, rework, reopen_days, call_attempts, returns_before_ruling,
              max_extension_percent, points, accept, suspension, extensions_per_order)
};

/// What a realm starts with; sources and reasons in docs/casework.md.
Policy default_policy();

}  // namespace cs
