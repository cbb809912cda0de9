// What was asked for before and has not changed is not sent again; and who else may read the map.
#include "http/origins.h"
#include "http/served_town_test.h"

namespace cs::http {
namespace {

using auth::Scope;

TEST(Conditional, OneThingHasAnETagThatChangesWithIt) {
    ServedTown served;
    auto& town = served.town;
    auto agent = bearer(served.token(Role::agent, {Scope::read, Scope::personal}));
    auto verifier = bearer(served.token(Role::grid_worker, {Scope::read}));
    auto id = id_text(town.case_id);
    const std::string things[] = {"/api/v1/cases/" + id,
                                  "/api/v1/reports/" + id_text(town.case_report),
                                  "/api/v1/units/" + id_text(town.own_office),
                                  "/api/v1/people/" + id_text(town.person(Role::agent, true)),
                                  "/api/v1/divisions/410102", "/api/v1/policy",
                                  "/open311/v2/requests/" + id + ".json"};
    for (const auto& thing : things) {
        auto first = served.ask(get(thing, agent));
        ASSERT_EQ(first.status, 200) << thing << first.body;
        auto etag = first.headers["etag"];
        EXPECT_GE(etag.size(), 3u) << thing;
        EXPECT_EQ(first.headers["cache-control"], "private, no-cache");
        auto again = served.ask(get(thing, agent + "If-None-Match: " + etag + "\r\n"));
        EXPECT_EQ(again.status, 304) << thing;
        EXPECT_EQ(again.headers["etag"], etag);
        EXPECT_EQ(again.body, "");
        EXPECT_EQ(served.ask(get(thing, agent + "If-None-Match: \"0\"\r\n")).status, 200);
    }
    // In clear it is another answer, and not to be stored.
    auto masked = served.ask(get(things[0], agent));
    auto clear = served.ask(get(things[0], agent + "Chengshu-Purpose: look\r\n"));
    EXPECT_NE(clear.headers["etag"], masked.headers["etag"]);
    EXPECT_EQ(clear.headers["cache-control"], "no-store");
    EXPECT_FALSE(served.ask(get("/api/v1/cases", agent)).headers.contains("etag"));
    auto noted = town.post("/cases/" + id + "/orders/1/sign", town.as(Role::unit_officer), "");
    ASSERT_EQ(noted.status, 200) << noted.body;
    auto changed = served.ask(get(things[0], agent + "If-None-Match: " + masked.headers["etag"] +
                                                 "\r\nChengshu-After: " +
                                                 member(noted, "sequence") + "\r\n"));
    EXPECT_EQ(changed.status, 200);
}

TEST(Origins, AreReadStrictly) {
    EXPECT_TRUE(parse_origins("")->empty());
    EXPECT_EQ(parse_origins("https://a.cn, http://localhost:5173")->size(), 2u);
    EXPECT_EQ(*parse_origins("*"), std::vector<std::string>{"*"});
    for (const char* wrong : {"a.cn", "https://", "https://a.cn/", "https://A.cn", "*, https://a.cn",
                              "https://a.cn,,https://b.cn", "null", "https://u@a.cn"})
        EXPECT_FALSE(parse_origins(wrong)) << wrong;
}

TEST(Origins, ReadTheMapAndNothingElse) {
    ServedTown served;
    const std::string tile = "/api/v1/tiles/cases/10/835/406.mvt", style = "/api/v1/style.json";
    auto from = [&](const std::string& path, const std::string& origin) {
        return served.ask(get(path, "Origin: " + origin + "\r\n"));
    };
    auto allowed = [](Received answer) { return answer.headers["access-control-allow-origin"]; };
    EXPECT_EQ(allowed(from(tile, "https://map.example.org")), "") << "none, unless an operator says";
    served.town.api().map_origins = *parse_origins("https://map.example.org");
    for (const auto& path : {tile, style}) {
        auto answer = from(path, "https://map.example.org");
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(allowed(answer), "https://map.example.org");
        EXPECT_EQ(answer.headers["vary"], "Origin, Accept-Encoding");
        EXPECT_EQ(answer.headers["cross-origin-resource-policy"], "cross-origin");
        EXPECT_FALSE(answer.headers.contains("access-control-allow-credentials"));
        EXPECT_EQ(allowed(from(path, "https://other.example.org")), "");
        EXPECT_EQ(from(path, "https://other.example.org").headers["vary"],
                  "Origin, Accept-Encoding");
    }
    EXPECT_EQ(allowed(from("/api/v1/units", "https://map.example.org")), "");
    served.town.api().map_origins = *parse_origins("*");
    EXPECT_EQ(allowed(from(tile, "https://other.example.org")), "*");
    EXPECT_EQ(allowed(from("/api/v1/matters", "https://map.example.org")), "");
}

}  // namespace
}  // namespace cs::http
