// Counted time. A calendar says which time counts; `add` and `counted` are its two inverse sums.
// Working time is the shifts 08:00–12:00 and 14:00–18:00 (Shanghai) of working days: Monday to
// Friday unless announced as off, and the announced make-up days. Both sums are O(1): working days
// are numbered, so that the n-th working hour is a division and two look-ups away.
// Invariant: a year that was not announced is refused by the name of its file, never guessed.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "calendar/budget.h"
#include "calendar/holidays.h"

namespace cs::calendar {

/// A shift as times of the local day; the end does not belong to it.
struct ShiftHours {
    Duration begin;
    Duration end;
};
inline constexpr std::array<ShiftHours, 2> shifts{{{Duration::hours(8), Duration::hours(12)},
                                                   {Duration::hours(14), Duration::hours(18)}}};

enum class DayKind : std::uint8_t { weekday, make_up, weekend, holiday };
DESCRIBED_ENUM(DayKind, weekday, make_up, weekend, holiday)

/// A day and, where it was announced, the holiday it belongs to. The name lives in the calendar.
struct DayInfo {
    DayKind kind = DayKind::weekday;
    std::string_view name = {};
    bool works() const { return kind == DayKind::weekday || kind == DayKind::make_up; }
};

class Calendar {
public:
    /// Refuses a year that fails `check`, a year given twice, and two notices that contradict each
    /// other about a day. Years may have gaps; an empty span gives a calendar that knows no day.
    static Result<Calendar> work(std::span<const HolidayYear> years);
    /// Every moment counts.
    static Calendar continuous();

    CalendarKind kind() const { return kind_; }

    /// The first instant at which `amount` of counted time has passed since `from`: 08:00 + 4 h is
    /// 12:00, not 14:00. Nothing added to any instant is that instant, also outside the shifts.
    /// Refuses a negative amount, and a year that must be walked through but was not announced.
    Result<Instant> add(Instant from, Duration amount) const;
    /// The counted time between two instants; negative when `to` is before `from`.
    /// For any d >= 0: counted(t, add(t, d)) == d.
    Result<Duration> counted(Instant from, Instant to) const;
    /// What a day is; for working calendars only. Refuses days of years that were not announced.
    Result<DayInfo> day(std::int64_t day_number) const;

private:
    /// A place in working time: a day (as an index, possibly outside the known ones) and how much
    /// of its shifts has passed, less than a whole day's.
    struct Place {
        std::int64_t day;
        std::int64_t passed_us;
        auto operator<=>(const Place&) const = default;
    };

    explicit Calendar(CalendarKind kind) : kind_(kind) {}
    Result<void> note_exceptions(std::span<const HolidayYear> years);
    void number_the_days(const std::vector<bool>& announced);
    Place place_of(Instant at) const;
    std::int64_t days_known() const { return static_cast<std::int64_t>(first_unknown_.size()); }
    std::int64_t first_unknown_from(std::int64_t day) const;
    std::int64_t counted_before(Place place) const;

    CalendarKind kind_;
    std::int64_t first_day_ = 0;  ///< day number of index 0
    /// By day index, one more than the days: working days before it.
    std::vector<std::int32_t> working_days_before_{0};
    /// By day index: the first day at or after it whose year was not announced.
    std::vector<std::int32_t> first_unknown_;
    /// By number of the working day: its day index.
    std::vector<std::int32_t> working_days_;
    /// Sorted by day number.
    struct Announced {
        std::int64_t day;
        bool off;
        std::string name;
    };
    std::vector<Announced> announced_;
};

/// The calendars that budgets name.
struct Calendars {
    Calendar work;
    Calendar continuous = Calendar::continuous();
    const Calendar& of(CalendarKind kind) const {
        return kind == CalendarKind::work ? work : continuous;
    }
};

}  // namespace cs::calendar
