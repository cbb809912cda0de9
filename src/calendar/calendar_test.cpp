// Working time against a walk over every minute of eight years.
#include "calendar/calendar.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/random.h"
#include "oracle_test.h"
#include "years_test.h"

namespace cs::calendar {
namespace {

std::string added(const Calendar& calendar, const char* from, Duration amount) {
    auto end = calendar.add(at(from), amount);
    return end ? local_minute_text(*end) : end.error().text();
}

constexpr const char* no_2027 =
    "data/calendar/2027.csv: there is no holiday file for 2027; add this file with the public "
    "holidays and make-up working days of 2027";

TEST(Calendar, EndsAtTheEndOfAShiftNotAtTheBeginningOfTheNext) {
    NEEDS_HOLIDAY_FILES();
    const auto& work = city_calendars().work;
    EXPECT_EQ(added(work, "2026-03-02 08:00", Duration::hours(4)), "2026-03-02 12:00");
    EXPECT_EQ(added(work, "2026-03-02 08:00", Duration::hours(8)), "2026-03-02 18:00");
    EXPECT_EQ(added(work, "2026-03-06 17:00", Duration::hours(1)), "2026-03-06 18:00");
    EXPECT_EQ(added(work, "2026-03-06 17:00", Duration::hours(1) + Duration::minutes(1)),
              "2026-03-09 08:01");
}

TEST(Calendar, StartsWithTheNextShiftWhenAskedOutsideOne) {
    NEEDS_HOLIDAY_FILES();
    const auto& work = city_calendars().work;
    EXPECT_EQ(added(work, "2026-03-02 03:00", Duration::minutes(1)), "2026-03-02 08:01");
    EXPECT_EQ(added(work, "2026-03-02 13:00", Duration::minutes(1)), "2026-03-02 14:01");
    EXPECT_EQ(added(work, "2026-03-07 10:00", Duration::minutes(1)), "2026-03-09 08:01");
}

TEST(Calendar, AddsNothingByStayingWhereItIs) {
    NEEDS_HOLIDAY_FILES();
    EXPECT_EQ(added(city_calendars().work, "2026-03-07 10:00", {}), "2026-03-07 10:00");
    EXPECT_EQ(added(city_calendars().work, "2035-03-07 10:00", {}), "2035-03-07 10:00");
}

TEST(Calendar, WorksOnMakeUpWeekendsAndRestsThroughTheSpringFestival) {
    NEEDS_HOLIDAY_FILES();
    const auto& work = city_calendars().work;
    // Saturday the 14th is worked; then nine days off.
    EXPECT_EQ(added(work, "2026-02-13 16:00", Duration::hours(8)), "2026-02-14 16:00");
    EXPECT_EQ(added(work, "2026-02-13 16:00", Duration::hours(11)), "2026-02-24 09:00");
    EXPECT_EQ(work.day(Date{2026, 2, 14}.day_number())->kind, DayKind::make_up);
    EXPECT_EQ(work.day(Date{2026, 2, 14}.day_number())->name, "春节");
    EXPECT_EQ(work.day(Date{2026, 2, 17}.day_number())->kind, DayKind::holiday);
    EXPECT_EQ(work.day(Date{2026, 3, 7}.day_number())->kind, DayKind::weekend);
    EXPECT_EQ(work.day(Date{2026, 3, 9}.day_number())->kind, DayKind::weekday);
}

TEST(Calendar, CountsEveryHourOnTheContinuousCalendar) {
    auto calendar = Calendar::continuous();
    EXPECT_EQ(added(calendar, "2026-02-16 23:00", Duration::hours(2)), "2026-02-17 01:00");
    EXPECT_EQ(added(calendar, "2050-02-16 23:00", Duration::hours(2)), "2050-02-17 01:00");
    EXPECT_EQ(calendar.counted(at("2026-02-17 01:00"), at("2026-02-16 23:00")),
              -Duration::hours(2));
}

TEST(Calendar, AgreesWithTheMinuteWalkOnEveryDay) {
    NEEDS_HOLIDAY_FILES();
    const auto& work = city_calendars().work;
    const auto& days = oracle::working_days();
    ASSERT_EQ(days.size(), 2922u);
    for (std::size_t i = 0; i < days.size(); ++i) {
        auto from = minute_instant(static_cast<std::int64_t>(i) * 24 * 60);
        ASSERT_EQ(work.counted(from, from + Duration::days(1)),
                  days[i] ? working_day : Duration{})
            << local_text(from);
        ASSERT_EQ(work.day(local_day_number(from))->works(), days[i] != 0) << local_text(from);
    }
}

TEST(Calendar, AgreesWithTheMinuteWalkFromAnyMinuteForAnyAmount) {
    NEEDS_HOLIDAY_FILES();
    const auto& work = city_calendars().work;
    const auto& minutes = oracle::working_minutes();
    Random random(1);
    for (int i = 0; i < 20'000; ++i) {
        auto from = static_cast<std::int64_t>(random.below(minutes.size()));
        // Mostly hours and days, now and then most of a year.
        auto amount = random.between(1, i % 50 == 0 ? 100'000 : 3'000);
        auto expected = oracle::add(minutes, from, amount);
        auto end = work.add(minute_instant(from), Duration::minutes(amount));
        if (expected < 0) {
            ASSERT_FALSE(end) << local_text(minute_instant(from)) << " + " << amount;
            ASSERT_EQ(end.error().text(), no_2027);
            continue;
        }
        ASSERT_TRUE(end) << end.error().text();
        ASSERT_EQ(minute_of(*end), expected) << local_text(minute_instant(from)) << " + " << amount;
        auto other = std::min<std::int64_t>(from + random.between(0, 30'000),
                                            static_cast<std::int64_t>(minutes.size()));
        Duration sum = Duration::minutes(oracle::counted(minutes, from, other));
        ASSERT_EQ(work.counted(minute_instant(from), minute_instant(other)), sum);
        ASSERT_EQ(work.counted(minute_instant(other), minute_instant(from)), -sum);
    }
}

TEST(Calendar, SumsAreInverseAdditiveAndMonotoneToTheMicrosecond) {
    NEEDS_HOLIDAY_FILES();
    auto good = rc::check([](std::uint64_t seed) {
        const auto& work = city_calendars().work;
        Random random(seed);
        Instant from = minute_instant(0) + Duration{random.between(0, Duration::days(2500).us)};
        Duration one{random.between(1, Duration::hours(100).us)};
        Duration two{random.between(0, Duration::hours(100).us)};
        auto end = work.add(from, one + two).value();
        RC_ASSERT(work.add(work.add(from, one).value(), two).value() == end);
        RC_ASSERT(work.counted(from, end).value() == one + two);
        // It is the first such instant: a microsecond earlier, a microsecond is missing.
        RC_ASSERT(work.counted(from, end - Duration{1}).value() == one + two - Duration{1});
        Instant middle = from + Duration{random.between(0, (end - from).us)};
        RC_ASSERT(work.counted(from, middle).value() + work.counted(middle, end).value() ==
                  one + two);
    });
    EXPECT_TRUE(good);
}

TEST(Calendar, RefusesAYearWithoutAFileByTheNameOfTheFile) {
    NEEDS_HOLIDAY_FILES();
    const auto& work = city_calendars().work;
    EXPECT_EQ(added(work, "2026-12-31 16:00", Duration::hours(3)), no_2027);
    EXPECT_EQ(added(work, "2027-02-01 08:00", Duration::hours(1)), no_2027);
    EXPECT_EQ(work.counted(at("2026-12-31 16:00"), at("2027-01-01 08:01")).error().text(), no_2027);
    EXPECT_EQ(added(work, "2018-12-28 10:00", Duration::hours(1)),
              "data/calendar/2018.csv: there is no holiday file for 2018; add this file with the "
              "public holidays and make-up working days of 2018");
    EXPECT_EQ(Calendar::work({})->add(at("2026-03-02 08:00"), Duration::hours(1)).error().where,
              "data/calendar/2026.csv");
}

TEST(Calendar, AsksForAYearOnlyWhenItsShiftsAreWalkedThrough) {
    NEEDS_HOLIDAY_FILES();
    const auto& work = city_calendars().work;
    EXPECT_EQ(added(work, "2026-12-31 16:00", Duration::hours(2)), "2026-12-31 18:00");
    EXPECT_EQ(work.counted(at("2026-12-31 16:00"), at("2027-01-01 08:00")), Duration::hours(2));
    EXPECT_EQ(work.counted(at("2027-01-01 07:00"), at("2026-12-31 19:00")), Duration{});
    // The first of January is off; the evening before needs nothing of 2018.
    EXPECT_EQ(added(work, "2018-12-31 18:00", Duration::hours(1)), "2019-01-02 09:00");
    EXPECT_EQ(work.counted(at("2031-05-05 12:00"), at("2031-05-05 14:00")), Duration{});
}

TEST(Calendar, RefusesAGapBetweenItsYears) {
    NEEDS_HOLIDAY_FILES();
    auto years = announced_years(2024, 2026);
    years.erase(years.begin() + 1);
    auto work = Calendar::work(years).value();
    EXPECT_EQ(added(work, "2024-12-31 16:00", Duration::hours(2)), "2024-12-31 18:00");
    for (auto hours : {3, 3000})
        EXPECT_EQ(work.add(at("2024-12-31 16:00"), Duration::hours(hours)).error().where,
                  "data/calendar/2025.csv");
    EXPECT_EQ(work.counted(at("2024-06-03 10:00"), at("2026-06-03 10:00")).error().where,
              "data/calendar/2025.csv");
    EXPECT_EQ(work.day(Date{2025, 6, 3}.day_number()).error().where, "data/calendar/2025.csv");
    EXPECT_EQ(added(work, "2026-03-02 08:00", Duration::hours(4)), "2026-03-02 12:00");
}

TEST(Calendar, TakesADayFromTheNeighbouringYearsNotice) {
    HolidayYear before{2025, {{"2025-01-01", true, "元旦"}}};
    HolidayYear after{2026, {{"2025-12-31", true, "元旦"}}};
    std::vector both{before, after};
    EXPECT_EQ(added(*Calendar::work(both), "2025-12-30 17:00", Duration::hours(2)),
              "2026-01-01 09:00");
    both[0].exceptions.push_back({"2025-12-31", false, "元旦"});
    EXPECT_EQ(Calendar::work(both).error().text(),
              "holiday calendar: two years' notices contradict each other about 2025-12-31; "
              "correct one of the two");
    both[0] = after;
    EXPECT_EQ(Calendar::work(both).error().what, "the year 2026 is given twice");
}

TEST(Calendar, RefusesTimesAndAmountsThatCannotBe) {
    NEEDS_HOLIDAY_FILES();
    for (const auto& calendar : {city_calendars().work, city_calendars().continuous}) {
        EXPECT_FALSE(calendar.add(Instant::never(), Duration{1}));
        EXPECT_FALSE(calendar.add({INT64_MIN}, Duration{1}));
        EXPECT_FALSE(calendar.add(at("2026-03-02 08:00"), Duration{INT64_MAX}));
        EXPECT_FALSE(calendar.add(at("2026-03-02 08:00"), Duration{-1}));
        EXPECT_FALSE(calendar.counted(at("2026-03-02 08:00"), Instant::never()));
        EXPECT_FALSE(calendar.counted({INT64_MIN}, at("2026-03-02 08:00")));
    }
}

}  // namespace
}  // namespace cs::calendar
