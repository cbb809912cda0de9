// What a year's public notice says about its days: which are off and which weekend days are worked
// instead (调休). A year that was not announced is not guessed: it has no HolidayYear.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe.h"
#include "base/result.h"

namespace cs::calendar {

/// One announced day. `off` true: no work, whatever the weekday; false: worked, though a weekend.
struct DayException {
    std::string date;  ///< "2026-02-14"
    bool off = false;
    std::string name;  ///< the holiday it belongs to, 春节
    auto operator<=>(const DayException&) const = default;
    DESCRIBED(DayException, date, off, name)
};

/// The notice for one year; a described struct, so that it can be a journal payload. Its days may
/// reach into December before and January after, as the notices themselves do.
struct HolidayYear {
    std::int32_t year = 0;
    std::vector<DayException> exceptions;
    auto operator<=>(const HolidayYear&) const = default;
    DESCRIBED(HolidayYear, year, exceptions)
};

/// Years a calendar can hold: since 1992 Shanghai time is UTC+8 all year round.
inline constexpr std::int32_t first_calendar_year = 1992;
inline constexpr std::int32_t last_calendar_year = 2199;

/// Refuses a year out of range, a date that does not exist, that is given twice or that lies
/// outside December before to January after.
Result<void> check(const HolidayYear& year);

/// Reads data/calendar/YYYY.csv: header `date,kind,name`, kind `off` or `work`. A file with one bad
/// row is refused whole, for half a year's notice gives wrong due times: the error says where
/// ("2026.csv line 7"), what and what to do. `file` is only named in errors.
Result<HolidayYear> read_holiday_csv(int year, std::string_view text, std::string_view file);

/// Reads the public holiday-cn form: {"year", "days": [{"name", "date", "isOffDay"}]}.
Result<HolidayYear> read_holiday_json(std::string_view text, std::string_view file);

}  // namespace cs::calendar
