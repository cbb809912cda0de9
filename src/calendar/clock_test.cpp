// Clocks with suspensions and extensions: by history against the minute walk, live against history.
#include "calendar/clock.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/random.h"
#include "calendar/explanation.h"
#include "oracle_test.h"
#include "years_test.h"

namespace cs::calendar {
namespace {

Budget minutes(std::int64_t amount, CalendarKind kind) {
    return {static_cast<std::int32_t>(amount), BudgetUnit::minutes, kind};
}

// A random clock that starts and ends well within the eight years.
ClockTerms some_terms(Random& random) {
    auto kind = random.percent(70) ? CalendarKind::work : CalendarKind::continuous;
    auto from = random.between(0, 2700 * 24 * 60);
    ClockTerms terms{minute_instant(from), minutes(random.between(1, 4800), kind), {}, {}};
    for (auto count = random.below(4); count > 0; --count) {
        auto begin = from + random.between(-2000, 15'000);
        terms.suspensions.push_back(
            {minute_instant(begin), minute_instant(begin + random.between(0, 8000))});
    }
    for (auto count = random.below(3); count > 0; --count)
        terms.extensions.push_back(minutes(random.between(1, 1500), kind));
    return terms;
}

// The minutes that count for these terms, from their start on; 130 days hold any of them.
std::vector<char> minutes_that_count(const ClockTerms& terms) {
    auto from = minute_of(terms.from);
    std::vector<char> counts(130 * 24 * 60, 1);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        auto minute = from + static_cast<std::int64_t>(i);
        if (terms.budget.calendar == CalendarKind::work)
            counts[i] = oracle::working_minutes()[static_cast<std::size_t>(minute)];
        for (const auto& pause : terms.suspensions)
            if (minute >= minute_of(pause.from) && minute < minute_of(pause.to)) counts[i] = 0;
    }
    return counts;
}

TEST(Clock, AgreesWithTheMinuteWalkUnderSuspensionsAndExtensions) {
    NEEDS_HOLIDAY_FILES();
    auto good = rc::check([](std::uint64_t seed) {
        Random random(seed);
        for (int i = 0; i < 10; ++i) {
            auto terms = some_terms(random);
            auto counts = minutes_that_count(terms);
            auto all = total(terms).us / Duration::minutes(1).us;
            auto start = minute_of(terms.from);
            auto explained = explain(terms, city_calendars()).value();
            RC_ASSERT(minute_of(explained.due) - start == oracle::add(counts, 0, all));
            for (const auto& point : explained.points) {
                // The first whole minute by which the part is used up, of both.
                auto part = (all * point.percent + 99) / 100;
                auto minute = minute_of(*point.at + Duration::minutes(1) - Duration{1});
                RC_ASSERT(minute - start == oracle::add(counts, 0, part));
            }
            auto now = random.between(0, 100 * 24 * 60);
            auto sum = Duration::minutes(oracle::counted(counts, 0, now));
            auto instant = minute_instant(start + now);
            RC_ASSERT(used(terms, city_calendars(), instant).value() == sum);
            RC_ASSERT(remaining(terms, city_calendars(), instant).value() == total(terms) - sum);
        }
    });
    EXPECT_TRUE(good);
}

TEST(Clock, LiveStepsGiveTheSameAsTheWholeHistory) {
    NEEDS_HOLIDAY_FILES();
    auto good = rc::check([](std::uint64_t seed) {
        Random random(seed);
        for (int i = 0; i < 10; ++i) {
            auto terms = some_terms(random);
            terms.suspensions.clear();
            terms.extensions.clear();
            const auto& calendar = city_calendars().of(terms.budget.calendar);
            auto now = terms.from;
            auto live_due = due(terms, city_calendars()).value();
            for (auto steps = random.below(6); steps > 0; --steps) {
                now = now + Duration{random.between(0, (live_due - now).us - 1)};
                if (random.percent(50)) {
                    terms.extensions.push_back(
                        minutes(random.between(1, 900), terms.budget.calendar));
                    live_due = due_after_extension(calendar, live_due,
                                                   counted(terms.extensions.back()))
                                   .value();
                } else {
                    auto resumed = now + Duration{random.between(0, Duration::days(5).us)};
                    live_due = due_after_resume(calendar, now, resumed, live_due).value();
                    terms.suspensions.push_back({now, resumed});
                    now = resumed;
                }
            }
            RC_ASSERT(live_due == due(terms, city_calendars()).value());
            // And whatever follows, also when overdue.
            now = now + Duration{random.between(0, Duration::days(10).us)};
            auto used_live = used_now(calendar, total(terms), live_due, now).value();
            RC_ASSERT(used_live == used(terms, city_calendars(), now).value());
            for (auto percent : warning_percents) {
                auto point = point_ahead(calendar, now, used_live, total(terms), percent).value();
                Duration part{total(terms).us * percent / 100};
                auto by_history = instant_used(terms, city_calendars(), part).value();
                RC_ASSERT((point ? *point == by_history : by_history <= now));
            }
        }
    });
    EXPECT_TRUE(good);
}

TEST(Clock, KeepsItsDueInstantWhenSuspendedAfterwards) {
    NEEDS_HOLIDAY_FILES();
    const auto& work = city_calendars().work;
    auto old_due = at("2026-03-02 12:00"), later = at("2026-03-05 12:00");
    EXPECT_EQ(due_after_resume(work, old_due, later, old_due), old_due);
    EXPECT_EQ(due_after_resume(work, at("2026-03-02 13:00"), later, old_due), old_due);
    EXPECT_EQ(due_after_resume(work, at("2026-03-02 11:00"), later, old_due),
              at("2026-03-05 15:00"));
    EXPECT_FALSE(due_after_resume(work, later, old_due, old_due));
}

TEST(Clock, ExtendsFromTheOldDueInstantAlsoWhenOverdue) {
    NEEDS_HOLIDAY_FILES();
    EXPECT_EQ(due_after_extension(city_calendars().work, at("2026-03-02 12:00"),
                                  Duration::hours(2)),
              at("2026-03-02 16:00"));
}

TEST(Clock, RemainsLessThanNothingOnceOverdue) {
    NEEDS_HOLIDAY_FILES();
    ClockTerms terms{at("2026-03-02 08:00"), {4, BudgetUnit::hours, CalendarKind::work}, {}, {}};
    EXPECT_EQ(remaining(terms, city_calendars(), at("2026-03-01 08:00")), Duration::hours(4));
    EXPECT_EQ(remaining(terms, city_calendars(), at("2026-03-02 09:00")), Duration::hours(3));
    EXPECT_EQ(remaining(terms, city_calendars(), at("2026-03-02 13:00")), Duration{});
    EXPECT_EQ(remaining(terms, city_calendars(), at("2026-03-03 09:00")), -Duration::hours(5));
}

TEST(Clock, RefusesTermsThatCannotBe) {
    NEEDS_HOLIDAY_FILES();
    Budget day{1, BudgetUnit::working_days, CalendarKind::work};
    ClockTerms terms{at("2026-03-02 08:00"), {}, {}, {}};
    EXPECT_EQ(due(terms, city_calendars()).error().where, "budget");
    terms.budget = day;
    terms.extensions = {{2, BudgetUnit::hours, CalendarKind::continuous}};
    EXPECT_EQ(due(terms, city_calendars()).error().text(),
              "extension: an extension runs on another calendar than its clock; give it in the "
              "clock's own time, working or continuous");
    terms.extensions = {{-1, BudgetUnit::hours, CalendarKind::work}};
    EXPECT_EQ(used(terms, city_calendars(), terms.from).error().where, "extension");
    terms.extensions.clear();
    terms.suspensions = {{at("2026-03-03 08:00"), at("2026-03-02 08:00")}};
    EXPECT_EQ(explain(terms, city_calendars()).error().where, "suspension");
}

TEST(Clock, ReadsASuspensionAsTheCommandLineWritesIt) {
    EXPECT_EQ(parse_suspension("2026-02-14 09:00..2026-02-14 15:00"),
              (Suspension{at("2026-02-14 09:00"), at("2026-02-14 15:00")}));
    for (auto* text : {"", "..", "2026-02-14 09:00", "2026-02-14 09:00..",
                       "2026-02-14 09:00..2026-02-14 09:00", "2026-02-14 09:00..2026-02-13 09:00",
                       "2026-02-14 09:00..2026-02-14 10:00..2026-02-14 11:00"})
        EXPECT_FALSE(parse_suspension(text)) << text;
}

TEST(Clock, JoinsSuspensionsThatOverlapOrTouch) {
    EXPECT_EQ(joined({{{50}, {60}}, {{10}, {20}}, {{15}, {30}}, {{30}, {40}}, {{45}, {45}}}),
              (std::vector<Suspension>{{{10}, {40}}, {{50}, {60}}}));
}

}  // namespace
}  // namespace cs::calendar
