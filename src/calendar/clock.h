// The arithmetic of one clock: a budget, suspensions and extensions on a calendar give a due
// instant, what remains, and the points at which to warn. Two ways to the same answer: from the
// whole history (ClockTerms), and step by step for live clocks that keep only their due instant.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/describe.h"
#include "base/result.h"
#include "base/time.h"
#include "calendar/budget.h"
#include "calendar/calendar.h"

namespace cs::calendar {

/// Time that does not count, from `from` up to and without `to`.
struct Suspension {
    Instant from;
    Instant to;
    auto operator<=>(const Suspension&) const = default;
    DESCRIBED(Suspension, from, to)
};

/// A clock's whole history. Suspensions may come in any order and overlap. Extensions add to the
/// budget and must be of its calendar.
struct ClockTerms {
    Instant from;
    Budget budget;
    std::vector<Suspension> suspensions;
    std::vector<Budget> extensions;
    auto operator<=>(const ClockTerms&) const = default;
    DESCRIBED(ClockTerms, from, budget, suspensions, extensions)
};

/// Parts of the total at which a clock warns or escalates.
inline constexpr std::array<std::int32_t, 5> warning_percents{50, 80, 100, 150, 200};

/// Refuses invalid budgets, extensions of another calendar, and suspensions that end before they
/// begin. The functions below call it themselves.
Result<void> check(const ClockTerms& terms);
/// Budget and extensions together.
Duration total(const ClockTerms& terms);
/// The suspensions in order of time, overlapping and touching ones joined, empty ones dropped.
std::vector<Suspension> joined(std::vector<Suspension> suspensions);

/// The first instant at which `amount` has been counted since `terms.from` outside suspensions.
Result<Instant> instant_used(const ClockTerms& terms, const Calendars& calendars, Duration amount);
/// The due instant: the first at which the total is used up.
Result<Instant> due(const ClockTerms& terms, const Calendars& calendars);
/// What has been counted by `now`, more than the total once overdue; nothing before the start.
Result<Duration> used(const ClockTerms& terms, const Calendars& calendars, Instant now);
/// Total less used; negative once overdue.
Result<Duration> remaining(const ClockTerms& terms, const Calendars& calendars, Instant now);

/// Live: the due instant after a suspension. A clock that was already due when it was suspended
/// keeps its due instant: there was nothing left to hold.
Result<Instant> due_after_resume(const Calendar& calendar, Instant suspended_at,
                                 Instant resumed_at, Instant old_due);
/// Live: the due instant after an extension, granted before the clock is due or after.
Result<Instant> due_after_extension(const Calendar& calendar, Instant old_due, Duration extra);
/// Live: what a running clock has used by `now`; for a suspended one pass the suspension's start.
Result<Duration> used_now(const Calendar& calendar, Duration total, Instant due, Instant now);
/// Live: when a running clock that has used `used` of `total` by `now` will reach `percent` of it;
/// nothing when it already has.
Result<std::optional<Instant>> point_ahead(const Calendar& calendar, Instant now, Duration used,
                                           Duration total, std::int32_t percent);

/// Reads the command line's "2026-02-14 09:00..2026-02-14 15:00".
Result<Suspension> parse_suspension(std::string_view text);

}  // namespace cs::calendar
