// Tiles against the geometry they show: read back from their bytes, every point of a tile lies in the
// grid that the city says holds it, on both sides of every cut.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "base/random.h"
#include "grid/index.h"
#include "grid/test_city.h"
#include "ingest/coordinates.h"
#include "tiles/atlas.h"
#include "tiles/case_layer.h"
#include "tiles/tile_reader_test.h"

namespace cs::tiles {
namespace {

// 16 × 12 grids of about 900 m; the western half is urban.
CityPlan small_city() {
    CityPlan plan;
    plan.grids = test_city(7, 16, 12, 90'000);
    std::vector<const Polygon*> parts;
    for (const auto& grid : plan.grids)
        if (grid.info.kind == GridKind::micro || grid.info.kind == GridKind::rural)
            parts.push_back(&grid.polygon);
    plan.divisions.push_back({{DivisionCode{410'102'001'002}, "社区"}, outline(parts)});
    return plan;
}

TileId tile_at(LonLat at, std::uint32_t zoom, Datum datum = Datum::wgs84) {
    auto world = world_point(at, datum);
    return {zoom, static_cast<std::uint32_t>(world.x * (1u << zoom)),
            static_cast<std::uint32_t>(world.y * (1u << zoom))};
}

// Even-odd over all rings of a feature.
bool holds(const ReadFeature& feature, TilePlace at) {
    bool inside = false;
    for (const auto& ring : feature.parts)
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto& a = ring[i];
            const auto& b = ring[i + 1 == ring.size() ? 0 : i + 1];
            if ((a.y > at.y) == (b.y > at.y)) continue;
            if (at.x < a.x + (at.y - a.y) * (b.x - a.x) / static_cast<double>(b.y - a.y))
                inside = !inside;
        }
    return inside;
}

bool is_near_border(const Polygon& polygon, LonLat at, std::int64_t reach_e7) {
    for (const auto& edge : edges_of(polygon))
        if (squared_distance(edge, at, lon_per_mille(at.lat_e7)) < reach_e7 * reach_e7) return true;
    return false;
}

TEST(Tiles, KnowWherePlacesAre) {
    // Null Island is the middle of the world; a corner of it is the corner of the map.
    auto middle = world_point({0, 0}, Datum::wgs84);
    EXPECT_NEAR(middle.x, 0.5, 1e-12);
    EXPECT_NEAR(middle.y, 0.5, 1e-12);
    auto corner = world_point({-1'800'000'000, 850'511'287}, Datum::wgs84);
    EXPECT_NEAR(corner.x, 0, 1e-9);
    EXPECT_NEAR(corner.y, 0, 1e-8);
    // Zhengzhou on zoom 10, as every map server has it.
    EXPECT_EQ(tile_at({1'136'253'000, 347'466'000}, 10), (TileId{10, 835, 406}));
    auto box = cs::tiles::box_of({10, 835, 406}, Datum::wgs84);
    EXPECT_TRUE(box.holds({1'136'253'000, 347'466'000}));
    EXPECT_FALSE((TileId{19, 0, 0}).is_there());
    EXPECT_FALSE((TileId{2, 4, 0}).is_there());
    EXPECT_TRUE((TileId{0, 0, 0}).is_there());
}

TEST(Tiles, ARingIsCutAtTheMargin) {
    auto whole = clipped(std::vector<TilePlace>{{0, 0}, {10, 0}, {10, 10}, {0, 10}});
    EXPECT_EQ(whole.size(), 4u);
    EXPECT_EQ(twice_area(whole), 200);
    // Larger than the tile: nothing is left of it but the tile with its margin.
    double far = 1e6;
    auto all = clipped(std::vector<TilePlace>{{-far, -far}, {far, -far}, {far, far}, {-far, far}});
    EXPECT_EQ(twice_area(all), 2LL * (extent + 2 * margin) * (extent + 2 * margin));
    EXPECT_TRUE(clipped(std::vector<TilePlace>{{-far, 0}, {-far, 9}, {-500, 5}}).empty());
    // Vertices on a line, and those that fall together, say nothing.
    EXPECT_EQ(clipped(std::vector<TilePlace>{{0, 0}, {5, 0.2}, {10, 0}, {10, 10}, {9.8, 10}, {0, 10}})
                  .size(),
              4u);
    EXPECT_TRUE(clipped(std::vector<TilePlace>{{0, 0}, {0.3, 0}, {0.2, 0.2}}).empty());
}

void expect_as_in_the_city(const CityPlan& plan, const GridIndex& index, std::uint32_t zoom,
                           Datum datum) {
    Atlas atlas(plan);
    Random random(zoom);
    std::map<TileId, ReadLayer> tiles;
    int compared = 0;
    const auto& box = index.box();
    // A unit of the tile, in e7 degrees of latitude, and some.
    auto reach = static_cast<std::int64_t>(3.6e9 / (1u << zoom) / extent * 3) + 1;
    for (int i = 0; i < 3'000; ++i) {
        LonLat at{static_cast<std::int32_t>(random.between(box.low.lon_e7, box.high.lon_e7)),
                  static_cast<std::int32_t>(random.between(box.low.lat_e7, box.high.lat_e7))};
        auto base = index.locate(at).base;
        if (base == no_grid || is_near_border(plan.grids[base].polygon, at, reach)) continue;
        auto tile = tile_at(at, zoom, datum);
        if (!tiles.contains(tile))
            tiles[tile] = read_tile(atlas.tile(Shapes::grids, tile, datum)->bytes);
        auto place = place_in(tile, world_point(at, datum));
        std::set<std::string> holding;
        for (const auto& feature : tiles[tile].features) {
            const auto& kind = feature.attributes.at("kind");
            if ((kind == "micro" || kind == "rural") && holds(feature, place))
                holding.insert(feature.attributes.at("grid"));
        }
        EXPECT_EQ(holding, std::set{id_text(index.id(base))}) << zoom;
        ++compared;
    }
    EXPECT_GT(compared, 1'000);
}

TEST(Tiles, EveryPointLiesInTheGridThatHoldsIt) {
    auto plan = small_city();
    auto index = GridIndex::build(plan.grids);
    ASSERT_TRUE(index.has_value()) << index.error().text();
    for (std::uint32_t zoom : {13u, 14u, 16u})
        expect_as_in_the_city(plan, *index, zoom, Datum::wgs84);
    expect_as_in_the_city(plan, *index, 15, Datum::gcj02);
}

TEST(Tiles, AreOfTheSpecification) {
    auto plan = small_city();
    Atlas atlas(plan);
    LonLat middle{1'130'700'000, 340'500'000};
    auto layer = read_tile(atlas.tile(Shapes::grids, tile_at(middle, 13), Datum::wgs84)->bytes);
    EXPECT_EQ(layer.name, "grids");
    EXPECT_EQ(layer.version, 2u);
    EXPECT_EQ(layer.extent, 4096u);
    ASSERT_GT(layer.features.size(), 20u);
    for (const auto& feature : layer.features) {
        EXPECT_EQ(feature.type, 3u);
        ASSERT_FALSE(feature.parts.empty());
        // The first ring is an outer one: positive with y downwards.
        EXPECT_GT(twice_area(feature.parts.front()), 0);
        for (const auto& ring : feature.parts)
            for (const auto& point : ring)
                EXPECT_TRUE(point.x >= -margin && point.x <= extent + margin &&
                            point.y >= -margin && point.y <= extent + margin);
    }
    auto coarse = read_tile(atlas.tile(Shapes::grids, tile_at(middle, 11), Datum::wgs84)->bytes);
    for (const auto& feature : coarse.features)
        EXPECT_EQ(feature.attributes.at("kind"), "community");
    EXPECT_EQ(atlas.tile(Shapes::grids, tile_at(middle, 9), Datum::wgs84)->bytes, "");
    auto areas = atlas.tile(Shapes::divisions, tile_at(middle, 12), Datum::wgs84);
    auto divisions = read_tile(areas->bytes);
    ASSERT_EQ(divisions.features.size(), 1u);
    EXPECT_EQ(divisions.features[0].attributes.at("level"), "community");
    EXPECT_EQ(divisions.features[0].attributes.at("name"), "社区");
}

TEST(Tiles, AHoleStaysAHole) {
    CityPlan plan;
    Ring outer{{1'130'000'000, 340'000'000}, {1'130'400'000, 340'000'000},
               {1'130'400'000, 340'400'000}, {1'130'000'000, 340'400'000}};
    Ring hole{{1'130'100'000, 340'100'000}, {1'130'100'000, 340'300'000},
              {1'130'300'000, 340'300'000}, {1'130'300'000, 340'100'000}};
    // The hole first: the specification wants it behind its outer ring.
    plan.divisions.push_back({{DivisionCode{410'102'001'002}, "环"}, {{hole, outer}}});
    Atlas atlas(plan);
    auto tile = tile_at({1'130'200'000, 340'200'000}, 12);
    auto layer = read_tile(atlas.tile(Shapes::divisions, tile, Datum::wgs84)->bytes);
    ASSERT_EQ(layer.features.size(), 1u);
    ASSERT_EQ(layer.features[0].parts.size(), 2u);
    EXPECT_GT(twice_area(layer.features[0].parts[0]), 0);
    EXPECT_LT(twice_area(layer.features[0].parts[1]), 0);
    EXPECT_NE(atlas.middle_of(DivisionCode{410'102'001'002}), (LonLat{1'130'200'000, 340'200'000}));
    EXPECT_TRUE(cs::holds(plan.divisions[0].polygon,
                          *atlas.middle_of(DivisionCode{410'102'001'002})));
}

TEST(Tiles, ADivisionHasItsNameOnceHoweverManyTilesItFills) {
    auto plan = small_city();
    Atlas atlas(plan);
    LonLat middle{1'130'700'000, 340'500'000};
    auto home = tile_at(middle, 15);
    std::size_t tiles = 0;
    std::vector<std::string> names;
    for (std::uint32_t x = home.x - 40; x < home.x + 40; ++x)
        for (std::uint32_t y = home.y - 40; y < home.y + 40; ++y)
            for (const auto& layer :
                 read_layers(atlas.tile(Shapes::divisions, {15, x, y}, Datum::wgs84)->bytes)) {
                if (layer.name == "divisions") ++tiles;
                if (layer.name != "division-names") continue;
                for (const auto& feature : layer.features)
                    names.push_back(feature.attributes.at("name"));
            }
    EXPECT_GT(tiles, 10u);
    EXPECT_EQ(names, std::vector<std::string>{"社区"});
}

TEST(Tiles, GcjIsTheSamePlaceOnAnotherMap) {
    LonLat at{1'136'253'000, 347'466'000};
    auto shifted = to_lon_lat(gcj02_from_wgs84(to_degrees(at)));
    auto as_gcj = world_point(at, Datum::gcj02), moved = world_point(shifted, Datum::wgs84);
    EXPECT_NEAR(as_gcj.x, moved.x, 1e-9);
    EXPECT_NEAR(as_gcj.y, moved.y, 1e-9);
    EXPECT_GT(std::abs(as_gcj.x - world_point(at, Datum::wgs84).x), 1e-6);
}

CaseSheet three_cases() {
    std::vector<CaseMark> out;
    for (std::int32_t i = 0; i < 3; ++i) {
        auto mark = mark_of(make_id<CaseId>(Realm{410'100'000}, static_cast<std::uint64_t>(i) + 1),
                            {1'136'253'000 + i * 100, 347'466'000});
        mark.phase = i == 0 ? Phase::filed : Phase::handling;
        mark.due = Instant{i == 2 ? 10 : 1'000};
        mark.unit = make_id<UnitId>(Realm{410'100'000}, static_cast<std::uint64_t>(i) + 1);
        out.push_back(mark);
    }
    return {std::move(out), Instant{500}};
}

TEST(Tiles, CasesCloseTogetherAreOneNumberWithItsParts) {
    auto cases = three_cases();
    auto tile = tile_at({1'136'253'000, 347'466'000}, 10);
    auto all = [](const CaseMark&) { return true; };
    auto layer = read_tile(case_clusters(cases, all, tile, Datum::wgs84, 13, 30));
    ASSERT_EQ(layer.features.size(), 1u);
    std::map<std::string, std::string> said{
        {"cases", "3"}, {"overdue", "1"}, {"filed", "1"}, {"handling", "2"}};
    EXPECT_EQ(layer.features[0].attributes, said);
    auto second = place_in(tile, cases.marks()[1].at[0]);  // of three in a row
    EXPECT_NEAR(layer.features[0].parts.at(0).at(0).x, second.x, 1);
    EXPECT_NEAR(layer.features[0].parts.at(0).at(0).y, second.y, 1);
    auto next = tile;
    ++next.x;
    EXPECT_EQ(case_clusters(cases, all, next, Datum::wgs84, 13, 30), "");
    auto own = [](const CaseMark& mark) { return raw(mark.unit) % 2 == 0; };
    auto some = read_tile(case_clusters(cases, own, tile, Datum::wgs84, 13, 30));
    EXPECT_EQ(some.features.at(0).attributes.at("cases"), "1");
}

TEST(Tiles, ACellLargerThanATileIsShownOnceOnly) {
    auto cases = three_cases();
    auto all = [](const CaseMark&) { return true; };
    auto corner = tile_at({1'136'253'000, 347'466'000}, 15);
    int shown = 0;
    for (std::uint32_t x = 0; x < 8; ++x)
        for (std::uint32_t y = 0; y < 8; ++y) {
            TileId tile{18, corner.x * 8 + x, corner.y * 8 + y};
            if (!case_clusters(cases, all, tile, Datum::wgs84, 15, 15).empty()) ++shown;
        }
    EXPECT_EQ(shown, 1);
}

std::uint32_t counted_in(const std::string& tile) {
    std::uint32_t out = 0;
    for (const auto& feature : read_tile(tile).features)
        out += static_cast<std::uint32_t>(std::stoul(feature.attributes.at("cases")));
    return out;
}

// Against looking at every case, on every zoom.
TEST(Tiles, ATileFindsItsCasesAndNoOther) {
    Random random(3);
    std::vector<CaseMark> marks;
    for (std::uint64_t i = 1; i <= 500; ++i)
        marks.push_back(mark_of(make_id<CaseId>(Realm{410'100'000}, i),
                                {static_cast<std::int32_t>(random.between(1'136e6, 1'137e6)),
                                 static_cast<std::int32_t>(random.between(347e6, 348e6))}));
    CaseSheet sheet(marks, Instant{});
    auto all = [](const CaseMark&) { return true; };
    for (auto datum : {Datum::wgs84, Datum::gcj02})
        for (std::uint32_t zoom = 0; zoom <= highest_zoom; ++zoom) {
            double tiles = 1u << zoom;
            std::map<TileId, std::uint32_t> expected;
            for (const auto& mark : marks) {
                auto at = mark.at[static_cast<std::size_t>(datum)];
                ++expected[{zoom, static_cast<std::uint32_t>(at.x * tiles),
                            static_cast<std::uint32_t>(at.y * tiles)}];
            }
            for (const auto& [tile, count] : expected) {
                std::uint32_t found = 0;
                sheet.each_in(tile, datum, [&](const CaseMark&) { ++found; });
                EXPECT_EQ(found, count) << zoom;
                auto counted = case_clusters(sheet, all, tile, datum, zoom + 3, 30);
                EXPECT_EQ(counted_in(counted), count) << zoom;
            }
        }
}

TEST(Tiles, TheEdgesOfTheWorldAreOnTheMap) {
    std::vector<CaseMark> marks;
    std::uint64_t number = 0;
    for (std::int32_t lon : {-1'800'000'000, 1'800'000'000})
        for (std::int32_t lat : {-900'000'000, 900'000'000})
            marks.push_back(mark_of(make_id<CaseId>(Realm{410'100'000}, ++number), {lon, lat}));
    CaseSheet sheet(marks, Instant{});
    auto all = [](const CaseMark&) { return true; };
    std::uint32_t found = 0;
    for (std::uint32_t x : {0u, 7u})
        for (std::uint32_t y : {0u, 7u}) {
            sheet.each_in({3, x, y}, Datum::wgs84, [&](const CaseMark&) { ++found; });
            EXPECT_LE(counted_in(case_clusters(sheet, all, {3, x, y}, Datum::wgs84, 6, 15)), 1u);
        }
    EXPECT_EQ(found, 4u);
}

TEST(Tiles, CloseUpEachCaseIsThere) {
    auto cases = three_cases();
    auto all = [](const CaseMark&) { return true; };
    auto tile = tile_at({1'136'253'000, 347'466'000}, 16);
    auto layer = read_tile(case_points(cases, all, tile, Datum::wgs84));
    ASSERT_EQ(layer.features.size(), 3u);
    EXPECT_EQ(layer.features[2].attributes.at("case"), "410100000-3");
    EXPECT_EQ(layer.features[2].attributes.at("overdue"), "true");
    EXPECT_EQ(layer.features[2].type, 1u);
    auto place = place_in(tile, cases.marks()[2].at[0]);
    EXPECT_EQ(layer.features[2].parts.at(0).at(0),
              (TilePoint{static_cast<std::int32_t>(std::lround(place.x)),
                         static_cast<std::int32_t>(std::lround(place.y))}));
}

}  // namespace
}  // namespace cs::tiles
