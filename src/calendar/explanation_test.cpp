// What an explanation shows, and that its parts add up.
#include "calendar/explanation.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/json.h"
#include "base/random.h"
#include "oracle_test.h"
#include "years_test.h"

namespace cs::calendar {
namespace {

constexpr auto work = CalendarKind::work;

// One line a segment or skipped stretch, as a reader would want it.
std::string story(const ClockTerms& terms) {
    auto result = explain(terms, city_calendars());
    if (!result) return result.error().text();
    std::string out;
    for (const auto& one : result->segments) {
        out += local_minute_text(one.from) + " to " + local_minute_text(one.to) + " " +
               std::string(json::enum_name(one.weekday)) + " " +
               std::string(json::enum_name(one.kind)) + (one.make_up ? " make-up" : "") +
               (one.holiday.empty() ? "" : " " + one.holiday) + "\n";
    }
    for (const auto& one : result->skipped)
        out += "skipped " + local_minute_text(one.from) + " to " + local_minute_text(one.to) + " " +
               std::string(json::enum_name(one.reason)) +
               (one.holiday.empty() ? "" : " " + one.holiday) + "\n";
    return out + "due " + local_minute_text(result->due) + "\n";
}

TEST(Explanation, TellsTheSpringFestivalOf2026) {
    NEEDS_HOLIDAY_FILES();
    EXPECT_EQ(story({at("2026-02-13 16:00"), {2, BudgetUnit::working_days, work}, {}, {}}),
              "2026-02-13 16:00 to 2026-02-13 18:00 friday afternoon\n"
              "2026-02-14 08:00 to 2026-02-14 12:00 saturday morning make-up 春节\n"
              "2026-02-14 14:00 to 2026-02-14 18:00 saturday afternoon make-up 春节\n"
              "2026-02-24 08:00 to 2026-02-24 12:00 tuesday morning\n"
              "2026-02-24 14:00 to 2026-02-24 16:00 tuesday afternoon\n"
              "skipped 2026-02-15 00:00 to 2026-02-24 00:00 holiday 春节\n"
              "due 2026-02-24 16:00\n");
}

TEST(Explanation, CutsSuspensionsOutOfShiftsAndListsThemOnce) {
    NEEDS_HOLIDAY_FILES();
    EXPECT_EQ(story({at("2026-03-06 16:00"),
                     {4, BudgetUnit::hours, work},
                     {{at("2026-03-06 17:00"), at("2026-03-06 17:30")},
                      {at("2026-03-09 09:00"), at("2026-03-15 10:00")},
                      {at("2026-03-10 09:00"), at("2026-03-11 10:00")}},
                     {{1, BudgetUnit::hours, work}}}),
              "2026-03-06 16:00 to 2026-03-06 17:00 friday afternoon\n"
              "2026-03-06 17:30 to 2026-03-06 18:00 friday afternoon\n"
              "2026-03-09 08:00 to 2026-03-09 09:00 monday morning\n"
              "2026-03-16 08:00 to 2026-03-16 10:30 monday morning\n"
              "skipped 2026-03-06 17:00 to 2026-03-06 17:30 suspended\n"
              "skipped 2026-03-07 00:00 to 2026-03-09 00:00 weekend\n"
              "skipped 2026-03-09 09:00 to 2026-03-15 10:00 suspended\n"
              "skipped 2026-03-15 00:00 to 2026-03-16 00:00 weekend\n"
              "due 2026-03-16 10:30\n");
}

TEST(Explanation, ShowsContinuousTimeInOnePiece) {
    NEEDS_HOLIDAY_FILES();
    Budget budget{2, BudgetUnit::hours, CalendarKind::continuous};
    EXPECT_EQ(story({at("2026-02-16 23:00"), budget, {}, {}}),
              "2026-02-16 23:00 to 2026-02-17 01:00 monday continuous\ndue 2026-02-17 01:00\n");
}

TEST(Explanation, HasTheWireFormThatProgramsRead) {
    NEEDS_HOLIDAY_FILES();
    ClockTerms terms{at("2026-02-13 16:00"), {8, BudgetUnit::hours, work}, {}, {}};
    EXPECT_EQ(
        json::text_of(view_of(explain(terms, city_calendars()).value())),
        R"({"calendar":"work","from":"2026-02-13T16:00:00+08:00","budget":"8h",)"
        R"("total_us":28800000000,"due":"2026-02-14T16:00:00+08:00","segments":[)"
        R"({"from":"2026-02-13T16:00:00+08:00","to":"2026-02-13T18:00:00+08:00",)"
        R"("counted_us":7200000000,"shift":"afternoon","weekday":"friday","make_up":false},)"
        R"({"from":"2026-02-14T08:00:00+08:00","to":"2026-02-14T12:00:00+08:00",)"
        R"("counted_us":14400000000,"shift":"morning","weekday":"saturday","make_up":true,)"
        R"("holiday":"春节"},)"
        R"({"from":"2026-02-14T14:00:00+08:00","to":"2026-02-14T16:00:00+08:00",)"
        R"("counted_us":7200000000,"shift":"afternoon","weekday":"saturday","make_up":true,)"
        R"("holiday":"春节"}],"points":[)"
        R"({"percent":50,"at":"2026-02-14T10:00:00+08:00"},)"
        R"({"percent":80,"at":"2026-02-14T14:24:00+08:00"},)"
        R"({"percent":100,"at":"2026-02-14T16:00:00+08:00"},)"
        R"({"percent":150,"at":"2026-02-24T10:00:00+08:00"},)"
        R"({"percent":200,"at":"2026-02-24T16:00:00+08:00"}]})");
}

TEST(Explanation, MarksAPointUnknownWhoseYearIsNotAnnouncedAndRefusesADueInstantThere) {
    NEEDS_HOLIDAY_FILES();
    ClockTerms terms{at("2026-12-31 14:00"), {4, BudgetUnit::hours, work}, {}, {}};
    auto known = explain(terms, city_calendars()).value();
    EXPECT_EQ(known.due, at("2026-12-31 18:00"));
    EXPECT_TRUE(known.points[2].at);
    EXPECT_FALSE(known.points[3].at);
    EXPECT_NE(known.points[3].why_unknown.find("2027.csv"), std::string::npos);
    terms.budget.amount = 5;
    EXPECT_EQ(explain(terms, city_calendars()).error().where, "data/calendar/2027.csv");
}

TEST(Explanation, LooksAtNoDayWhoseShiftsItDoesNotTouch) {
    NEEDS_HOLIDAY_FILES();
    EXPECT_EQ(story({at("2018-12-31 18:00"), {1, BudgetUnit::hours, work}, {}, {}}),
              "2019-01-02 08:00 to 2019-01-02 09:00 wednesday morning\n"
              "skipped 2019-01-01 00:00 to 2019-01-02 00:00 holiday 元旦\n"
              "due 2019-01-02 09:00\n");
    // All of 2018 is unknown, but suspended.
    EXPECT_EQ(story({at("2017-06-01 10:00"),
                     {1, BudgetUnit::hours, work},
                     {{at("2017-06-01 10:00"), at("2019-01-02 10:00")}},
                     {}}),
              "2019-01-02 10:00 to 2019-01-02 11:00 wednesday morning\n"
              "skipped 2017-06-01 10:00 to 2019-01-02 10:00 suspended\n"
              "due 2019-01-02 11:00\n");
}

TEST(Explanation, SegmentsAddUpToTheTotalAndAgreeWithTheMinuteWalk) {
    NEEDS_HOLIDAY_FILES();
    auto good = rc::check([](std::uint64_t seed) {
        Random random(seed);
        auto from = random.between(0, 2700 * 24 * 60);
        ClockTerms terms{minute_instant(from),
                         {static_cast<std::int32_t>(random.between(1, 8000)),
                          BudgetUnit::minutes, work}, {}, {}};
        for (auto count = random.below(4); count > 0; --count) {
            auto begin = from + random.between(-500, 15'000);
            terms.suspensions.push_back(
                {minute_instant(begin), minute_instant(begin + random.between(0, 5000))});
        }
        auto explained = explain(terms, city_calendars()).value();
        Duration sum;
        auto last = terms.from;
        for (const auto& one : explained.segments) {
            RC_ASSERT(last <= one.from && one.from < one.to);
            last = one.to;
            sum = sum + one.length();
            for (auto minute = minute_of(one.from); minute < minute_of(one.to); ++minute)
                RC_ASSERT(oracle::working_minutes()[static_cast<std::size_t>(minute)] == 1);
            for (const auto& skipped : explained.skipped)
                RC_ASSERT(one.to <= skipped.from || one.from >= skipped.to);
        }
        RC_ASSERT(last == explained.due);
        RC_ASSERT(sum == explained.total);
    });
    EXPECT_TRUE(good);
}

}  // namespace
}  // namespace cs::calendar
