#include "base/time.h"

#include <gtest/gtest.h>

namespace cs {
namespace {

TEST(Time, ReadsTheFormsThatFilesUse) {
    Instant at = *parse_instant("2026-02-13T16:00:00+08:00");
    EXPECT_EQ(*parse_instant("2026-02-13 16:00"), at);
    EXPECT_EQ(*parse_instant("2026/2/13 16:00:00"), at);
    EXPECT_EQ(*parse_instant("2026-02-13T08:00:00Z"), at);
    EXPECT_EQ(utc_text(at), "2026-02-13T08:00:00Z");
    EXPECT_EQ(local_text(at), "2026-02-13T16:00:00+08:00");
    EXPECT_EQ(local_minute_text(at), "2026-02-13 16:00");
    EXPECT_EQ(utc_text(at + Duration{5}), "2026-02-13T08:00:00.000005Z");
}

TEST(Time, RefusesTimesThatDoNotExist) {
    for (auto* text : {"2026-02-29 10:00", "2026-13-01", "2026-02-13 24:00", "2026-02-13 10:60",
                       "13/02/2026", "", "2026-02-13x", "2026-02-13 10:00 "})
        EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(Time, CountsEveryDayOfFourCenturiesInOrder) {
    auto first = Date{1900, 1, 1}.day_number();
    auto before = Date::from_day_number(first - 1);
    for (auto n = first; n < first + 146097; ++n) {
        auto date = Date::from_day_number(n);
        ASSERT_TRUE(before < date && date.day_number() == n && date.valid());
        before = date;
    }
    EXPECT_EQ((Date{2026, 11, 21}.weekday()), 5);
}

}  // namespace
}  // namespace cs
