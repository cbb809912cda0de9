// Webhooks from an event to the outbox, and what administrators may do with them.
#include <boost/json.hpp>
#include <thread>

#include "base/json.h"
#include "http/api_test.h"
#include "http/openapi.h"
#include "http/schema_check_test.h"
#include "http/webhook_feeder.h"

namespace cs::http {
namespace {

std::vector<hooks::Due> fed(ApiTown& town, hooks::Outbox& outbox, std::size_t count) {
    auto now = [] { return Instant{}; };
    WebhookFeeder feeder(town.api().follower.events(), outbox, town_realm, now, [] {});
    std::vector<hooks::Due> out;
    for (int i = 0; i < 1'000 && out.size() < count; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        feeder.nudge();
        out = *outbox.due(Instant{}, 1'000);
    }
    return out;
}

hooks::NewSubscription wanted(std::vector<std::string> types, DivisionCode division,
                              std::optional<UnitId> unit = {}) {
    return {"https://example.org/", std::move(types), division, unit};
}

TEST(Webhooks, GetWhatConcernsThemAsCloudEvents) {
    ApiTown town;
    journal::TemporaryDirectory directory;
    auto outbox = *hooks::Outbox::open(directory / "out.db");
    auto all = outbox->add(wanted({"case.filed"}, own_street), 0, {})->id;
    auto other = outbox->add(wanted({}, other_street), 0, {})->id;
    auto unit = outbox->add(wanted({"order.dispatched"}, town_city, town.own_office), 0, {})->id;
    auto late = outbox->add(wanted({}, town_city), UINT32_MAX, {})->id;
    auto due = fed(town, *outbox, 2);
    std::map<std::uint64_t, std::vector<std::string>> types;
    for (const auto& one : due) types[one.delivery.subscription].push_back(one.delivery.type);
    EXPECT_EQ(types[all], std::vector<std::string>{"case.filed"});
    EXPECT_EQ(types[unit], std::vector<std::string>{"order.dispatched"});
    for (const auto& type : types[other])
        EXPECT_FALSE(type.starts_with("case") || type.starts_with("order")) << type;
    EXPECT_TRUE(types[late].empty());
    const auto& document = openapi_document();
    const auto& said = document.at_pointer(
        "/webhooks/event/post/requestBody/content/application~1cloudevents+json/schema");
    for (const auto& one : due)
        EXPECT_EQ(misfit(document, said, boost::json::parse(one.delivery.body)), "");
    for (const auto& one : due) {
        if (one.delivery.subscription != all) continue;
        auto event = boost::json::parse(one.delivery.body);
        EXPECT_EQ(event.at("specversion").as_string(), "1.0");
        EXPECT_EQ(event.at("type").as_string(), "chengshu.case.filed");
        EXPECT_EQ(event.at("source").as_string(), "/realms/410100000");
        EXPECT_EQ(event.at("subject").as_string(), "cases/" + id_text(town.case_id));
        EXPECT_EQ(event.at("data").at("case_id").as_string(), id_text(town.case_id));
        EXPECT_EQ(one.delivery.body.find("路灯"), std::string::npos);
    }
}

// Whatever was read from the journal is either in the outbox or read again.
TEST(Webhooks, GoOnWhereTheyStoppedWithoutAGapOrADouble) {
    ApiTown town;
    journal::TemporaryDirectory directory;
    auto path = directory / "out.db";
    std::vector<std::uint64_t> sequences;
    for (int round = 0; round < 3; ++round) {
        auto outbox = *hooks::Outbox::open(path);
        if (round == 0) outbox->add(wanted({"report.submitted"}, town_city), 0, {});
        town.report("第" + std::to_string(round) + "件");
        auto due = fed(town, *outbox, 3 + static_cast<std::size_t>(round));
        sequences.clear();
        for (const auto& one : due) sequences.push_back(one.delivery.sequence);
        EXPECT_EQ(sequences.size(), 3u + static_cast<std::size_t>(round));
    }
    EXPECT_TRUE(std::ranges::is_sorted(sequences));
}

// One that takes nothing more in for now gets the rest from the journal when there is room.
TEST(Webhooks, FillUpWithoutLosingWhatFollows) {
    ApiTown town;
    journal::TemporaryDirectory directory;
    hooks::Patience little;
    little.most_waiting = 1;
    auto outbox = *hooks::Outbox::open(directory / "out.db", little);
    outbox->add(wanted({"report.submitted"}, town_city), 0, {});
    auto first = fed(town, *outbox, 2);
    ASSERT_EQ(first.size(), 2u);
    auto all = *outbox->list();
    EXPECT_TRUE(all.front().is_full);
    town.report("满了以后");
    auto other = outbox->add(wanted({"report.submitted"}, town_city), all.front().fed_to, {})->id;
    auto with_other = fed(town, *outbox, 3);
    ASSERT_EQ(with_other.size(), 3u);
    EXPECT_EQ(with_other.back().delivery.subscription, other);
    EXPECT_EQ(outbox->list()->front().fed_to, all.front().fed_to);
    for (const auto& one : first) ASSERT_TRUE(outbox->was_delivered(one.delivery));
    auto then = fed(town, *outbox, 2);
    ASSERT_EQ(then.size(), 2u);
    EXPECT_EQ(then.front().delivery.sequence, then.back().delivery.sequence);
}

TEST(Webhooks, AreKeptByTheAdministratorOfTheirDistrict) {
    ApiTown town;
    auto own = town.as(Role::administrator), other = town.as(Role::administrator, false);
    auto add = [&](const Caller& who, const std::string& body) {
        return town.post("/webhooks", who, body);
    };
    auto made = add(own, R"({"url":"https://example.org/x","division":"410102000000"})");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_TRUE(member(made, "secret").starts_with("whsec_"));
    auto listed = town.get("/webhooks", own);
    EXPECT_EQ(listed.body.find("whsec_"), std::string::npos);
    EXPECT_EQ(member(listed, "rows.1.url"), "https://example.org/x");
    EXPECT_EQ(member(town.get("/webhooks", other), "rows"), "[]");
    EXPECT_EQ(add(own, R"({"url":"https://example.org/x"})").status, 403);
    EXPECT_EQ(add(own, R"({"url":"ftp://example.org/","division":"410102000000"})").status, 422);
    auto no_type = add(own, R"({"url":"https://e.org/","types":["x"],"division":"410102000000"})");
    EXPECT_EQ(no_type.status, 422);
    EXPECT_EQ(member(no_type, "field"), "types");
    EXPECT_TRUE(member(no_type, "detail").starts_with("x: there is no event of this type; known "))
        << no_type.body;
    EXPECT_TRUE(member(no_type, "detail").contains(", case.filed, ")) << no_type.body;
    auto in_chinese = town.post(
        "/webhooks", own,
        R"({"url":"https://e.org/","types":["case.lost"],"division":"410102000000"})",
        {{"accept-language", "zh"}});
    EXPECT_TRUE(member(in_chinese, "detail").starts_with("case.lost：没有此类事件；可用的有 "))
        << in_chinese.body;
    for (const char* never : {"https://10.1.2.3/", "https://127.0.0.1/", "https://localhost/",
                              "http://example.org/", "http://93.184.216.34/"}) {
        auto refused = add(own, R"({"division":"410102000000","url":")" + std::string(never) + "\"}");
        EXPECT_EQ(refused.status, 422) << never;
        EXPECT_EQ(member(refused, "field"), "url") << refused.body;
    }
    town.api().webhooks->set_addresses(*fetch::AddressPolicy::parse("10.0.0.0/8"));
    auto allowed = add(own, R"({"url":"http://10.1.2.3/","division":"410102000000"})");
    ASSERT_EQ(allowed.status, 201) << allowed.body;
    town.ask(Method::remove, "/webhooks/" + member(allowed, "id"), own);
    auto of_a_unit = own;
    of_a_unit.grants.front().unit = town.own_office;
    EXPECT_EQ(add(of_a_unit, R"({"url":"https://example.org/x","division":"410102001000","unit":")" +
                                 id_text(town.own_office) + "\"}")
                  .status,
              403);
    auto path = "/webhooks/" + member(made, "id");
    EXPECT_EQ(town.ask(Method::remove, path, other).status, 404);
    EXPECT_EQ(town.ask(Method::remove, path, own).status, 204);
    EXPECT_EQ(town.ask(Method::remove, path, own).status, 404);
    EXPECT_EQ(town.get("/webhooks/x/dead", own).status, 400);
}

TEST(Webhooks, AreRefusedWithTheFieldThatIsAtFault) {
    ApiTown town;
    auto add = [&](const std::string& url, const char* language) {
        return town.post("/webhooks", town.as(Role::administrator),
                         R"({"division":"410102000000","types":["x"],"url":")" + url + "\"}",
                         {{"accept-language", language}});
    };
    auto inside = add("https://127.0.0.1", "en");
    EXPECT_EQ(member(inside, "field"), "url") << inside.body;
    EXPECT_EQ(member(inside, "detail"),
              "this node does not connect to 127.0.0.1; use https:// and a public address, or have "
              "its network listed in outbound-allow");
    EXPECT_EQ(member(add("http://a.b/", "zh"), "detail"),
              "不向 a.b 发送明文 HTTP；请使用 https:// 和公网地址，或请管理员将其网段列入 "
              "outbound-allow");
    EXPECT_EQ(member(add("https://a.b/", "en"), "field"), "types");
}

}  // namespace
}  // namespace cs::http
