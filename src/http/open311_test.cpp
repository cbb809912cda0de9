// Open311 as a client sees it: every answer against the standard's published schema (the field tables
// of GeoReport v2), in both forms, and what citizens and staff may know.
#include "http/open311.h"

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "http/api_test.h"
#include "http/gate.h"
#include "http/schema_check_test.h"
#include "http/target.h"

namespace cs::http {
namespace {

using boost::json::value;

// The standard's field tables as a schema. A member that they do not have is a fault: nothing more
// than the standard's goes to a client that did not ask for it.
value schemas() {
    std::ifstream file(std::string(CHENGSHU_SOURCE_DIR) + "/tests/open311/georeport-v2.json");
    std::stringstream text;
    text << file.rdbuf();
    return boost::json::parse(text.str());
}

std::string misfits(const Response& response, const char* schema) {
    auto all = schemas();
    auto tree = boost::json::parse(response.body);
    if (!tree.is_array()) return misfit(all, all.at(schema), tree);
    for (const auto& one : tree.as_array())
        if (auto fault = misfit(all, all.at(schema), one); !fault.empty()) return fault;
    return {};
}

class Open311 : public testing::Test {
protected:
    Response get(const std::string& target, Caller caller = {}) {
        return town.ask(Method::get, "/open311/v2" + target, std::move(caller));
    }
    Response post(const std::string& target, const std::string& form, Caller caller = {}) {
        return town.ask(Method::post, "/open311/v2" + target, std::move(caller), form,
                        {{"content-type", "application/x-www-form-urlencoded"}});
    }
    std::string number() { return member(town.get("/cases/" + id_text(town.case_id),
                                                  town.as(Role::agent)), "row.number"); }
    ApiTown town;
};

TEST_F(Open311, DiscoveryServicesAndDefinitionFitTheStandard) {
    EXPECT_EQ(member(get("/discovery.json"), "endpoints.0.specification"),
              "http://wiki.open311.org/GeoReport_v2");
    auto services = get("/services.json");
    EXPECT_EQ(misfits(services, "service"), "");
    EXPECT_EQ(member(services, "0.service_code"), "E9999");
    EXPECT_EQ(member(services, "0.metadata"), "false");
    auto definition = get("/services/E9999.json");
    EXPECT_EQ(misfits(definition, "definition"), "");
    EXPECT_EQ(misfits(get("/services/none.json"), "error"), "");
    EXPECT_EQ(get("/services/none.json").status, 404);
}

TEST_F(Open311, AMatterWithSeveralConditionsAsksWhichOne) {
    auto duty = [](const char* matter, const char* condition) {
        return std::string(R"({"matter":")") + matter + R"(","category":"公用设施","name":"井盖",
            "kind":"component","units":["街道办事处"],"supervisor":"","filing_condition":")" +
               condition + R"(","closing_condition":"","budget":{"amount":2,"unit":"hours",
               "calendar":"work"}})";
    };
    auto published = town.post("/catalogues", town.as_everywhere(Role::administrator),
        R"({"name":"二","effective_from":"2026-03-01T00:00:00Z","duties":[)" +
        duty("P0101", "缺失") + "," + duty("P0101", "松动") + "," + duty("E9999", "") + "]}");
    ASSERT_EQ(problem_code(published), "") << published.body;
    EXPECT_EQ(member(get("/services.json"), "1.metadata"), "true");
    auto definition = get("/services/P0101.json");
    EXPECT_EQ(misfits(definition, "definition"), "");
    EXPECT_EQ(member(definition, "attributes.0.values.1.name"), "松动");
    const std::string form = "service_code=P0101&address_id=410102001000&attribute%5Bcondition%5D=";
    EXPECT_EQ(post("/requests.json", form + "1").status, 200);
    EXPECT_EQ(post("/requests.json", form + "7").status, 400);
}

TEST_F(Open311, WhatIsReportedBecomesARequestThatItsTokenFinds) {
    auto posted = post("/requests.json",
                       "service_code=E9999&address_id=410102001000&description=%E8%B7%AF%E7%81%AF"
                       "&first_name=%E5%BC%A0&phone=13812345678&media_url=https://a.cn/1.jpg");
    EXPECT_EQ(posted.status, 200) << posted.body;
    EXPECT_EQ(misfits(posted, "posted"), "");
    auto token = member(posted, "0.token");
    auto waiting = get("/tokens/" + token + ".json");
    EXPECT_EQ(misfits(waiting, "posted"), "");
    EXPECT_EQ(member(waiting, "0.service_request_id"), "");
    auto report = *town.api().receipts.report_of(token);
    auto seen = town.get("/reports/" + id_text(report), town.as(Role::agent),
                         {{"chengshu-purpose", "受理"}});
    EXPECT_EQ(member(seen, "channel"), "open311");
    EXPECT_EQ(member(seen, "text"), "路灯\nservice_code: E9999\nmedia_url: https://a.cn/1.jpg");
    town.post("/reports/" + id_text(report) + "/file", town.as(Role::agent),
              R"({"matter":"E9999","condition":0,"dispatch":{}})");
    auto id = member(get("/tokens/" + token + ".json"), "0.service_request_id");
    ASSERT_NE(id, "");
    auto found = get("/requests/" + id + ".json");
    EXPECT_EQ(misfits(found, "request"), "") << found.body;
    EXPECT_EQ(member(found, "0.status"), "open");
    EXPECT_EQ(member(found, "0.agency_responsible"), "一街道办事处");
    EXPECT_EQ(member(found, "0.address"), "一街道, 一区, 试验市");
    // What he wrote is none of the public's business; an agent gets it masked, or says why.
    EXPECT_EQ(member(found, "0.description"), "null");
    EXPECT_NE(member(get("/requests/" + id + ".json", town.as(Role::agent)), "0.description"),
              "null");
}

TEST_F(Open311, AnXmlAnswerSaysTheSame) {
    auto xml = get("/requests/" + number() + ".xml");
    EXPECT_EQ(xml.content_type, "text/xml; charset=utf-8");
    EXPECT_TRUE(xml.body.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                                     "<service_requests><request><service_request_id>" +
                                     number() + "</service_request_id><status>open</status>"))
        << xml.body;
    auto odd = boost::json::parse(R"([{"a":"<&>\u0001\uFFFF","lat":34.5}])");
    EXPECT_EQ(open311_xml("services", odd),
              "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<services><service><a>&lt;&amp;&gt;</a>"
              "<lat>34.5000000</lat></service></services>\n");
    EXPECT_TRUE(get("/services/none.xml").body.ends_with(
        "<errors><error><code>404</code><description>there is no such thing here: service_code "
        "none</description></error></errors>\n"));
}

TEST_F(Open311, ListsAreFiltered) {
    auto second = town.file_case();
    auto all = get("/requests.json");
    EXPECT_EQ(misfits(all, "request"), "") << all.body;
    auto count = [&](const std::string& query) {
        auto response = get("/requests.json?" + query);
        EXPECT_EQ(response.status, 200) << query << response.body;
        auto tree = boost::json::parse(response.body);
        return tree.as_array().size();
    };
    EXPECT_EQ(count(""), 2u);
    EXPECT_EQ(count("status=closed"), 0u);
    EXPECT_EQ(count("status=open,closed"), 2u);
    EXPECT_EQ(count("service_code=E9999,P0101"), 2u);
    EXPECT_EQ(count("service_code=P0101"), 0u);
    EXPECT_EQ(count("jurisdiction_id=410103"), 0u);
    EXPECT_EQ(count("start_date=2026-03-01T00:00:00Z&end_date=2026-03-03T00:00:00Z"), 2u);
    EXPECT_EQ(count("end_date=2026-03-01T00:00:00Z"), 0u);
    // As these answers write it: in a query its + is a blank.
    EXPECT_EQ(count("start_date=2026-03-01T00:00:00+08:00&end_date=2026-03-03T00:00:00+08:00"), 2u);
    EXPECT_EQ(count("service_request_id=" + id_text(second) + "&status=closed"), 1u);
    EXPECT_EQ(count("service_request_id=" + id_text(second) +
                    "&status=gone&start_date=2020-01-01&end_date=2026-01-01"),
              1u);
    EXPECT_EQ(count("service_request_id=410100000-999"), 0u);
    EXPECT_EQ(count("page_size=1&page=2"), 1u);
    EXPECT_EQ(count("page_size=1&page=3"), 0u);
    auto first = get("/requests.json?page_size=1");
    std::string link;
    for (const auto& header : first.headers)
        if (header.name == "Link") link = header.value;
    auto next = link.substr(0, link.find('>')).substr(link.find('?'));
    EXPECT_EQ(member(get("/requests.json" + next), "0.service_request_id"), number());
    for (const char* wrong : {"status=new", "start_date=x", "page=0", "page_size=0",
                              "start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z"})
        EXPECT_EQ(get(std::string("/requests.json?") + wrong).status, 400) << wrong;
    EXPECT_EQ(get("/requests.json?jurisdiction_id=110000").status, 404);
}

TEST_F(Open311, WhatIsWrongIsSaidInTheStandardsForm) {
    const std::pair<const char*, int> forms[] = {
        {"", 400},
        {"service_code=none&lat=34&long=113", 404},
        {"service_code=E9999", 400},
        {"service_code=E9999&lat=34.7", 400},
        {"service_code=E9999&lat=x&long=113", 400},
        {"service_code=E9999&lat=nan&long=113", 400},
        {"service_code=E9999&address_id=12", 400},
        {"service_code=E9999&address_id=410102001000&media_url=javascript:1", 400},
        {"service_code=E9999&address_id=410102001000&jurisdiction_id=410103", 400},
        {"service_code=E9999&address_id=410102001000&jurisdiction_id=110000", 404},
        {"service_code=E9999&description=%FF", 400}};
    for (const auto& [form, status] : forms) {
        auto response = post("/requests.json", form);
        EXPECT_EQ(response.status, status) << form << response.body;
        EXPECT_EQ(misfits(response, "error"), "") << response.body;
    }
    auto longest = "service_code=E9999&address_id=410102001000&description=" +
                   std::string(4'001, 'x');
    EXPECT_EQ(post("/requests.json", longest).status, 400);
}

TEST_F(Open311, CommentsAndMeTooBecomeReportsOfTheCase) {
    auto before = get("/requests/" + number() + ".json?extensions=true");
    EXPECT_EQ(member(before, "0.extended_attributes.reports"), "1");
    EXPECT_EQ(member(before, "0.extended_attributes.phase"), "dispatched");
    auto me_too = post("/servicerequestupdates.json", "service_request_id=" + number());
    EXPECT_EQ(me_too.status, 200) << me_too.body;
    auto comment = post("/servicerequestupdates.json",
                        "service_request_id=" + number() + "&description=still+dark");
    EXPECT_EQ(comment.status, 200);
    auto after = get("/requests/" + number() + ".json?extensions=true");
    EXPECT_EQ(member(after, "0.extended_attributes.reports"), "3");
    auto updates = get("/servicerequestupdates.json?service_request_id=" + number());
    std::string said;
    auto tree = boost::json::parse(updates.body);
    for (const auto& update : tree.as_array())
        said += std::string(update.at("external_status_code").as_string()) + " ";
    EXPECT_EQ(said, "case.filed order.dispatched report.attached report.attached ");
    EXPECT_EQ(updates.body.find("still dark"), std::string::npos);
    auto by_time = get("/servicerequestupdates.json?start_date=2026-03-01T00:00:00Z");
    EXPECT_EQ(by_time.body, updates.body);
    EXPECT_EQ(get("/servicerequestupdates.json?end_date=2026-03-01T00:00:00Z").body, "[]");
    EXPECT_EQ(post("/servicerequestupdates.json", "service_request_id=1").status, 404);
}

TEST_F(Open311, UnderOneKeyOtherWordsAreAConflict) {
    auto send = [&](const std::string& to, const std::string& form) {
        return town.ask(Method::post, "/open311/v2/" + to + ".json", {}, form,
                        {{"content-type", "application/x-www-form-urlencoded"},
                         {"idempotency-key", "0123456789abcdef-" + to}});
    };
    const std::string place = "service_code=E9999&address_id=410102001000&description=";
    auto first = send("requests", place + "A");
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(send("requests", place + "A").body, first.body);
    auto other = send("requests", place + "B");
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(misfits(other, "error"), "");
    auto about = "service_request_id=" + number();
    auto comment = send("servicerequestupdates", about + "&description=A");
    ASSERT_EQ(comment.status, 200) << comment.body;
    EXPECT_EQ(member(send("servicerequestupdates", about + "&description=A"), "0.token"),
              member(comment, "0.token"));
    EXPECT_EQ(send("servicerequestupdates", about + "&description=B").status, 409);
    EXPECT_EQ(send("servicerequestupdates", about).status, 409);
}

TEST_F(Open311, ATokenComesAsApiKeyAndACookieDoesNotCount) {
    auto& accounts = town.api().accounts;
    auto agent = town.person(Role::agent, true);
    ASSERT_TRUE(accounts.add({"agent", auth::AccountKind::staff, agent}, "a long enough word"));
    auto token = *accounts.issue_token("agent", "bridge", std::vector{auth::Scope::read},
                                       Duration::days(1));
    auto login = *accounts.log_in("agent", "a long enough word", "10.0.0.9");
    AccountsGate gate(town.api());
    Route route;
    route.refuse = open311_refusal;
    auto admitted = [&](const std::string& query, std::vector<Pair> headers) {
        Request request;
        EXPECT_TRUE(read_target("/open311/v2/requests.json" + query, request));
        request.headers = std::move(headers);
        return gate.admit(request, route);
    };
    auto person_in = [](std::variant<Gate::Admitted, Response> result) {
        return std::get<Gate::Admitted>(result).caller->person;
    };
    EXPECT_EQ(person_in(admitted("?api_key=" + token.text, {})), agent);
    EXPECT_EQ(person_in(admitted("", {{"authorization", "Bearer " + token.text}})), agent);
    EXPECT_EQ(person_in(admitted("", {})), std::nullopt);
    EXPECT_EQ(person_in(admitted("", {{"cookie", "chengshu=" + login.session}})), std::nullopt);
    auto refused = std::get<Response>(admitted("?api_key=cst_1", {}));
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(misfits(refused, "error"), "");
}

TEST_F(Open311, APlaceIsPublicWithinSomeHundredMetres) {
    Caller anybody;
    auto shown = anybody.shown(auth::Field::case_place, "113.6253217,34.7466018", {});
    EXPECT_EQ(shown, "113.625,34.746");
}

}  // namespace
}  // namespace cs::http
