// Splits, mergers and ends of grids, and the grids of any day.
#include "grid/history.h"

#include <gtest/gtest.h>

namespace cs {
namespace {

const DivisionCode village{410122101201};

GridArea rural(std::uint32_t serial, std::int32_t west, std::int32_t east) {
    return {{make_grid_id(village, GridKind::rural, serial), GridKind::rural, "", {}, 80,
             static_cast<std::uint64_t>(east - west)},
            {{{{west, 0}, {east, 0}, {east, 10}, {west, 10}}}}};
}
Instant day(int n) { return Instant{} + Duration::days(n); }

struct Village {
    GridHistory history;
    GridId one = make_grid_id(village, GridKind::rural, 1);
    GridId two = make_grid_id(village, GridKind::rural, 2);
    Village() {
        EXPECT_TRUE(history.begin(rural(1, 0, 10), day(0)));
        EXPECT_TRUE(history.begin(rural(2, 10, 20), day(0)));
    }
};

TEST(GridHistory, AnswersForAnyDay) {
    Village v;
    ASSERT_TRUE(v.history.split(v.one, {rural(3, 0, 5), rural(4, 5, 10)}, day(10)));
    EXPECT_EQ(v.history.as_of(day(-1)).size(), 0u);
    EXPECT_EQ(v.history.as_of(day(9)).size(), 2u);
    EXPECT_EQ(v.history.as_of(day(10)).size(), 3u);
    EXPECT_NE(v.history.find(v.one, day(9)), nullptr);
    EXPECT_EQ(v.history.find(v.one, day(10)), nullptr);
}

TEST(GridHistory, FollowsAGridThroughSplitAndMerger) {
    Village v;
    const auto three = make_grid_id(village, GridKind::rural, 3);
    const auto four = make_grid_id(village, GridKind::rural, 4);
    ASSERT_TRUE(v.history.split(v.one, {rural(3, 0, 5), rural(4, 5, 10)}, day(10)));
    auto whole = rural(5, 5, 20).info;
    const GridId merged[] = {four, v.two};
    ASSERT_TRUE(v.history.merge(merged, whole, day(20)));
    EXPECT_EQ(v.history.descendants(v.one), (std::vector{three, whole.id}));
    const auto* now = v.history.find(whole.id, day(20));
    ASSERT_NE(now, nullptr);
    EXPECT_EQ(now->info.area_m2, 15u);
    EXPECT_EQ(static_cast<int>(twice_area(now->polygon)), 300);
}

TEST(GridHistory, RefusesPartsThatDoNotTileTheWhole) {
    Village v;
    EXPECT_FALSE(v.history.split(v.one, {rural(3, 0, 5), rural(4, 5, 11)}, day(1)));
    EXPECT_FALSE(v.history.split(v.one, {rural(3, 0, 5), rural(4, 6, 10)}, day(1)));
    EXPECT_FALSE(v.history.split(v.one, {rural(3, 0, 6), rural(4, 5, 10)}, day(1)));
    EXPECT_FALSE(v.history.split(v.one, {rural(3, 0, 10)}, day(1)));
    EXPECT_FALSE(v.history.split(v.one, {rural(2, 0, 5), rural(4, 5, 10)}, day(1)));
    EXPECT_EQ(v.history.as_of(day(2)).size(), 2u);
}

TEST(GridHistory, RefusesAMergerOfGridsApart) {
    Village v;
    ASSERT_TRUE(v.history.begin(rural(9, 30, 40), day(0)));
    const GridId apart[] = {v.one, make_grid_id(village, GridKind::rural, 9)};
    EXPECT_FALSE(v.history.merge(apart, rural(10, 0, 40).info, day(1)));
    const GridId twice[] = {v.one, v.one};
    EXPECT_FALSE(v.history.merge(twice, rural(10, 0, 40).info, day(1)));
}

TEST(GridHistory, EndsOnlyDedicatedGridsWithoutSuccessor) {
    Village v;
    EXPECT_FALSE(v.history.retire(v.one, day(1)));
    auto market = rural(1, 2, 4);
    market.info.kind = GridKind::dedicated;
    market.info.id = make_grid_id(village, GridKind::dedicated, 1);
    ASSERT_TRUE(v.history.begin(market, day(0)));
    EXPECT_TRUE(v.history.retire(market.info.id, day(5)));
    EXPECT_EQ(v.history.find(market.info.id, day(5)), nullptr);
    auto again = v.history.retire(market.info.id, day(6));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().text(),
              "grid 410122101201400001: this grid ended on 1970-01-06");
}

}  // namespace
}  // namespace cs
