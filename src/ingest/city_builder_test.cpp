// Cities laid out from codes and polygons: nesting exact, the same from the same seed.
#include "ingest/city_builder.h"

#include <gtest/gtest.h>

#include <map>

#include "grid/outline.h"
#include "ingest/city_file.h"
#include "ingest/locate_bench.h"
#include "ingest/test_sources.h"
#include "journal/durable_file.h"

namespace cs {
namespace {

using Parts = std::vector<const Polygon*>;

bool tiles_the_city(const GridArea& grid) {
    return grid.info.kind == GridKind::micro || grid.info.kind == GridKind::rural;
}

// Every whole with its parts: micro in community grids, grids in communities, and so on up.
void expect_exact_nesting(const CityPlan& plan) {
    std::map<GridId, Parts> in_grid;
    std::map<DivisionCode, Parts> tiles_in, in_division;
    std::vector<Edge> edges;
    for (const auto& grid : plan.grids) {
        const auto division = division_of(grid.info.id);
        if (grid.info.parent) in_grid[*grid.info.parent].push_back(&grid.polygon);
        if (tiles_the_city(grid)) {
            for (const auto& edge : edges_of(grid.polygon)) edges.push_back(edge);
            tiles_in[division].push_back(&grid.polygon);
        }
        if (grid.info.kind == GridKind::community || grid.info.kind == GridKind::rural)
            in_division[division].push_back(&grid.polygon);
    }
    auto planar = check_planar(edges);
    EXPECT_TRUE(planar) << planar.error().text();
    for (const auto& area : plan.divisions) {
        const auto level = level_of(area.division.code);
        if (level == DivisionLevel::city) continue;
        const auto above = static_cast<DivisionLevel>(static_cast<int>(level) - 1);
        in_division[ancestor_at(area.division.code, above)].push_back(&area.polygon);
    }
    for (const auto& grid : plan.grids) {
        if (grid.info.kind != GridKind::community) continue;
        auto tiling = check_tiling(grid.polygon, in_grid.at(grid.info.id));
        EXPECT_TRUE(tiling) << grid.info.name << ": " << tiling.error().text();
    }
    for (const auto& area : plan.divisions) {
        for (auto* parts : {&in_division, &tiles_in}) {
            if (parts == &tiles_in && !tiles_in.contains(area.division.code)) continue;
            auto tiling = check_tiling(area.polygon, parts->at(area.division.code));
            EXPECT_TRUE(tiling) << area.division.name << ": " << tiling.error().text();
        }
    }
}

void expect_plausible_households(const CityPlan& plan) {
    for (const auto& grid : plan.grids) {
        const auto households = grid.info.households;
        switch (grid.info.kind) {
            case GridKind::community:
                EXPECT_TRUE(households >= 300 && households <= 500) << grid.info.name;
                break;
            case GridKind::micro:
                EXPECT_TRUE(households >= 50 && households <= 70) << grid.info.name;
                break;
            case GridKind::rural: EXPECT_GT(households, 0u); break;
            case GridKind::dedicated: EXPECT_EQ(households, 0u); break;
        }
        EXPECT_GT(grid.info.area_m2, 0u) << grid.info.name;
    }
}

// Dedicated grids lie in one community: their corners do and their sides meet no border of it.
void expect_dedicated_grids_inside(const CityPlan& plan) {
    std::map<DivisionCode, const Polygon*> divisions;
    for (const auto& area : plan.divisions) divisions[area.division.code] = &area.polygon;
    for (const auto& grid : plan.grids) {
        if (grid.info.kind != GridKind::dedicated) continue;
        const auto& community = *divisions.at(division_of(grid.info.id));
        for (auto corner : grid.polygon.rings.at(0)) EXPECT_TRUE(holds(community, corner));
        for (const auto& side : edges_of(grid.polygon))
            for (const auto& edge : edges_of(community))
                EXPECT_FALSE(edges_conflict(side, edge)) << grid.info.name;
    }
}

Result<CitySources> read_sources(const TestSources& files) {
    return read_city_sources(files.path("city.json"), files.path("codes.csv"));
}

TEST(CityBuilder, NestsEveryLevelExactly) {
    TestSources files("nests");
    auto sources = *read_sources(files);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        auto plan = build_city(sources, seed, {});
        ASSERT_TRUE(plan) << plan.error().text();
        expect_exact_nesting(*plan);
        expect_plausible_households(*plan);
        expect_dedicated_grids_inside(*plan);
    }
}

TEST(CityBuilder, MakesTheSameCityFromTheSameSeed) {
    TestSources files("same");
    auto sources = *read_sources(files);
    const auto one = city_bytes(*build_city(sources, 7, {}));
    EXPECT_EQ(one, city_bytes(*build_city(sources, 7, {})));
    EXPECT_NE(one, city_bytes(*build_city(sources, 8, {})));
}

TEST(CityBuilder, KeepsIslandsAndClosesSlivers) {
    TestSources files("islands");
    auto plan = *build_city(*read_sources(files), 1, {});
    const auto index = *GridIndex::build(plan.grids);
    EXPECT_NE(index.locate({1'130'100'000, 340'650'000}).base, no_grid);   // on the island
    EXPECT_EQ(index.locate({1'130'400'000, 340'450'000}).base, no_grid);   // between the two
    EXPECT_NE(index.locate({1'131'000'050, 340'300'000}).base, no_grid);   // in the overlap
    const auto city = std::find_if(plan.divisions.begin(), plan.divisions.end(), [&](auto& area) {
        return area.division.code == plan.city.code;
    });
    ASSERT_NE(city, plan.divisions.end());
    EXPECT_EQ(city->polygon.rings.size(), 2u);
}

TEST(CityBuilder, TellsProgressToItsEnd) {
    TestSources files("progress");
    std::uint64_t last = 0, end = 0, calls = 0;
    ASSERT_TRUE(build_city(*read_sources(files), 1, [&](std::uint64_t done, std::uint64_t total) {
        EXPECT_GE(done, last);
        last = done;
        end = total;
        ++calls;
    }));
    EXPECT_EQ(last, end);
    EXPECT_GT(calls, 20u);
}

TEST(CityBuilder, TakesACityFromItsFileOnlyWhenNothingChanged) {
    TestSources files("cache");
    auto sources = *read_sources(files);
    const auto cache = files.path("city.bin");
    bool built = false;
    auto first = *load_or_build_city(sources, 1, cache, {}, built);
    EXPECT_TRUE(built);
    EXPECT_EQ(*load_or_build_city(sources, 1, cache, {}, built), first);
    EXPECT_FALSE(built);
    ASSERT_TRUE(load_or_build_city(sources, 2, cache, {}, built));
    EXPECT_TRUE(built);
    files.write("villages.csv", TestSources::villages() + "990102001008,新社区\n");
    ASSERT_TRUE(load_or_build_city(*read_sources(files), 2, cache, {}, built));
    EXPECT_TRUE(built);
    files.write("city.bin", "CSCITY\r\n and then nothing");
    ASSERT_TRUE(load_or_build_city(sources, 2, cache, {}, built));
    EXPECT_TRUE(built);
    files.write("city.bin", "somebody's only copy of a letter");
    auto refused = load_or_build_city(sources, 2, cache, {}, built);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find("not a city file"), std::string::npos);
    EXPECT_EQ(*journal::read_whole_file(cache), "somebody's only copy of a letter");
}

TEST(CityBuilder, ReadsUrbanAndRuralFromTheName) {
    EXPECT_TRUE(is_rural_community("林山寨村民委员会"));
    EXPECT_TRUE(is_rural_community("何楼村"));
    EXPECT_FALSE(is_rural_community("碧沙岗社区居委会"));
    EXPECT_FALSE(is_rural_community("光合花园社区"));
}

// The whole demo city. Its nesting, its counts, and a tenth of the comparison with GEOS, which
// `compare_with_geos` runs in full for the benchmark.
TEST(DemoCity, IsExactAndLargeEnoughAndLocatedAsGeosLocatesIt) {
    const std::string data = std::string(CHENGSHU_SOURCE_DIR) + "/data/divisions";
    auto sources = read_city_sources(data + "/410100/city.json", data + "/china.csv");
    ASSERT_TRUE(sources) << sources.error().text();
    EXPECT_TRUE(sources->warnings.empty());
    auto plan = build_city(*sources, 1, {});
    ASSERT_TRUE(plan) << plan.error().text();
    const auto counts = count_grids(*plan);
    EXPECT_GE(counts.community, 7'000u);
    EXPECT_GE(counts.micro, 40'000u);
    EXPECT_GE(counts.rural, 11'000u);
    EXPECT_GE(counts.dedicated, 4'000u);
    EXPECT_EQ(plan->divisions.size(), 1u + 15u + 208u + 3'306u);
    expect_exact_nesting(*plan);
    expect_plausible_households(*plan);
    expect_dedicated_grids_inside(*plan);
    for (const auto& grid : plan->grids) EXPECT_EQ(grid.polygon.rings.size(), 1u);
    const auto bytes = city_bytes(*plan);
    EXPECT_EQ(*parse_city_bytes(bytes, "demo"), *plan);
    auto comparison = compare_with_geos(*plan, 100'000, 10'000, 5);
    ASSERT_TRUE(comparison) << comparison.error().text();
    EXPECT_EQ(comparison->disagreements, 0u) << comparison->first_disagreement;
    EXPECT_GT(comparison->border_touching, 5'000u);
}

}  // namespace
}  // namespace cs
