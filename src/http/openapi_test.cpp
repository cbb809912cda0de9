// The API's own document against what is really answered: every operation is asked, and its answer
// fits the schema that the document gives for it.
#include "http/openapi.h"

#include <boost/json.hpp>
#include <set>

#include "evidence/samples.h"
#include "http/api_test.h"
#include "http/example.h"
#include "http/open311.h"
#include "http/said_test.h"
#include "http/schema_check_test.h"
#include "model/commands.h"

namespace cs::http {
namespace {

const Operation& operation_named(std::string_view name) {
    for (const auto& operation : operations())
        if (operation.name == name) return operation;
    ADD_FAILURE() << "no operation " << name;
    return operations().front();
}

// Asks, and holds the answer against the document.
class Asked {
public:
    explicit Asked(ApiTown& town) : town_(town) {}

    Response operator()(const char* name, const std::string& target, Caller caller,
                        const std::string& body = {}) {
        const auto& operation = operation_named(name);
        auto response = town_.ask(operation.method, target, std::move(caller), body);
        EXPECT_EQ(response.status, operation.status) << name << " " << response.body;
        if (problem_code(response).empty()) asked_.insert(name);
        check(operation, response);
        return response;
    }
    const std::set<std::string>& asked() const { return asked_; }

private:
    // That the status and the type are said, api_test.cpp looks at with every answer.
    void check(const Operation& operation, const Response& response) {
        const auto* schema = schema_said(operation, response);
        if (schema == nullptr || response.stream) return;
        auto body = boost::json::parse(response.body);
        EXPECT_EQ(misfit(document_, *schema, body), "") << operation.name << response.body;
    }

    ApiTown& town_;
    const boost::json::value& document_ = openapi_document();
    std::set<std::string> asked_;
};

TEST(OpenApi, DescribesEveryQuestionAsItIsAnswered) {
    ApiTown town;
    Asked ask(town);
    auto agent = town.as(Role::agent);
    auto id = id_text(town.case_id), report = id_text(town.case_report);
    auto receipt = member(town.report("另一处"), "receipt");
    ask("listReports", "/reports", agent);
    ask("listReports", "/reports?state=filed&limit=3", agent);
    ask("listOwnReports", "/me/reports", town.citizen());
    ask("readReport", "/reports/" + report, agent);
    ask("readReporter", "/reports/" + report + "/reporter", agent);
    ask("readReceipt", "/receipts/" + receipt, town.nobody());
    ask("listCases", "/cases?open=true&order=due&phase=dispatched&limit=5", agent);
    ask("readCase", "/cases/" + id, agent);
    ask("listCaseReports", "/cases/" + id + "/reports", agent);
    ask("readTimeline", "/cases/" + id + "/timeline", agent);
    ask("listOrders", "/cases/" + id + "/orders", agent);
    ask("listClocks", "/cases/" + id + "/clocks", agent);
    ask("explainClock", "/cases/" + id + "/clocks/0", agent);
    ask("listCaseEvidence", "/cases/" + id + "/evidence", agent);
    ask("readCaseEvidence", "/cases/" + id + "/evidence/" + town.case_photo, agent);
    ask("listReportEvidence", "/reports/" + report + "/evidence", agent);
    ask("readReportEvidence", "/reports/" + report + "/evidence/" + town.case_photo, agent);
    ask("addEvidence", "/evidence", town.nobody(), evidence::samples::png(8, 8));
    ask("listUnits", "/units?kind=%E8%A1%97%E9%81%93%E5%8A%9E%E4%BA%8B%E5%A4%84", town.nobody());
    ask("readUnit", "/units/" + id_text(town.own_office), town.nobody());
    ask("readInbox", "/units/" + id_text(town.own_office) + "/inbox",
        town.as(Role::unit_officer));
    ask("listPeople", "/people?limit=3", agent);
    ask("readPerson", "/people/" + id_text(town.person(Role::agent, true)), agent);
    ask("listDivisions", "/divisions?within=410102", town.nobody());
    ask("readDivision", "/divisions/410102", town.nobody());
    ask("listMatters", "/matters", town.nobody());
    ask("listDuties", "/duties?matter=E9999", town.nobody());
    ask("readPolicy", "/policy", town.nobody());
    ask("readKpis", "/kpis?by=day,matter", agent);
    ask("search", "/search?q=%E8%B7%AF%E7%81%AF", agent);
    ask("explainTerms", "/clocks/explain", town.nobody(),
        R"({"from":"2026-03-02T01:00:00Z",
            "budget":{"amount":8,"unit":"hours","calendar":"work"}})");
    ask("listGrids", "/divisions/410102/grids", town.nobody());
    auto job = member(ask("startExport", "/exports", agent, R"({"list":"units","format":"csv"})"),
                      "id");
    ask("readExport", "/exports/" + job, agent);
    ask("dropExport", "/exports/" + job, agent);
    ask("importRows", "/imports/divisions", town.as_everywhere(Role::administrator),
        "code,name\n410102003,四街道\n");
    ask("readTile", "/tiles/cases/10/835/406.mvt", town.nobody());
    ask("readStyle", "/style.json", town.nobody());
    ask("open311Discovery", "/open311/v2/discovery.json", town.nobody());
    ask("open311Services", "/open311/v2/services.json", town.nobody());
    ask("open311Definition", "/open311/v2/services/E9999.json", town.nobody());
    ask("open311List", "/open311/v2/requests.json?status=open", town.nobody());
    ask("open311Read", "/open311/v2/requests/" + id + ".json", town.nobody());
    ask("open311Token", "/open311/v2/tokens/" + receipt + ".json", town.nobody());
    auto link = photo_link(town.api(), {}, town.case_id, *parse_hash(town.case_photo));
    ask("open311Photo", link.substr(link.find("/open311")), town.nobody());
    ask("open311Updates", "/open311/v2/servicerequestupdates.json", town.nobody());
    ask("openStream", "/stream", agent);
    auto administrator = town.as(Role::administrator);
    auto hook = "/webhooks/" + std::to_string(town.webhook);
    ask("listWebhooks", "/webhooks", administrator);
    ask("addWebhook", "/webhooks", administrator,
        R"({"url":"https://example.org/hook","types":["case.filed"],"division":"410102000000"})");
    ask("listDeadLetters", hook + "/dead", administrator);
    ask("resendDeadLetters", hook + "/dead/resend", administrator);
    ask("removeWebhook", hook, administrator);
    ask("readMe", "/session", agent);
    ask("registerCitizen", "/accounts", town.nobody(),
        R"({"name":"wang","password":"correct horse battery"})");
    auto subject = member(town.get("/reports/" + report, agent), "subject");
    ask("forgetSubject", "/subjects/" + subject + "/forget", town.as_everywhere(Role::administrator),
        R"({"reason":"本人申请"})");
    ask("readOpenapi", "/openapi.json", town.nobody());
    ask("readGuide", "", town.nobody());
    // These need what this town has not: a map, grids in force, an account with a password, a
    // provider; or time, which exports_test.cpp takes.
    const std::set<std::string> apart{"locate", "readGrid", "logIn", "logOut",
                                      "changePassword", "beginSignIn", "finishSignIn", "fetchExport"};
    for (const auto& operation : operations()) {
        bool is_asked = ask.asked().contains(operation.name) || apart.contains(operation.name);
        EXPECT_TRUE(operation.ask == nullptr || is_asked) << operation.name << " is not asked here";
    }
}

TEST(OpenApi, DescribesCommandsAsTheyAreAnswered) {
    ApiTown town;
    Asked ask(town);
    auto id = "/cases/" + id_text(town.case_id);
    ask("submitReport", "/reports", town.nobody(),
        R"({"title":"积水","text":"路口积水","division":"410102001000"})");
    ask("signOrder", id + "/orders/1/sign", town.as(Role::unit_officer));
    ask("addNote", id + "/notes", town.as(Role::agent), R"({"text":"备注"})");
    ask("setUnit", "/units", town.as_everywhere(Role::administrator),
        R"({"unit":{"id":"410100000-9","name":"新单位","kind":"x","division":"410102001000"}})");
    auto refused = town.post(id + "/orders/1/sign", town.as(Role::unit_officer), "");
    auto body = boost::json::parse(refused.body);
    EXPECT_EQ(misfit(openapi_document(), {{"$ref", "#/components/schemas/ProblemBody"}}, body), "");
}

// Nothing that the core can do is out of the API's reach, but what only the node itself does.
TEST(OpenApi, HasARouteForEveryCommand) {
    std::set<std::string_view> reachable{SubmitReport::type};
    for (const auto& operation : operations()) reachable.insert(operation.command);
    const std::set<std::string_view> own{FoundRealm::type, PassClockPoint::type,
                                         PassReportPoint::type};
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Command>>(
        [&](auto identity) {
            constexpr auto type = decltype(identity)::type::type;
            EXPECT_NE(reachable.contains(type), own.contains(type)) << type;
        });
}

// What stands in the guide as an example could be sent, and answered.
TEST(OpenApi, MakesExamplesThatFitTheirSchemas) {
    const auto& document = openapi_document();
    std::size_t made = 0;
    auto check = [&](const std::string& name, const boost::json::value& content) {
        for (const auto& [type, one] : content.as_object()) {
            const auto* schema = one.as_object().if_contains("schema");
            if (schema == nullptr) continue;
            EXPECT_EQ(misfit(document, *schema, example_of(document, *schema)), "") << name;
            ++made;
        }
    };
    for (const auto& operation : operations()) {
        const auto& told = said_of(operation);
        if (const auto* body = told.as_object().if_contains("requestBody"))
            check(operation.name, body->at("content"));
        const auto& good = told.at("responses").at(std::to_string(operation.status));
        if (const auto* content = good.as_object().if_contains("content"))
            check(operation.name, *content);
    }
    EXPECT_GT(made, 150u);
}

// Instants are answered as "never" where nothing ends, and never asked for so.
TEST(OpenApi, SaysOfNoParameterThatItTakesWhatIsRefused) {
    std::size_t instants = 0;
    for (const auto& operation : operations())
        for (const auto& parameter : operation.query) {
            json::Schemas schemas;
            auto said = boost::json::serialize(parameter.schema(schemas));
            if (said.contains("date-time")) ++instants;
            EXPECT_FALSE(said.contains("never")) << operation.name << " " << parameter.name;
        }
    EXPECT_GT(instants, 5u);
}

TEST(OpenApi, NamesEachOperationOnceAndResolvesEveryReference) {
    std::set<std::string> names;
    for (const auto& operation : operations())
        EXPECT_TRUE(names.insert(operation.name).second) << operation.name;
    const auto& tree = openapi_document();
    const auto& text = openapi_text();
    constexpr std::string_view mark = "\"$ref\":\"#";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
        auto from = at + mark.size();
        auto pointer = text.substr(from, text.find('"', from) - from);
        boost::system::error_code error;
        EXPECT_NE(tree.find_pointer(pointer, error), nullptr) << pointer;
    }
}

}  // namespace
}  // namespace cs::http
