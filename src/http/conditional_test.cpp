// What was asked for before and has not changed is not sent again.
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

}  // namespace
}  // namespace cs::http
