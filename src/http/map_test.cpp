// Tiles as they are asked for: who sees how much of a case, and when a tile is another one.
#include <boost/json.hpp>

#include "grid/test_city.h"
#include "http/api_test.h"
#include "tiles/atlas.h"
#include "tiles/tile_reader_test.h"

namespace cs::http {
namespace {

constexpr const char* far = "/tiles/cases/10/835/406.mvt";

class Map : public testing::Test {
protected:
    Map() {
        town.api().case_map.set_pace(std::chrono::milliseconds(0));
        id = file_case(1'136'253'000);
    }
    CaseId file_case(std::int32_t lon_e7) {
        auto submitted = town.post("/reports", town.nobody(),
            R"({"title":"井盖","text":"缺失","division":"410102001000","at":{"lon_e7":)" +
            std::to_string(lon_e7) + R"(,"lat_e7":347466000}})");
        auto filed = town.post("/reports/" + member(submitted, "report") + "/file",
                               town.as(Role::agent),
                               R"({"matter":"E9999","condition":0,"dispatch":{}})");
        EXPECT_EQ(problem_code(filed), "") << submitted.body << filed.body;
        return *parse_id<CaseId>(member(filed, "events.0.case_id"));
    }
    tiles::ReadLayer seen(const std::string& target, Caller caller) {
        auto response = town.get(target, std::move(caller));
        EXPECT_EQ(response.status, 200) << response.body;
        return tiles::read_tile(response.body);
    }
    // The tile of zoom 16 that holds the case.
    std::string near() const { return "/tiles/cases/16/53452/26014.mvt"; }

    ApiTown town;
    CaseId id{};
};

TEST_F(Map, AnybodyMayKnowHowManyCasesThereAreAndStaffSeesEach) {
    auto counted = seen(far, town.nobody());
    ASSERT_EQ(counted.features.size(), 1u);
    EXPECT_EQ(counted.features[0].attributes.at("cases"), "1");
    EXPECT_EQ(counted.features[0].attributes.at("dispatched"), "1");
    auto single = seen(near(), town.as(Role::agent));
    ASSERT_EQ(single.features.size(), 1u);
    EXPECT_EQ(single.features[0].attributes.at("case"), id_text(id));
    for (std::string zoom : {"14/13363/6503", "16/53452/26014", "18/213811/104059"}) {
        auto open = seen("/tiles/cases/" + zoom + ".mvt", town.nobody());
        for (const auto& feature : open.features) EXPECT_FALSE(feature.attributes.contains("case"));
        for (const auto& feature : seen("/tiles/cases/" + zoom + ".mvt", town.citizen()).features)
            EXPECT_FALSE(feature.attributes.contains("case"));
    }
}

TEST_F(Map, StaffOfAnotherDistrictSeesNothingOfIt) {
    EXPECT_TRUE(seen(near(), town.as(Role::agent, false)).features.empty());
    EXPECT_TRUE(seen(far, town.as(Role::agent, false)).features.empty());
    EXPECT_EQ(seen(far, town.as(Role::unit_officer)).features.size(), 1u);
}

TEST_F(Map, ATileIsAnotherOneOnlyWhenItChanged) {
    auto first = town.get(far, town.nobody());
    EXPECT_NE(first.etag, "");
    town.report("无关");
    EXPECT_EQ(town.get(far, town.nobody()).etag, first.etag);
    town.post("/cases/" + id_text(id) + "/orders/1/sign", town.as(Role::unit_officer), "");
    auto signed_one = town.get(far, town.nobody());
    EXPECT_NE(signed_one.etag, first.etag);
    file_case(1'136'254'000);
    EXPECT_EQ(seen(far, town.nobody()).features[0].attributes.at("cases"), "2");
    auto closed = town.post("/cases/" + id_text(id) + "/close", town.as(Role::supervisor),
                            R"({"closing":"without_remedy","reason":"无","basis":"无"})");
    ASSERT_EQ(problem_code(closed), "") << closed.body;
    EXPECT_EQ(seen(far, town.nobody()).features[0].attributes.at("cases"), "1");
}

TEST_F(Map, WhatBecomesOverdueIsDrawnSoWithoutAnythingHappening) {
    auto first = town.get(far, town.nobody());
    town.pass(Duration::minutes(1));
    EXPECT_EQ(town.get(far, town.nobody()).etag, first.etag);
    town.pass(Duration::days(30));
    EXPECT_EQ(seen(far, town.nobody()).features[0].attributes.at("overdue"), "1");
}

TEST_F(Map, APictureStaysWhileNothingChanges) {
    auto looked_at = [&] {
        seen(far, town.nobody());  // waits for the views
        return *town.api().case_map.picture(town.api().time.now());
    };
    auto first = looked_at();
    town.report("无关");
    EXPECT_EQ(looked_at(), first);
    town.post("/cases/" + id_text(id) + "/orders/1/sign", town.as(Role::unit_officer), "");
    auto second = looked_at();
    EXPECT_NE(second, first);
    EXPECT_EQ(first->cases.marks().at(0).phase, Phase::dispatched);
    EXPECT_EQ(second->cases.marks().at(0).phase, Phase::handling);
}

TEST_F(Map, ShapesAndUnitsComeFromTheCitysMap) {
    EXPECT_EQ(problem_code(town.get("/tiles/grids/13/1/1.mvt", town.nobody())), "no_map");
    CityPlan plan;
    plan.grids = test_city(7, 8, 6, 90'000);
    Ring ring{{1'130'000'000, 340'000'000}, {1'130'400'000, 340'000'000},
              {1'130'400'000, 340'400'000}, {1'130'000'000, 340'400'000}};
    plan.divisions.push_back({{own_street, "一街道"}, {{ring}}});
    tiles::Atlas atlas(plan);
    town.api().atlas = &atlas;
    auto shapes = seen("/tiles/divisions/10/833/408.mvt", town.nobody());
    ASSERT_EQ(shapes.features.size(), 1u);
    EXPECT_EQ(shapes.features[0].attributes.at("name"), "一街道");
    auto units = seen("/tiles/units/10/833/408.mvt", town.nobody());
    ASSERT_EQ(units.features.size(), 1u);
    EXPECT_EQ(units.features[0].attributes.at("name"), "一街道办事处");
    EXPECT_NE(town.get("/tiles/grids/13/6667/3271.mvt", town.nobody()).body,
              town.get("/tiles/grids/13/6667/3271.mvt?datum=gcj02", town.nobody()).body);
}

TEST_F(Map, WhatIsNoTileIsNotFound) {
    for (const char* target : {"/tiles/none/1/1/1.mvt", "/tiles/cases/19/1/1.mvt",
                               "/tiles/cases/2/4/0.mvt", "/tiles/cases/-1/0/0.mvt",
                               "/tiles/cases/1/0/0x.mvt", "/tiles/cases/1/0/99999999999.mvt"})
        EXPECT_EQ(town.get(target, town.nobody()).status, 404) << target;
    EXPECT_EQ(town.get(std::string(far) + "?datum=bd09", town.nobody()).status, 400);
}

TEST_F(Map, TheStyleNamesTheTilesOfThisServer) {
    auto response = town.get("/style.json?datum=gcj02", town.nobody(),
                             {{"host", "city.example:8080"}});
    EXPECT_EQ(member(response, "version"), "8");
    EXPECT_EQ(member(response, "sources.cases.tiles.0"),
              "http://city.example:8080/api/v1/tiles/cases/{z}/{x}/{y}.mvt?datum=gcj02");
    EXPECT_EQ(member(response, "layers.1.filter.0"), "==");
    auto style = boost::json::parse(response.body);
    std::set<std::string> texts;
    for (const auto& layer : style.at("layers").as_array())
        if (layer.at("type") == "symbol") texts.insert(layer.at("source-layer").as_string().c_str());
    EXPECT_EQ(texts, (std::set<std::string>{"cases", "division-names"}));
    EXPECT_EQ(member(town.get("/style.json", town.nobody(), {{"host", "a\"b"}}),
                     "sources.cases.tiles.0"),
              "http://localhost/api/v1/tiles/cases/{z}/{x}/{y}.mvt");
}

}  // namespace
}  // namespace cs::http
