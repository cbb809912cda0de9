// Exact polygons: the border rule, outlines, tilings.
#include "grid/geometry.h"

#include <gtest/gtest.h>

#include "grid/outline.h"

namespace cs {
namespace {

const Polygon west_square{{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}}};
const Polygon east_square{{{{10, 0}, {20, 0}, {20, 10}, {10, 10}}}};

TEST(BorderRule, GivesASharedBorderToTheEastAndTheNorth) {
    EXPECT_TRUE(holds(west_square, {0, 0}));
    EXPECT_TRUE(holds(west_square, {5, 0}));
    EXPECT_FALSE(holds(west_square, {10, 5}));
    EXPECT_TRUE(holds(east_square, {10, 5}));
    EXPECT_FALSE(holds(west_square, {5, 10}));
    EXPECT_TRUE(on_border(west_square, {5, 10}));
    EXPECT_FALSE(on_border(west_square, {5, 11}));
}

TEST(BorderRule, GivesEachPointOfATilingToExactlyOneTriangle) {
    const LonLat centre{3, 4};
    const std::vector<Polygon> fan{{{{{0, 0}, {10, 0}, centre}}},
                                   {{{{10, 0}, {10, 10}, centre}}},
                                   {{{{10, 10}, {0, 10}, centre}}},
                                   {{{{0, 10}, {0, 0}, centre}}}};
    for (int x = 0; x < 10; ++x) {
        for (int y = 0; y < 10; ++y) {
            int holders = 0;
            for (const auto& part : fan) holders += holds(part, {x, y});
            EXPECT_EQ(holders, 1) << x << " " << y;
        }
    }
}

TEST(BorderRule, LeavesTheInsideOfAHoleOut) {
    const Polygon ring{{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{3, 3}, {3, 7}, {7, 7}, {7, 3}}}};
    EXPECT_FALSE(holds(ring, {5, 5}));
    EXPECT_TRUE(holds(ring, {1, 5}));
    EXPECT_EQ(static_cast<int>(twice_area(ring)), 2 * (100 - 16));
}

TEST(Outline, CancelsSharedEdgesAndKeepsTheVertices) {
    const Polygon* both[] = {&west_square, &east_square};
    const auto whole = outline(both);
    ASSERT_EQ(whole.rings.size(), 1u);
    EXPECT_EQ(whole.rings[0].size(), 6u);
    EXPECT_EQ(static_cast<int>(twice_area(whole)), 400);
    EXPECT_TRUE(check_tiling(whole, both));
}

TEST(Outline, CutsARingThatTouchesItselfInTwo) {
    const Polygon corner{{{{10, 10}, {20, 10}, {20, 20}, {10, 20}}}};
    const Polygon* both[] = {&west_square, &corner};
    EXPECT_EQ(outline(both).rings.size(), 2u);
}

TEST(Tiling, RefusesAGapAnOverlapAndAForeignVertex) {
    const Polygon whole{{{{0, 0}, {10, 0}, {20, 0}, {20, 10}, {10, 10}, {0, 10}}}};
    const Polygon* gap[] = {&west_square};
    EXPECT_FALSE(check_tiling(whole, gap));
    const Polygon* twice[] = {&west_square, &west_square, &east_square};
    EXPECT_FALSE(check_tiling(whole, twice));
    const Polygon bent{{{{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 5}}}};
    const Polygon* foreign[] = {&west_square, &bent};
    EXPECT_FALSE(check_tiling(whole, foreign));
}

TEST(Planar, FindsCrossingAndOverlappingBorders) {
    EXPECT_FALSE(check_planar({{{0, 0}, {10, 10}}, {{0, 10}, {10, 0}}}));
    EXPECT_FALSE(check_planar({{{0, 0}, {10, 0}}, {{5, 0}, {5, 9}}}));
    EXPECT_FALSE(check_planar({{{0, 0}, {10, 0}}, {{0, 0}, {5, 0}}}));
    EXPECT_TRUE(check_planar({{{0, 0}, {10, 0}}, {{10, 0}, {0, 0}}, {{10, 0}, {10, 9}}}));
}

TEST(Distance, IsExactAndShortensLongitudes) {
    EXPECT_EQ(squared_distance({{0, 0}, {10, 0}}, {5, 7}, 1000), 49);
    EXPECT_EQ(squared_distance({{0, 0}, {10, 0}}, {13, 4}, 1000), 25);
    EXPECT_EQ(squared_distance({{0, 0}, {0, 10}}, {-10, 5}, 500), 25);
    EXPECT_EQ(lon_per_mille(0), 1000);
    EXPECT_EQ(lon_per_mille(347'500'000), 821);
    EXPECT_EQ(lon_per_mille(600'000'000), 499);  // 500, a unit lost to rounding down
}

}  // namespace
}  // namespace cs
