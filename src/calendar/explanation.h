// Why a clock is due when it is: every counted stretch of time and every reason why other time was
// skipped, so that a unit that is late can check the sum with a pencil.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/result.h"
#include "base/time.h"
#include "calendar/budget.h"
#include "calendar/calendar.h"
#include "calendar/clock.h"

namespace cs::calendar {

enum class Weekday : std::uint8_t {
    monday, tuesday, wednesday, thursday, friday, saturday, sunday
};
DESCRIBED_ENUM(Weekday, monday, tuesday, wednesday, thursday, friday, saturday, sunday)

/// Why a segment counts: which shift it lies in, or that every hour counts.
enum class SegmentKind : std::uint8_t { morning, afternoon, continuous };
DESCRIBED_ENUM(SegmentKind, morning, afternoon, continuous)

/// Why days were skipped. Nights and the noon break of working days are not listed.
enum class SkipReason : std::uint8_t { weekend, holiday, suspended };
DESCRIBED_ENUM(SkipReason, weekend, holiday, suspended)

/// A stretch of time that counts whole. `weekday` is that of its beginning.
struct Segment {
    Instant from;
    Instant to;
    SegmentKind kind = SegmentKind::continuous;
    Weekday weekday = Weekday::monday;
    bool make_up = false;  ///< a weekend day worked instead of `holiday`'s
    std::string holiday;   ///< the holiday an announced working day belongs to; may be empty
    Duration length() const { return to - from; }
};

/// Time skipped between start and due: whole days, or a suspension cut to that time.
struct Skipped {
    Instant from;
    Instant to;
    SkipReason reason = SkipReason::weekend;
    std::string holiday;
};

/// When a part of the total is used up; unknown when that lies in a year not announced.
struct Point {
    std::int32_t percent = 0;
    std::optional<Instant> at;
    std::string why_unknown;
};

struct Explanation {
    ClockTerms terms;
    Duration total;
    Instant due;
    std::vector<Segment> segments;  ///< in order; their lengths sum up to `total`
    std::vector<Skipped> skipped;   ///< in order of their beginnings
    std::vector<Point> points;      ///< one for each of warning_percents
};

/// Refuses what `check(terms)` refuses, and a year that the clock itself needs and that was not
/// announced; a point beyond due in such a year is only marked unknown.
Result<Explanation> explain(const ClockTerms& terms, const Calendars& calendars);

/// The wire form: times are local with offset, to the second; lengths in microseconds.
struct SegmentView {
    std::string from;
    std::string to;
    Duration counted_us;
    SegmentKind shift = SegmentKind::continuous;
    Weekday weekday = Weekday::monday;
    bool make_up = false;
    std::optional<std::string> holiday;
    DESCRIBED(SegmentView, from, to, counted_us, shift, weekday, make_up, holiday)
};
struct SkippedView {
    std::string from;
    std::string to;
    SkipReason reason = SkipReason::weekend;
    std::optional<std::string> holiday;
    DESCRIBED(SkippedView, from, to, reason, holiday)
};
struct PointView {
    std::int32_t percent = 0;
    std::optional<std::string> at;
    std::optional<std::string> why_unknown;
    DESCRIBED(PointView, percent, at, why_unknown)
};
struct ExplanationView {
    CalendarKind calendar = CalendarKind::work;
    std::string from;
    std::string budget;
    Duration total_us;
    std::string due;
    std::vector<SegmentView> segments;
    std::vector<SkippedView> skipped;
    std::vector<PointView> points;
    DESCRIBED(ExplanationView, calendar, from, budget, total_us, due, segments, skipped, points)
};
ExplanationView view_of(const Explanation& explanation);

}  // namespace cs::calendar
