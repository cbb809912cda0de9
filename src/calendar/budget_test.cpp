// Budgets and the words that stand for them.
#include "calendar/budget.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace cs::calendar {
namespace {

constexpr auto work = CalendarKind::work;
constexpr auto continuous = CalendarKind::continuous;

TEST(Budget, CountsAWorkingDayAsEightHours) {
    EXPECT_EQ(counted({480, BudgetUnit::minutes, work}), Duration::hours(8));
    EXPECT_EQ(counted({8, BudgetUnit::hours, work}), Duration::hours(8));
    EXPECT_EQ(counted({1, BudgetUnit::working_days, work}), Duration::hours(8));
    EXPECT_EQ(counted({1, BudgetUnit::working_days, continuous}), Duration::hours(8));
    EXPECT_EQ(counted({1, BudgetUnit::calendar_days, continuous}), Duration::hours(24));
}

TEST(Budget, ReadsTheCommandLinesForm) {
    for (auto* written : {"480m", "8h", "2d"}) {
        auto budget = parse_budget(written, work);
        ASSERT_TRUE(budget) << written;
        EXPECT_EQ(text(*budget), written);
    }
    EXPECT_EQ(parse_budget("2d", work), (Budget{2, BudgetUnit::working_days, work}));
    EXPECT_EQ(parse_budget("8h", continuous), (Budget{8, BudgetUnit::hours, continuous}));
    for (auto* written : {"", "8", "h", "-8h", "8 h", "8hh", "1.5h", "0h", "99999999999h", "8H",
                          "4000d0", "100000h"})
        EXPECT_FALSE(parse_budget(written, work)) << written;
}

TEST(Budget, ReadsTheLimitsOfAFilingStandard) {
    EXPECT_EQ(parse_limit("2紧急工作时"), (Budget{2, BudgetUnit::hours, continuous}));
    EXPECT_EQ(parse_limit("1紧急工作日"), (Budget{1, BudgetUnit::calendar_days, continuous}));
    EXPECT_EQ(parse_limit("4小时"), (Budget{4, BudgetUnit::hours, work}));
    EXPECT_EQ(parse_limit("30分钟"), (Budget{30, BudgetUnit::minutes, work}));
    EXPECT_EQ(parse_limit("1天"), (Budget{1, BudgetUnit::working_days, work}));
    EXPECT_EQ(parse_limit(" 15个工作日 "), (Budget{15, BudgetUnit::working_days, work}));
}

TEST(Budget, RefusesAWordWhereTheLimitShouldBe) {
    EXPECT_EQ(parse_limit("立即").error().text(),
              "the time limit \"立即\" is not an amount of time; write a number and a unit, such as "
              "4小时, 1天 or 2紧急工作时");
    EXPECT_EQ(parse_limit("1紧急工作时制止").error().text(),
              "the time limit \"1紧急工作时制止\" has no known unit; use 分钟, 小时, 天, 工作日, "
              "紧急工作时 or 紧急工作日 and nothing after it");
    for (auto* limit : {"", "  ", "尽快", "0天", "-1天", "4", "4h", "两小时", "99999天", "2 天 天"})
        EXPECT_FALSE(parse_limit(limit)) << limit;
}

TEST(Budget, NeverOverflowsWhateverTheNumbers) {
    for (auto unit : {BudgetUnit::minutes, BudgetUnit::hours, BudgetUnit::working_days,
                      BudgetUnit::calendar_days}) {
        EXPECT_FALSE(valid({0, unit, work}));
        EXPECT_FALSE(valid({INT32_MIN, unit, work}));
        EXPECT_FALSE(valid({INT32_MAX, unit, work}));
        EXPECT_EQ(counted({INT32_MIN, unit, work}), Duration{});
        EXPECT_EQ(counted({INT32_MAX, unit, work}), max_budget);
    }
}

TEST(Budget, SurvivesTheJournalsForm) {
    Budget budget{2, BudgetUnit::working_days, work};
    EXPECT_EQ(json::text_of(budget), R"({"amount":2,"unit":"working_days","calendar":"work"})");
    EXPECT_EQ(json::from_text<Budget>(json::text_of(budget)), budget);
}

}  // namespace
}  // namespace cs::calendar
