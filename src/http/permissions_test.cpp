// Who may ask what: tests/permissions.txt has a line for each operation and a column for each role,
// held in the case's own district and unit (first sign), in another (second), and for the whole
// realm (third). "+": let in, "-": turned away, or told that there is no such thing. A route that
// is missing there fails.
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <thread>

#include "base/json.h"
#include "http/api_test.h"
#include "http/gate.h"
#include "http/openapi.h"
#include "http/said_test.h"
#include "http/service_routes.h"

namespace cs::http {
namespace {

constexpr Role columns[] = {Role::agent,      Role::dispatcher, Role::unit_officer,
                            Role::grid_worker, Role::verifier,  Role::supervisor,
                            Role::appraiser,  Role::analyst,    Role::data_officer,
                            Role::administrator};

// Bodies that the core reads after it has looked at the role, and then, mostly, finds wanting: so
// that one question does not change the answer to the next.
std::string body_for(const Operation& operation, const ApiTown& town) {
    const std::pair<std::string_view, std::string> bodies[] = {
        {"fileCase", R"({"matter":"none","condition":0})"},
        {"attachReport", R"({"case_id":")" + id_text(town.case_id) + "\"}"},
        {"declineReport", R"({"reason":"","basis":""})"},
        {"importCase",
         R"({"system":"","source_id":"","matter_name":"","unit":"410100000-2",
             "division":"410102001000","filed_at":"2026-01-05T00:00:00Z","status":"open"})"},
        {"dispatchCase", R"({"dispatch":{}})"},
        {"mergeCases", R"({"into":")" + id_text(town.case_id) + R"(","reason":""})"},
        {"transferCase", R"({"unit":"410100000-99","reason":""})"},
        {"verifyOnSite", R"({"pass":false,"remark":""})"},
        {"callBack", R"({"contacted":false,"solved":"unknown","satisfied":"unknown",
                         "remark":""})"},
        {"closeCase", R"({"closing":"solved","reason":"","basis":""})"},
        {"appraiseCase", R"({"unit":"410100000-2","score":1,"remark":""})"},
        {"suspendCase", R"({"reason":"","basis":""})"},
        {"answerSupervision", R"({"text":""})"},
        {"addNote", R"({"text":""})"},
        {"signOrder", "{}"},
        {"recordArrival", "{}"},
        {"recordContact", R"({"remark":""})"},
        {"ruleOnReturn", R"({"accept":false,"reason":""})"},
        {"requestExtension",
         R"({"budget":{"amount":1,"unit":"hours","calendar":"work"},"reason":""})"},
        {"decideExtension", R"({"grant":false,"reason":""})"},
        {"submitOutcome", R"({"claim":"solved","text":""})"},
        {"setUnit", R"({"unit":{"id":"410100000-9","name":"","kind":"","division":"410102001000"}})"},
        {"setPerson", R"({"person":{"id":"410100000-90","name":"","unit":"410100000-2"}})"},
        {"grantRole", R"({"grant":{"role":"analyst","division":"410102999000"}})"},
        {"revokeRole", R"({"grant":{"role":"analyst","division":"410102999000"}})"},
        {"setDivisions", R"({"divisions":[{"code":"410102001000","name":""}]})"},
        {"setGrids", R"({"grids":[],"geometry":")" + std::string(64, '0') + "\"}"},
        {"retireGrids", R"({"grids":[],"into":[],"reason":""})"},
        {"setHolidays", R"({"year":{"year":2026}})"},
        {"publishCatalogue",
         R"({"name":"","effective_from":"2026-03-02T00:00:00Z","duties":[]})"},
        {"forgetSubject", R"({"reason":""})"},
        {"startExport", R"({"list":"cases","format":"csv","query":"phase=none"})"},
        {"importRows", "code,name\n410102003,x\n"},
        {"submitReport", R"({"title":"积水","text":"路口积水","division":"410102001000"})"},
        {"explainTerms", R"({"from":"2026-03-02T01:00:00Z",
                             "budget":{"amount":8,"unit":"hours","calendar":"work"}})"},
        {"addWebhook", R"({"url":"https://example.org/hook","division":"410102000000"})"},
        {"resendDeadLetters", "{}"},
        {"registerCitizen", R"({"name":"two words","password":""})"},
        {"logIn", R"({"name":"nobody","password":"wrong password"})"},
        {"changePassword", R"({"old_password":"wrong","new_password":""})"}};
    for (const auto& [name, body] : bodies)
        if (name == operation.name) return body;
    if (operation.name == "setPolicy") {
        auto policy = default_policy();
        policy.points.clear();
        return "{\"policy\":" + json::text_of(policy) + "}";
    }
    if (operation.method == Method::post) return R"({"reason":""})";
    return {};
}

std::string target_for(const Operation& operation, const ApiTown& town,
                       const std::string& own_export) {
    auto out = operation.pattern;
    if (out.starts_with("/api/v1")) out.erase(0, std::string_view("/api/v1").size());
    bool waits = operation.deed != nullptr && out.starts_with("/reports/");
    const std::pair<std::string, std::string> values[] = {
        {"{case}", id_text(town.case_id)},
        {"{report}", id_text(waits ? town.waiting : town.case_report)},
        {"{order}", "1"},
        {"{clock}", "0"},
        {"{unit}", id_text(town.own_office)},
        {"{person}", id_text(town.person(Role::agent, true))},
        {"{division}", "410102"},
        {"{grid}", "410102001001100001"},
        {"{subject}", "410100000-1"},
        {"{hash}", town.case_photo},
        {"{webhook}", std::to_string(town.webhook)},
        {"{receipt}", "1-00000"},
        {"{service_code}", "E9999"},
        {"{service_request_id}", id_text(town.case_id)},
        {"{token}", "1-00000"},
        {"{format}", "json"},
        {"{export}", own_export},
        {"{kind}", "divisions"},
        {"{layer}", "cases"},
        {"{z}", "10"},
        {"{x}", "835"},
        {"{y}", "406"}};
    if (operation.name == "readReportEvidence" || operation.name == "listReportEvidence")
        out.replace(out.find("{report}"), 8, id_text(town.case_report));
    for (const auto& [name, value] : values)
        if (auto at = out.find(name); at != std::string::npos) out.replace(at, name.size(), value);
    if (operation.name == "search") out += "?q=x";
    return out;
}

class Matrix {
public:
    Matrix() { EXPECT_TRUE(town_.api().vault.seal(make_id<SubjectId>(town_realm, 1), "x", "")); }
    char asked(const Operation& operation, Caller caller) {
        if (operation.name == "removeWebhook") town_.add_webhook();
        // Whoever is let in takes the report up: the next one finds another.
        if (operation.name == "attachReport")
            town_.waiting = *parse_id<ReportId>(member(town_.report("又一处"), "report"));
        if (operation.pattern.contains("{export}")) begin_export();
        auto response = town_.ask(operation.method, target_for(operation, town_, export_),
                                  std::move(caller), body_for(operation, town_));
        auto code = problem_code(response);
        for (const char* away : {"not_permitted", "not_signed_in", "unknown_actor"})
            if (code == away) return '-';
        // Of a place or a receipt "not found" is the plain truth; of a case it may be a courtesy.
        bool is_hidden = code == "not_found" && operation.access.signed_in;
        return is_hidden ? '-' : '+';
    }
    /// What is answered to one more parameter or header.
    std::string answered(const Operation& operation, std::string more = {},
                         std::vector<Pair> headers = {}) {
        auto target = target_for(operation, town_, export_);
        auto body = body_for(operation, town_);
        if (operation.name == "open311Submit")
            body = "service_code=E9999&address_id=410102001000&description=x";
        if (operation.name == "open311Comment")
            body = "service_request_id=" + id_text(town_.case_id);
        if (operation.name == "importRows") {
            target = "/imports/duties";
            if (!more.starts_with("name=")) more = "name=x&" + more;
        }
        if (operation.name == "open311Token")
            target.replace(target.find("1-00000"), 7, receipt_);
        if (more.ends_with('&')) more.pop_back();
        target = target.substr(0, target.find('?')) + (more.empty() ? "" : "?") + more;
        if (operation.refuse != nullptr)
            headers.push_back({"content-type", "application/x-www-form-urlencoded"});
        auto caller = operation.name == "search"          ? town_.as(Role::agent)
                      : operation.name == "listOwnReports" ? town_.citizen()
                                                           : town_.as_everywhere(Role::administrator);
        auto response = town_.ask(operation.method, target, std::move(caller), body,
                                  std::move(headers));
        return std::to_string(response.status) + " " + response.body;
    }
    std::string line(const Operation& operation) {
        std::string out = operation.name;
        out.resize(20, ' ');
        out += asked(operation, town_.nobody());
        out += std::string("    ") + asked(operation, town_.citizen());
        for (Role role : columns) {
            out += "    ";
            out += asked(operation, town_.as(role));
            out += asked(operation, town_.as(role, false));
            out += asked(operation, town_.as_everywhere(role));
        }
        return out;
    }

    /// Of a route that every server has: what its access says, for its handler knows no caller.
    std::string line(const Route& route) {
        std::string out = route.name;
        out.resize(20, ' ');
        auto sign = [&](const Caller& caller) {
            return check_access(route.access, caller) ? '+' : '-';
        };
        out += sign(town_.nobody());
        out += std::string("    ") + sign(town_.citizen());
        for (Role role : columns) {
            out += "    ";
            for (const auto& caller :
                 {town_.as(role), town_.as(role, false), town_.as_everywhere(role)})
                out += sign(caller);
        }
        return out;
    }

private:
    // The agent's, whose alone it is, unless he has removed it.
    void begin_export() {
        auto agent = town_.as(Role::agent);
        if (!export_.empty() && town_.get("/exports/" + export_, agent).status == 200) return;
        export_ = member(town_.post("/exports", agent, R"({"list":"units","format":"csv"})"), "id");
        auto state = [&] { return member(town_.get("/exports/" + export_, agent), "state"); };
        while (state() != "done") std::this_thread::yield();
    }
    ApiTown town_;
    std::string receipt_ = member(town_.report("还有一处"), "receipt");
    std::string export_;
};

TEST(Permissions, AreAsTheTableSays) {
    std::ifstream file(std::string(CHENGSHU_SOURCE_DIR) + "/tests/permissions.txt");
    std::vector<std::string> said;
    for (std::string line; std::getline(file, line);)
        if (!line.empty() && line[0] != '#') said.push_back(line);
    Matrix matrix;
    std::vector<std::string> really;
    for (const auto& operation : operations()) really.push_back(matrix.line(operation));
    Metrics metrics;
    for (const auto& route : service_routes(metrics, [] { return std::string(); }))
        really.push_back(matrix.line(route));
    for (const auto& line : really) {
        auto name = line.substr(0, line.find(' ') + 1);
        EXPECT_TRUE(std::ranges::any_of(said, [&](const auto& one) {
            return one.starts_with(name);
        })) << "tests/permissions.txt has no line for " << name;
    }
    ASSERT_EQ(said.size(), really.size()) << "tests/permissions.txt has not one line a route";
    for (std::size_t i = 0; i < said.size(); ++i) EXPECT_EQ(said[i], really[i]);
}

// The document and the guide name the roles of the table. Whose an export is, of what an import is
// made, and whether a dispatcher is the supervised unit's own decides more.
TEST(Permissions, AreThoseOfTheRolesThatTheDocumentNames) {
    std::ifstream file(std::string(CHENGSHU_SOURCE_DIR) + "/tests/permissions.txt");
    std::map<std::string, std::vector<std::string>> lines;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string name;
        words >> name;
        lines[name] = {std::istream_iterator<std::string>(words), {}};
    }
    for (const auto& operation : operations()) {
        auto roles = roles_let_in(operation);
        if (roles.empty()) continue;
        const auto& signs = lines.at(operation.name);
        ASSERT_EQ(signs.size(), std::size(columns) + 2) << operation.name;
        bool depends = operation.pattern.contains("/exports/") ||
                       operation.pattern.contains("/imports/") ||
                       operation.name == "answerSupervision";
        for (std::size_t i = 0; i < std::size(columns); ++i) {
            bool is_let_in = signs[i + 2].contains('+');
            bool is_named = std::ranges::find(roles, columns[i]) != roles.end();
            EXPECT_TRUE(is_named == is_let_in || (depends && is_named))
                << operation.name << " " << json::enum_name(columns[i]);
        }
        EXPECT_EQ(signs[0], "-") << operation.name;
    }
}

// A parameter that is said is read: nonsense in its place is answered otherwise than nothing.
TEST(Parameters, AreReadWhereTheyAreSaid) {
    Matrix matrix;
    for (const auto& operation : operations()) {
        // Without a provider nothing is read of it.
        if (operation.pattern.contains("/session/provider")) continue;
        for (const auto& query : operation.query) {
            std::string name(query.name), others;
            for (const auto& other : operation.query)
                if (other.required && other.name != query.name)
                    others += std::string(other.name) + "=1&";
            auto without = matrix.answered(operation, others);
            bool is_read = matrix.answered(operation, others + name + "=zzz") != without ||
                           matrix.answered(operation, others + name + "=true") != without;
            EXPECT_TRUE(is_read) << operation.name << " does not look at " << name;
        }
    }
}

TEST(Parameters, TheKeyOfACommandIsReadWhereItIsSaid) {
    Matrix matrix;
    for (const auto& operation : operations()) {
        if (operation.method == Method::get) continue;
        bool is_said = boost::json::serialize(said_of(operation)).contains("Idempotency-Key");
        auto answer = matrix.answered(operation, {}, {{"idempotency-key", ""}});
        EXPECT_EQ(answer.contains("Idempotency-Key"), is_said) << operation.name << answer;
    }
}

}  // namespace
}  // namespace cs::http
