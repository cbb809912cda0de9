// The two sums over working time, by working-day numbers; see calendar.h.
#include "calendar/calendar.h"

#include <algorithm>

namespace cs::calendar {

namespace {

constexpr std::int64_t noon_break_us = (shifts[1].begin - shifts[0].end).us;
constexpr std::int64_t morning_us = (shifts[0].end - shifts[0].begin).us;
static_assert(morning_us + (shifts[1].end - shifts[1].begin).us == working_day.us);

// Outside these no date can be written, and sums might overflow.
constexpr Instant first_instant{-62'135'510'400'000'000};
constexpr Instant last_instant{253'402'214'400'000'000};

bool writable(Instant at) { return at >= first_instant && at <= last_instant; }

std::unexpected<Error> out_of_time() {
    return fail("the time lies outside the years 1 to 9999", {}, "give a time of this century");
}

std::unexpected<Error> not_announced(std::int64_t day_number) {
    auto year = std::to_string(Date::from_day_number(day_number).year);
    return fail("there is no holiday file for " + year, "data/calendar/" + year + ".csv",
                "add this file with the public holidays and make-up working days of " + year);
}

// How much of a working day's shifts has passed at a time of the day.
std::int64_t passed_of_shifts(std::int64_t time_us) {
    std::int64_t passed = 0;
    for (const auto& shift : shifts)
        passed += std::clamp(time_us, shift.begin.us, shift.end.us) - shift.begin.us;
    return passed;
}

// The first time of the day at which so much of the shifts has passed; 0 < passed <= a whole day's.
std::int64_t time_when_passed(std::int64_t passed_us) {
    return shifts[0].begin.us + passed_us + (passed_us > morning_us ? noon_break_us : 0);
}

}  // namespace

Calendar Calendar::continuous() { return Calendar(CalendarKind::continuous); }

Result<Calendar> Calendar::work(std::span<const HolidayYear> years) {
    Calendar calendar(CalendarKind::work);
    if (years.empty()) return calendar;
    for (const auto& year : years) TRY_VOID(check(year));
    auto [low, high] = std::ranges::minmax(years, {}, &HolidayYear::year);
    std::vector<bool> announced(static_cast<std::size_t>(high.year - low.year + 1));
    for (const auto& year : years) {
        auto index = static_cast<std::size_t>(year.year - low.year);
        if (announced[index])
            return fail("the year " + std::to_string(year.year) + " is given twice",
                        "holiday calendar", "keep one of the two");
        announced[index] = true;
    }
    calendar.first_day_ = Date{low.year, 1, 1}.day_number();
    TRY_VOID(calendar.note_exceptions(years));
    calendar.number_the_days(announced);
    return calendar;
}

Result<void> Calendar::note_exceptions(std::span<const HolidayYear> years) {
    for (const auto& year : years)
        for (const auto& day : year.exceptions) {
            auto date = TRY(parse_date(day.date));
            announced_.push_back({date.day_number(), day.off, day.name});
        }
    std::ranges::stable_sort(announced_, {}, &Announced::day);
    for (std::size_t i = 1; i < announced_.size(); ++i) {
        const auto& one = announced_[i - 1];
        const auto& two = announced_[i];
        if (one.day == two.day && one.off != two.off)
            return fail("two years' notices contradict each other about " +
                            Date::from_day_number(one.day).text(),
                        "holiday calendar", "correct one of the two");
    }
    return {};
}

void Calendar::number_the_days(const std::vector<bool>& announced) {
    auto first_year = Date::from_day_number(first_day_).year;
    for (std::size_t y = 0; y < announced.size(); ++y) {
        auto year = first_year + static_cast<int>(y);
        auto days = Date{year + 1, 1, 1}.day_number() - Date{year, 1, 1}.day_number();
        for (std::int64_t n = 0; n < days; ++n) {
            auto index = static_cast<std::int32_t>(first_unknown_.size());
            // Until the loop below, a known day is marked -1 and an unknown one with itself.
            first_unknown_.push_back(announced[y] ? -1 : index);
            if (announced[y] && day(first_day_ + index)->works()) working_days_.push_back(index);
            working_days_before_.push_back(static_cast<std::int32_t>(working_days_.size()));
        }
    }
    auto unknown = static_cast<std::int32_t>(first_unknown_.size());
    for (auto i = first_unknown_.size(); i-- > 0;) {
        if (first_unknown_[i] >= 0) unknown = first_unknown_[i];
        first_unknown_[i] = unknown;
    }
}

Result<DayInfo> Calendar::day(std::int64_t day_number) const {
    auto index = day_number - first_day_;
    if (first_unknown_from(index) == index) return not_announced(day_number);
    bool weekend = Date::from_day_number(day_number).weekday() >= 5;
    auto found = std::ranges::lower_bound(announced_, day_number, {}, &Announced::day);
    if (found == announced_.end() || found->day != day_number)
        return DayInfo{weekend ? DayKind::weekend : DayKind::weekday};
    if (found->off) return DayInfo{DayKind::holiday, found->name};
    return DayInfo{weekend ? DayKind::make_up : DayKind::weekday, found->name};
}

// The end of a day's last shift and the morning after are one place in working time, the morning:
// so a year is asked for only when time of its shifts is walked through.
Calendar::Place Calendar::place_of(Instant at) const {
    auto number = local_day_number(at);
    auto passed = passed_of_shifts((at - start_of_local_day_number(number)).us);
    if (passed == working_day.us) return {number + 1 - first_day_, 0};
    return {number - first_day_, passed};
}

std::int64_t Calendar::first_unknown_from(std::int64_t day) const {
    if (day < 0 || day >= days_known()) return day;
    return first_unknown_[static_cast<std::size_t>(day)];
}

// Working time before a place whose own day, if it has passed any of it, is known.
std::int64_t Calendar::counted_before(Place place) const {
    auto day = static_cast<std::size_t>(place.day);
    auto sum = working_days_before_[day] * working_day.us;
    bool works = place.passed_us > 0 && working_days_before_[day + 1] > working_days_before_[day];
    return works ? sum + place.passed_us : sum;
}

Result<Instant> Calendar::add(Instant from, Duration amount) const {
    if (amount.us < 0) return fail("time cannot be taken away from a clock", "time to add");
    if (amount.us == 0) return from;
    if (!writable(from)) return out_of_time();
    if (kind_ == CalendarKind::continuous) {
        if (amount > last_instant - from) return out_of_time();
        return from + amount;
    }
    auto place = place_of(from);
    auto unknown = first_unknown_from(place.day);
    if (unknown == place.day) return not_announced(first_day_ + unknown);
    // The last working day is counted up to and with its end, hence the - 1.
    auto before = counted_before(place);
    auto all = static_cast<std::int64_t>(working_days_.size()) * working_day.us;
    if (amount.us > all - before) return not_announced(first_day_ + unknown);
    auto number = (before + amount.us - 1) / working_day.us;
    auto day = working_days_[static_cast<std::size_t>(number)];
    if (day > unknown) return not_announced(first_day_ + unknown);
    auto time = time_when_passed(before + amount.us - number * working_day.us);
    return Instant{start_of_local_day_number(first_day_ + day).us + time};
}

Result<Duration> Calendar::counted(Instant from, Instant to) const {
    if (from == to) return Duration{};
    if (!writable(from) || !writable(to)) return out_of_time();
    if (kind_ == CalendarKind::continuous) return to - from;
    auto start = place_of(from), end = place_of(to);
    bool backwards = end < start;
    if (backwards) std::swap(start, end);
    if (start == end) return Duration{};
    auto unknown = first_unknown_from(start.day);
    if (Place{unknown, 0} < end) return not_announced(first_day_ + unknown);
    Duration sum{counted_before(end) - counted_before(start)};
    return backwards ? -sum : sum;
}

}  // namespace cs::calendar
