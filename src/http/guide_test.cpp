// The pages for people and the document's word on sessions: whole, in both languages, and true.
#include "http/guide.h"

#include <filesystem>
#include <fstream>
#include <regex>

#include "base/bytes.h"
#include "http/gate.h"
#include "http/openapi.h"
#include "http/problems.h"
#include "http/said_test.h"
#include "http/served_town_test.h"
#include "http/service_routes.h"

namespace cs::http {
namespace {

using boost::json::value;

bool has_chinese(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

std::vector<std::string> all_of(const std::string& text, const char* pattern) {
    std::regex expression(pattern);
    std::vector<std::string> out;
    for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it)
        out.push_back((*it)[1]);
    return out;
}

TEST(Guide, SaysEverythingInChineseToo) {
    auto has_row = [](std::string_view english) {
        EXPECT_TRUE(has_chinese(guide_words(GuideLanguage::zh, english)))
            << "\"" << english << "\" has no row in http/guide_texts.def";
    };
    for (const auto& operation : operations()) {
        has_row(operation.summary);
        for (const auto& one : said_of(operation).at("parameters").as_array())
            if (const auto* about = one.as_object().if_contains("description"))
                has_row(about->as_string());
    }
    for (const auto& tag : openapi_document().at("tags").as_array())
        has_row(tag.at("name").as_string());
    boost::mp11::mp_for_each<json::detail::Enumerators<Role>>(
        [&](auto role) { has_row(role.name); });
    EXPECT_EQ(guide_words(GuideLanguage::zh, "no such text"), "no such text");
}

TEST(Guide, HoldsEveryOperationAndLeadsNowhereElse) {
    for (auto language : {GuideLanguage::en, GuideLanguage::zh}) {
        const auto& html = guide_text(language);
        std::set<std::string> ids;
        for (const auto& id : all_of(html, " id=\"([^\"]*)\""))
            EXPECT_TRUE(ids.insert(id).second) << id;
        for (const auto& operation : operations()) EXPECT_TRUE(ids.contains(operation.name));
        for (const auto& to : all_of(html, "href=\"#([^\"]*)\""))
            EXPECT_TRUE(ids.contains(to)) << to;
        for (const auto& to : all_of(html, "href=\"([^#][^\"]*)\""))
            EXPECT_TRUE(to.starts_with("/") || to.starts_with("?lang=")) << to;
        for (const auto& code : all_of(html, "href=\"/problems/([^\"]*)\""))
            EXPECT_NE(problem_page_text(code, language), "") << code;
        for (const char* loads : {"<script", "<link", "<img", "src=", "url(", "@import"})
            EXPECT_FALSE(html.contains(loads)) << loads;
    }
    EXPECT_TRUE(guide_text(GuideLanguage::zh).contains("依上报立案"));
    EXPECT_FALSE(has_chinese(said_of(operations().front()).at("summary").as_string()));
}

TEST(Guide, IsServedWithItsOwnStylesheetAndInTheReadersLanguage) {
    ServedTown served;
    auto chinese = served.ask(get("/api/v1", "Accept-Language: zh-CN\r\n"));
    EXPECT_EQ(chinese.body, guide_text(GuideLanguage::zh));
    EXPECT_EQ(chinese.headers["vary"], "Accept-Encoding, Accept-Language");
    EXPECT_EQ(served.ask(get("/api/v1")).body, guide_text(GuideLanguage::en));
    auto chosen = served.ask(get("/api/v1?lang=en", "Accept-Language: zh-CN\r\n"));
    EXPECT_EQ(chosen.body, guide_text(GuideLanguage::en));
    auto begin = chosen.body.find("<style>") + 7, end = chosen.body.find("</style>");
    auto hash = sha256(std::string_view(chosen.body).substr(begin, end - begin));
    std::string base64;
    append_base64(base64, hash.data.data(), hash.data.size());
    EXPECT_EQ(chosen.headers["content-security-policy"],
              "default-src 'none'; style-src 'sha256-" + base64 +
                  "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    EXPECT_EQ(served.ask(get("/api/v1?lang=fr")).status, 400);
}

TEST(Problems, TheirTypeLeadsToAPageInBothLanguages) {
    Metrics metrics;
    Served served({}, service_routes(metrics, [] { return std::string(); }));
    Client client(served.port());
    auto index = client.ask(get("/problems")).body;
    for (const auto& kind : problem_kinds()) {
        std::string code(kind.code);
        auto page = client.ask(get("/problems/" + code));
        EXPECT_EQ(page.status, 200) << code;
        EXPECT_TRUE(page.body.contains(kind.chinese)) << code;
        EXPECT_TRUE(index.contains("/problems/" + code + "\"")) << code;
    }
    EXPECT_EQ(client.ask(get("/problems/none")).status, 404);
    auto slash = client.ask(get("/api/v1/"));
    EXPECT_EQ(slash.status, 303);
    EXPECT_EQ(slash.headers["location"], "/api/v1");
}

// What stands beside a code in the sources is what its table says: one title for one code.
TEST(Problems, HaveOneTitleEach) {
    std::size_t found = 0;
    for (const auto& file : std::filesystem::directory_iterator(CHENGSHU_SOURCE_DIR "/src/http")) {
        auto path = file.path().string();
        if (!path.ends_with(".cpp") || path.ends_with("_test.cpp")) continue;
        std::ifstream in(path);
        std::string text{std::istreambuf_iterator<char>(in), {}};
        text = std::regex_replace(text, std::regex("\"\\s+\""), "");
        std::regex named("\\(\\s*(\\d{3}), \"([a-z_]+)\",\\s*\"([^\"]*)\"");
        for (std::sregex_iterator it(text.begin(), text.end(), named), end; it != end; ++it) {
            const auto* kind = problem_kind((*it)[2].str());
            ASSERT_NE(kind, nullptr) << (*it)[2] << " has no row in http/problems.def";
            EXPECT_EQ(kind->english, (*it)[3].str()) << path;
            EXPECT_EQ(kind->status, std::stoi((*it)[1].str())) << path;
            ++found;
        }
    }
    EXPECT_GT(found, 15u);
    std::set<std::string_view> codes;
    for (const auto& kind : problem_kinds()) EXPECT_TRUE(codes.insert(kind.code).second);
}

// A session that changes something without its X-CSRF-Token, and a purpose that cannot be read, are
// refused exactly where the document asks for the one and mentions the other.
TEST(Gate, AsksForWhatTheDocumentSays) {
    ApiTown town;
    auto& accounts = town.api().accounts;
    auto person = town.as_everywhere(Role::administrator).person;
    ASSERT_TRUE(accounts.add({"root", auth::AccountKind::staff, person}, "a long enough word"));
    auto login = *accounts.log_in("root", "a long enough word", "10.0.0.9");
    AccountsGate gate(town.api());
    auto refused = [&](const Operation& operation, Pair header) {
        Request request;
        request.method = operation.method;
        request.headers = {{"cookie", "chengshu=" + login.session}, std::move(header)};
        Route route;
        route.refuse = operation.refuse;
        auto result = gate.admit(request, route);
        auto* response = std::get_if<Response>(&result);
        return response == nullptr ? std::string() : response->body;
    };
    std::size_t guarded = 0;
    for (const auto& operation : operations()) {
        auto said = boost::json::serialize(said_of(operation));
        bool asks_for_token = refused(operation, {"accept", "*/*"}).contains("\"csrf\"");
        EXPECT_EQ(said.contains("\"csrf\":[]"), asks_for_token) << operation.name;
        guarded += asks_for_token ? 1 : 0;
        auto unreadable = refused(operation, {"chengshu-purpose", "%zz"});
        EXPECT_TRUE(!said.contains("Chengshu-Purpose") || unreadable.contains("Chengshu-Purpose"))
            << operation.name;
    }
    EXPECT_GT(guarded, 40u);
    auto schemes = openapi_document().at("components").at("securitySchemes");
    EXPECT_EQ(schemes.at("session").at("name").as_string(), "chengshu");
    EXPECT_EQ(schemes.at("sessionOverTls").at("name").as_string(), "__Host-chengshu");
}

}  // namespace
}  // namespace cs::http
