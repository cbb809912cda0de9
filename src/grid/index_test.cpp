// The index against trying every polygon, on a mesh of crooked grids.
#include "grid/index.h"

#include <gtest/gtest.h>

#include "grid/test_city.h"

namespace cs {
namespace {

bool is_base(const GridArea& grid) {
    return grid.info.kind == GridKind::micro || grid.info.kind == GridKind::rural;
}

class SmallCity : public testing::TestWithParam<std::int32_t> {
protected:
    std::vector<GridArea> grids_ = test_city(7, 24, 16, GetParam());
    GridIndex index_ = *GridIndex::build(grids_);

    std::vector<GridNumber> holders(LonLat point, bool base) const {
        std::vector<GridNumber> out;
        for (GridNumber i = 0; i < grids_.size(); ++i) {
            const bool wanted =
                base ? is_base(grids_[i]) : grids_[i].info.kind == GridKind::dedicated;
            if (wanted && holds(grids_[i].polygon, point)) out.push_back(i);
        }
        return out;
    }
    // Interior points, every vertex, points beside vertices and in the middle of edges.
    std::vector<LonLat> points() const {
        Random random(99);
        std::vector<LonLat> out;
        const auto& box = index_.box();
        for (int i = 0; i < 4'000; ++i)
            out.push_back({static_cast<std::int32_t>(
                               random.between(box.low.lon_e7 - 50, box.high.lon_e7 + 50)),
                           static_cast<std::int32_t>(
                               random.between(box.low.lat_e7 - 50, box.high.lat_e7 + 50))});
        for (const auto& grid : grids_) {
            for (const auto& [from, to] : edges_of(grid.polygon)) {
                out.push_back(from);
                out.push_back({from.lon_e7 + 1, from.lat_e7 - 1});
                out.push_back({(from.lon_e7 + to.lon_e7) / 2, (from.lat_e7 + to.lat_e7) / 2});
            }
        }
        return out;
    }
};

TEST_P(SmallCity, FindsWhatTryingEveryPolygonFinds) {
    for (auto point : points()) {
        const auto hits = index_.locate(point);
        const auto base = holders(point, true);
        ASSERT_LE(base.size(), 1u);
        if (base.size() == 1) {
            ASSERT_EQ(hits.base, base[0]);
            const auto parent = grids_[hits.base].info.parent;
            ASSERT_EQ(hits.community, parent ? *index_.number(*parent) : no_grid);
        } else if (hits.base != no_grid) {
            ASSERT_TRUE(on_border(grids_[hits.base].polygon, point));
        }
        const auto dedicated = holders(point, false);
        ASSERT_EQ(std::vector<GridNumber>(hits.dedicated.begin(),
                                          hits.dedicated.begin() + hits.dedicated_count),
                  dedicated);
    }
}

TEST_P(SmallCity, GivesEveryPointOfTheOuterBorderToTheLowestGridThatTouchesIt) {
    std::vector<const Polygon*> parts;
    for (const auto& grid : grids_)
        if (is_base(grid)) parts.push_back(&grid.polygon);
    int fallbacks = 0;
    for (const auto& edge : edges_of(outline(parts))) {
        const auto hits = index_.locate(edge.from);
        ASSERT_NE(hits.base, no_grid);
        if (!holders(edge.from, true).empty()) continue;
        ++fallbacks;
        for (GridNumber i = 0; i < hits.base; ++i)
            ASSERT_FALSE(is_base(grids_[i]) && on_border(grids_[i].polygon, edge.from));
    }
    EXPECT_GT(fallbacks, 10);
}

TEST_P(SmallCity, AnswersABatchLikeSinglePoints) {
    const auto all = points();
    std::vector<GridHits> hits(all.size());
    index_.locate(all, hits);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto one = index_.locate(all[i]);
        ASSERT_EQ(hits[i].base, one.base);
        ASSERT_EQ(hits[i].community, one.community);
        ASSERT_EQ(hits[i].dedicated_count, one.dedicated_count);
    }
}

TEST_P(SmallCity, FindsTheNearestGridForAPointOutside) {
    const auto& box = index_.box();
    Random random(5);
    for (int i = 0; i < 40; ++i) {
        const LonLat point{
            box.low.lon_e7 - static_cast<std::int32_t>(random.between(1, GetParam())),
            static_cast<std::int32_t>(random.between(box.low.lat_e7, box.high.lat_e7))};
        std::int64_t best = INT64_MAX;
        for (const auto& grid : grids_)
            if (is_base(grid))
                for (const auto& edge : edges_of(grid.polygon))
                    best = std::min(best, squared_distance(edge, point,
                                                           lon_per_mille(point.lat_e7)));
        const auto found = index_.nearest(point, 5'000);
        ASSERT_TRUE(found);
        std::int64_t got = INT64_MAX;
        for (const auto& edge : edges_of(grids_[*found].polygon))
            got = std::min(got, squared_distance(edge, point, lon_per_mille(point.lat_e7)));
        ASSERT_EQ(got, best);
    }
    EXPECT_FALSE(index_.nearest({box.low.lon_e7 - 1'000'000, box.low.lat_e7}, 100));
    const auto inside = grids_.back().polygon.rings[0][0];
    EXPECT_EQ(index_.nearest(inside, 1), index_.locate(inside).base);
}

// Cells from far smaller than a grid to far larger.
INSTANTIATE_TEST_SUITE_P(GridSizes, SmallCity, testing::Values(400, 900, 12'000, 90'000));

TEST(GridIndex, KnowsTheNeighboursOfAGrid) {
    const auto grids = test_city(1, 8, 4, 1'000);
    const auto index = *GridIndex::build(grids);
    const DivisionCode community{410102001002};
    const auto number = [&](GridKind kind, std::uint32_t serial) {
        return *index.number(make_grid_id(community, kind, serial));
    };
    EXPECT_EQ(index.neighbours(number(GridKind::micro, 1)),
              (std::vector{number(GridKind::micro, 2), number(GridKind::micro, 9)}));
    EXPECT_EQ(index.neighbours(number(GridKind::rural, 5)),
              (std::vector{number(GridKind::micro, 4), number(GridKind::rural, 6),
                           number(GridKind::rural, 13)}));
    EXPECT_EQ(index.neighbours(number(GridKind::community, 1)),
              (std::vector{number(GridKind::community, 2), number(GridKind::community, 9)}));
}

TEST(GridIndex, RefusesGridsItCouldNotAnswerFor) {
    EXPECT_FALSE(GridIndex::build({}));
    auto grids = test_city(1, 4, 4, 1'000);
    auto swapped = grids;
    std::swap(swapped[0], swapped[1]);
    EXPECT_FALSE(GridIndex::build(swapped));
    auto orphaned = grids;
    std::erase_if(orphaned, [](const GridArea& g) { return g.info.kind == GridKind::community; });
    auto refused = GridIndex::build(orphaned);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text(),
              "grid 410102001002200001: its community grid is missing");
    auto crowded = grids;
    for (std::uint32_t i = 1'000; i < 1'000 + max_dedicated_hits + 1; ++i)
        crowded.push_back({{make_grid_id(DivisionCode{410102001002}, GridKind::dedicated, i),
                            GridKind::dedicated, "", {}, 0, 0},
                           grids[0].polygon});
    EXPECT_FALSE(GridIndex::build(crowded));
}

}  // namespace
}  // namespace cs
