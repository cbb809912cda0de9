// Lists of reports: by what became of them for staff, and a citizen's own.
#include <boost/json.hpp>

#include "http/api_test.h"

namespace cs::http {
namespace {

std::vector<std::string> texts_at(const Response& response, const char* name) {
    std::vector<std::string> out;
    auto tree = boost::json::parse(response.body);
    for (auto& row : tree.at("rows").as_array())
        if (auto* text = row.as_object().if_contains(name))
            out.emplace_back(text->as_string());
    return out;
}

using Texts = std::vector<std::string>;

TEST(ReportLists, AreByWhatBecameOfThem) {
    ApiTown town;
    auto agent = town.as(Role::agent);
    auto first = member(town.report("第一处"), "report");
    auto second = member(town.report("第二处"), "report");
    for (const auto& report : {first, second})
        EXPECT_EQ(town.post("/reports/" + report + "/decline", agent,
                            R"({"reason":"重复","basis":"受理办法第三条"})").status, 200);
    auto ids = [&](const std::string& query) {
        return texts_at(town.get("/reports" + query, agent), "id");
    };
    EXPECT_EQ(ids(""), Texts{id_text(town.waiting)});
    EXPECT_EQ(ids("?state=waiting"), ids(""));
    EXPECT_EQ(ids("?state=filed"), Texts{id_text(town.case_report)});
    EXPECT_EQ(ids("?state=declined"), (Texts{second, first}));
    auto page = town.get("/reports?state=declined&limit=1", agent);
    EXPECT_EQ(texts_at(page, "id"), Texts{second});
    EXPECT_EQ(ids("?state=declined&limit=1&after=" + member(page, "next")), Texts{first});
    EXPECT_EQ(town.get("/reports?state=lost", agent).status, 400);
    EXPECT_EQ(ids("?state=declined").size(), 2U);
    auto elsewhere = town.get("/reports?state=declined", town.as(Role::agent, false));
    EXPECT_TRUE(texts_at(elsewhere, "id").empty());
}

// Every page is full, and the last one does not tell that there is more elsewhere.
std::vector<std::size_t> page_sizes(ApiTown& town, const std::string& query, Caller caller) {
    std::vector<std::size_t> out;
    std::string after;
    do {
        auto page = town.get(query + "&limit=2" + (after.empty() ? "" : "&after=" + after), caller);
        out.push_back(texts_at(page, "id").size());
        after = member(page, "next");
    } while (!after.empty());
    return out;
}

TEST(ReportLists, FillTheirPagesWithWhatIsInScope) {
    using Sizes = std::vector<std::size_t>;
    ApiTown town;
    auto write = [&](const char* street) {
        auto answer = town.post("/reports", town.nobody(),
                                R"({"title":"路灯","text":"不亮","division":")" +
                                    std::string(street) + R"("})");
        EXPECT_EQ(answer.status, 201) << answer.body;
        return member(answer, "report");
    };
    auto file = [&](const std::string& report, bool is_own) {
        auto answer = town.post("/reports/" + report + "/file", town.as(Role::agent, is_own),
                                R"({"matter":"E9999","condition":0,"dispatch":{}})");
        EXPECT_EQ(answer.status, 200) << answer.body;
    };
    std::vector<std::string> own, other;
    for (int i = 0; i < 4; ++i) {
        other.push_back(write("410103001000"));
        own.push_back(write("410102001000"));
    }
    auto agent = town.as(Role::agent, false);
    EXPECT_EQ(page_sizes(town, "/reports?state=waiting", agent), (Sizes{2, 2}));
    EXPECT_EQ(page_sizes(town, "/reports?state=waiting", town.as(Role::agent)), (Sizes{2, 2, 1}));
    for (int i = 0; i < 4; ++i) {
        file(own[i], true);
        file(other[i], false);
    }
    EXPECT_EQ(page_sizes(town, "/reports?state=filed", agent), (Sizes{2, 2}));
    EXPECT_EQ(page_sizes(town, "/reports?state=filed", town.as(Role::agent)), (Sizes{2, 2, 1}));
    EXPECT_EQ(page_sizes(town, "/reports?state=filed", town.as(Role::unit_officer, false)),
              (Sizes{2, 2}));
    EXPECT_EQ(page_sizes(town, "/reports?state=filed", town.as_everywhere(Role::agent)),
              (Sizes{2, 2, 2, 2, 1}));
}

TEST(ReportLists, AreNarrowedByTimePlaceAndChannel) {
    ApiTown town;
    auto agent = town.as_everywhere(Role::agent);
    town.pass(Duration::hours(1));
    auto submitted = town.post("/reports", town.nobody(),
                               R"({"title":"井盖","text":"缺失","division":"410103001000"})");
    auto later = member(submitted, "report");
    auto ids = [&](const std::string& query) {
        return texts_at(town.get("/reports" + query, agent), "id");
    };
    auto first = id_text(town.waiting);
    EXPECT_EQ(ids(""), (Texts{first, later}));
    EXPECT_EQ(ids("?order=newest"), (Texts{later, first}));
    EXPECT_EQ(ids("?order=oldest"), (Texts{first, later}));
    EXPECT_EQ(ids("?from=2026-03-02T10:00"), Texts{later});
    EXPECT_EQ(ids("?to=2026-03-02T10:00"), Texts{first});
    EXPECT_EQ(ids("?from=2026-03-02T10:00&to=2026-03-02T10:00"), Texts{});
    EXPECT_EQ(ids("?division=410103"), Texts{later});
    EXPECT_EQ(ids("?division=410103001&channel=web"), Texts{later});
    EXPECT_EQ(ids("?channel=hotline"), Texts{});
    for (const char* wrong : {"?from=2026-03-02T10:00&to=2026-03-02T09:00", "?order=best",
                              "?channel=radio", "?division=x", "?from=soon",
                              "?limit=1&limit=2"})
        EXPECT_EQ(town.get("/reports" + std::string(wrong), agent).status, 400) << wrong;
}

// What a query means is read, where only its writing is at fault, and else said.
TEST(ReportLists, AndOthersSayHowAQueryIsWritten) {
    ApiTown town;
    auto agent = town.as_everywhere(Role::agent);
    auto refused = [&](const std::string& target, const std::string& language = "en") {
        auto response = town.get(target, agent, {{"accept-language", language}});
        EXPECT_EQ(response.status, 400) << target;
        return member(response, "detail");
    };
    for (const char* zone : {"+08:00", "%2B08:00", "%2b08:00", "Z", ""})
        for (const char* between : {"T", "+", "%20"}) {
            auto from = std::string("2026-03-02") + between + "00:00" + zone;
            EXPECT_EQ(town.get("/cases?filed_from=" + from, agent).status, 200) << from;
        }
    auto rows = [&](const std::string& query) {
        return texts_at(town.get("/cases?" + query, agent), "id").size();
    };
    for (const char* hour : {"00", "06", "12", "18"}) {
        auto from = std::string("filed_from=2026-03-02T") + hour + ":00:00";
        EXPECT_EQ(rows(from + "+00:00"), rows(from + "Z")) << from;
    }
    EXPECT_EQ(refused("/cases?filed_from=never"),
              "\"never\" is not a time; write it like 2026-02-13 16:00 or 2026-02-13T16:00:00+08:00");
    EXPECT_EQ(refused("/cases?limit=0"), "expected a whole number from 1 to 1000");
    EXPECT_EQ(refused("/cases?limit=x", "zh"), "应为 1 至 1000 的整数");
    EXPECT_TRUE(refused("/reports?channel=radio").starts_with(
        "\"radio\" is not one of the known values; known are "));
    EXPECT_TRUE(refused("/reports?channel=radio", "zh").starts_with(
        "“radio”不在允许的取值之中；可用的有 "));
}

// A span that ends before it begins is refused, wherever there is one.
TEST(ReportLists, AndOthersRefuseASpanThatEndsBeforeItBegins) {
    ApiTown town;
    auto agent = town.as_everywhere(Role::agent);
    auto cases = town.get("/cases?filed_from=2026-03-02&filed_to=2026-03-01", agent);
    EXPECT_EQ(cases.status, 400);
    EXPECT_EQ(member(cases, "field"), "filed_to");
    EXPECT_EQ(member(cases, "detail"), "it lies before filed_from");
    EXPECT_EQ(town.get("/kpis?from=2026-03-02&to=2026-03-01", agent).status, 400);
    EXPECT_EQ(town.get("/kpis?from=2100-01-01", agent).status, 200);
    auto export_ = town.post("/exports", agent,
                             R"({"list":"cases","format":"csv",
                                 "query":"filed_from=2026-03-02&filed_to=2026-03-01"})");
    EXPECT_EQ(export_.status, 400) << export_.body;
}

TEST(ReportLists, ShowACitizenHisOwnAndNobodyElses) {
    ApiTown town;
    auto citizen = town.citizen();
    auto write = [&](const std::string& text, Caller who) {
        auto body = R"({"title":"路灯","text":")" + text + R"(","division":"410102001000"})";
        auto answer = town.post("/reports", std::move(who), body);
        EXPECT_EQ(answer.status, 201) << answer.body;
        return answer;
    };
    auto first = write("门口第一盏，电话13812345678", citizen);
    write("门口第二盏", citizen);
    auto other = citizen;
    other.subject = SubjectId{78};
    write("别人的", other);
    auto listed = town.get("/me/reports", citizen);
    EXPECT_EQ(texts_at(listed, "text"), (Texts{"门口第二盏", "门口第一盏，电话13812345678"}));
    EXPECT_EQ(member(listed, "rows.1.receipt"), member(first, "receipt"));
    EXPECT_EQ(member(listed, "rows.1.state.phase"), "waiting");
    auto page = town.get("/me/reports?limit=1", citizen);
    EXPECT_EQ(texts_at(page, "text"), Texts{"门口第二盏"});
    auto rest = town.get("/me/reports?limit=1&after=" + member(page, "next"), citizen);
    EXPECT_EQ(texts_at(rest, "text"), Texts{"门口第一盏，电话13812345678"});
    EXPECT_EQ(town.get("/me/reports", town.nobody()).status, 401);
    EXPECT_EQ(town.get("/me/reports", town.as(Role::agent)).status, 403);
}

}  // namespace
}  // namespace cs::http
