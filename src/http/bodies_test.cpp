// What is sent is known to the last member: whatever an operation takes as JSON, a member that it
// has not, or one that comes twice, is refused by name, and OpenAPI says so.
#include <boost/json.hpp>

#include "http/api_test.h"
#include "http/openapi.h"

namespace cs::http {
namespace {

std::string target_of(const Operation& operation, const ApiTown& town) {
    const std::pair<std::string_view, std::string> parts[] = {
        {"{case}", id_text(town.case_id)},         {"{order}", "1"},
        {"{report}", id_text(town.waiting)},       {"{person}", "410100000-11"},
        {"{subject}", "410100000-1"},              {"{webhook}", std::to_string(town.webhook)}};
    auto out = operation.pattern.substr(std::string_view("/api/v1").size());
    for (const auto& [name, value] : parts)
        if (auto at = out.find(name); at != std::string::npos) out.replace(at, name.size(), value);
    EXPECT_FALSE(out.contains('{')) << out;
    return out;
}

Caller whoever_may(const Operation& operation, const ApiTown& town) {
    if (!operation.access.signed_in) return town.nobody();
    return town.as(operation.scope == auth::Scope::manage ? Role::administrator : Role::agent);
}

class Bodies : public testing::Test {
protected:
    template <class Check>
    void for_each_json_operation(Check check) {
        int count = 0;
        for (const auto& operation : operations()) {
            if (!takes_json(operation)) continue;
            check(operation);
            ++count;
        }
        EXPECT_GT(count, 40);
    }
    Response send(const Operation& operation, const std::string& body,
                  std::vector<Pair> headers = {}) {
        return town.ask(operation.method, target_of(operation, town),
                        whoever_may(operation, town), body, std::move(headers));
    }

    ApiTown town;
};

TEST_F(Bodies, AreRefusedForAMemberThatIsNotKnown) {
    for_each_json_operation([&](const Operation& operation) {
        auto response = send(operation, R"({"surprise":1})");
        EXPECT_EQ(response.status, 422) << operation.name << response.body;
        EXPECT_EQ(member(response, "field"), "surprise") << operation.name;
        EXPECT_TRUE(member(response, "detail").starts_with("$.surprise: there is no such member"))
            << operation.name << response.body;
        auto chinese = send(operation, R"({"surprise":1})", {{"accept-language", "zh-CN"}});
        EXPECT_TRUE(member(chinese, "detail").starts_with("$.surprise：没有此项")) << chinese.body;
    });
}

TEST_F(Bodies, AreRefusedForAMemberThatComesTwice) {
    for_each_json_operation([&](const Operation& operation) {
        auto response = send(operation, R"({"reason":"a","reason":"b"})");
        EXPECT_EQ(response.status, 422) << operation.name << response.body;
        EXPECT_EQ(member(response, "detail"), "$.reason: this member is given twice");
    });
}

TEST_F(Bodies, DoNotSayWhatThePathSays) {
    auto agent = town.as(Role::agent);
    auto id = id_text(town.case_id);
    auto response = town.post("/cases/" + id + "/notes", agent,
                              R"({"text":"x","case_id":")" + id + "\"}");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(member(response, "detail"), "$.case_id: there is no such member; known are text");
    auto order = town.post("/cases/" + id + "/orders/1/sign", town.as(Role::unit_officer),
                           R"({"order":1})");
    EXPECT_EQ(member(order, "detail"),
              "$.order: there is no such member: nothing is taken here");
}

TEST_F(Bodies, NameAMemberWithinAnother) {
    auto response = town.post("/reports", town.nobody(),
                              R"({"title":"a","text":"b","at":{"lon":1,"lat":2}})");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(member(response, "field"), "at.lon");
    EXPECT_EQ(member(response, "detail"),
              "$.at.lon: there is no such member; known are lon_e7, lat_e7");
}

const boost::json::object& resolved(const boost::json::value& document,
                                    const boost::json::value& schema) {
    const auto* reference = schema.as_object().if_contains("$ref");
    if (reference == nullptr) return schema.as_object();
    return document.at_pointer(reference->as_string().subview(1)).as_object();
}

// Every object that the schema leads to says whether it is closed.
void expect_closed(const boost::json::value& document, const boost::json::value& schema,
                   bool is_closed, const std::string& where, int depth = 0) {
    const auto& parts = resolved(document, schema);
    if (const auto* items = parts.if_contains("items"))
        expect_closed(document, *items, is_closed, where + "[]", depth + 1);
    const auto* properties = parts.if_contains("properties");
    if (properties == nullptr || depth > 8) return;
    EXPECT_EQ(parts.contains("additionalProperties"), is_closed) << where;
    for (const auto& property : properties->as_object())
        expect_closed(document, property.value(), is_closed,
                      where + "." + std::string(property.key()), depth + 1);
}

TEST_F(Bodies, AreClosedInTheDocumentAndAnswersAreNot) {
    auto document = boost::json::parse(openapi_text());
    for (const auto& operation : operations()) {
        std::string method(method_name(operation.method));
        for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        const auto& said = document.at("paths").at(operation.pattern).at(method).as_object();
        if (takes_json(operation))
            expect_closed(document,
                          said.at("requestBody").at("content").at("application/json").at("schema"),
                          true, operation.name);
        const auto& answer = said.at("responses").at(std::to_string(operation.status)).as_object();
        if (operation.answer == nullptr || !answer.contains("content")) continue;
        for (const auto& content : answer.at("content").as_object())
            expect_closed(document, content.value().at("schema"), false, operation.name);
    }
}

TEST_F(Bodies, ParametersAreKnownAndComeOnce) {
    auto agent = town.as(Role::agent);
    auto unknown = town.get("/reports?stat=filed", agent);
    EXPECT_EQ(unknown.status, 400);
    EXPECT_EQ(member(unknown, "field"), "stat");
    EXPECT_EQ(member(unknown, "detail"),
              "there is no such parameter; known are state, from, to, division, channel, order, "
              "limit, after");
    auto twice = town.get("/reports?state=filed&state=waiting", agent);
    EXPECT_EQ(twice.status, 400);
    EXPECT_EQ(member(twice, "detail"), "this parameter is given twice");
    auto none = town.get("/session?who=me", agent, {{"accept-language", "zh"}});
    EXPECT_EQ(member(none, "detail"), "没有此参数：此处不接受任何参数");
}

}  // namespace
}  // namespace cs::http
