// The shared calendars; see years_test.h.
#include "years_test.h"

#include "oracle_test.h"

namespace cs::calendar {

std::vector<HolidayYear> announced_years(int first, int last) {
    std::vector<HolidayYear> out;
    for (int year = first; year <= last; ++year) {
        auto csv = oracle::shipped_csv(year);
        out.push_back(csv.empty() ? read_holiday_json(oracle::public_json(year), "json").value()
                                  : read_holiday_csv(year, csv, "csv").value());
    }
    return out;
}

const Calendars& city_calendars() {
    static const Calendars calendars{
        Calendar::work(announced_years(oracle::first_year, oracle::last_year)).value()};
    return calendars;
}

Instant at(const char* text) { return parse_instant(text).value(); }

Instant minute_instant(std::int64_t minute) {
    return Instant{oracle::epoch_seconds * 1'000'000} + Duration::minutes(minute);
}

std::int64_t minute_of(Instant instant) {
    return (instant - minute_instant(0)).us / Duration::minutes(1).us;
}

}  // namespace cs::calendar
