// The calendars that the tests of this room share, built from the holiday files of 2019–2026.
#pragma once

#include <vector>

#include "base/time.h"
#include "calendar/calendar.h"
#include "calendar/holidays.h"

/// Skips a test, with the reason, where no holiday files can be read.
#define NEEDS_HOLIDAY_FILES()                                                              \
    if (!oracle::has_data())                                                               \
    GTEST_SKIP() << "neither data/calendar nor ../shared/data/calendar has the files 2019–2026"

namespace cs::calendar {

/// The years in [first, last], from the shipped files or else from the public ones.
std::vector<HolidayYear> announced_years(int first, int last);
/// Calendars over 2019–2026, built once.
const Calendars& city_calendars();
/// A time that the test's author wrote correctly.
Instant at(const char* text);
/// Minutes since 2019-01-01 00:00 Shanghai as an instant, and back.
Instant minute_instant(std::int64_t minute);
std::int64_t minute_of(Instant instant);

}  // namespace cs::calendar
