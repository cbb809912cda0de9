// A report's whole life over the API, and what each answer promises.
#include <boost/json.hpp>
#include <set>

#include "http/api_test.h"

namespace cs::http {
namespace {

TEST(Api, CarriesAReportToItsEndAndTheReceiptTells) {
    ApiTown town;
    auto submitted = town.report("井盖没了");
    ASSERT_EQ(submitted.status, 201) << submitted.body;
    auto report = member(submitted, "report"), receipt = member(submitted, "receipt");
    auto filed = town.post("/reports/" + report + "/file", town.as(Role::agent),
                           R"({"matter":"E9999","condition":0,"dispatch":{}})");
    ASSERT_EQ(filed.status, 200) << filed.body;
    auto path = "/cases/" + member(filed, "events.0.case_id");
    auto step = [&](const std::string& what, Role role, const std::string& body) {
        auto done = town.post(path + what, town.as(role), body);
        EXPECT_EQ(done.status, 200) << what << done.body;
    };
    step("/orders/1/sign", Role::unit_officer, "");
    step("/orders/1/contact", Role::unit_officer, R"({"remark":"已联系"})");
    step("/orders/1/outcome", Role::unit_officer,
         R"({"claim":"solved","text":"已修复","evidence":[")" +
             town.photo(town.as(Role::unit_officer)) + "\"]}");
    step("/verify", Role::verifier, R"({"pass":true,"remark":""})");
    step("/callback", Role::agent,
         R"({"contacted":true,"solved":"yes","satisfied":"yes","remark":""})");
    step("/close", Role::agent, R"({"closing":"solved","reason":"","basis":""})");
    auto told = town.get("/receipts/" + receipt, town.nobody());
    EXPECT_EQ(member(told, "case_phase"), "closed") << told.body;
    EXPECT_EQ(member(told, "accepted"), "yes");
    EXPECT_EQ(told.body.find("井盖"), std::string::npos);
}

TEST(Api, SaysWhichRuleRefused) {
    ApiTown town;
    auto refused = town.post("/cases/" + id_text(town.case_id) + "/orders/1/sign",
                             town.as(Role::agent), "");
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(problem_code(refused), "not_permitted");
    EXPECT_EQ(member(refused, "rule"),
              "sign_order: by unit_officer or grid_worker for the order's unit, while dispatched "
              "or handling, not suspended");
    auto wrong = town.post("/cases/" + id_text(town.case_id) + "/close", town.as(Role::agent),
                           R"({"closing":"perhaps","reason":"","basis":""})");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(member(wrong, "field"), "closing");
    auto broken = town.post("/cases/" + id_text(town.case_id) + "/notes", town.as(Role::agent),
                            "{\"text\":");
    EXPECT_EQ(broken.status, 400) << broken.body;
}

TEST(Api, NamesThePolicysSettingOrWhatTheCommandAsks) {
    ApiTown town;
    auto refused = [&](const std::string& path, const std::string& body, bool chinese = false) {
        std::vector<Pair> headers;
        if (chinese) headers.push_back({"accept-language", "zh-CN"});
        return town.post("/cases/" + id_text(town.case_id) + path, town.as(Role::supervisor), body,
                         headers);
    };
    const std::string too_long = R"({"reason":"等材料","basis":"缓办规定","review":)"
                                 R"({"amount":21,"unit":"working_days","calendar":"work"}})";
    auto suspended = refused("/suspend", too_long);
    EXPECT_EQ(problem_code(suspended), "suspension_too_long") << suspended.body;
    EXPECT_EQ(member(suspended, "rule"), "policy: suspension 20 working_days (work)");
    EXPECT_EQ(member(suspended, "field"), "review");
    EXPECT_EQ(member(refused("/suspend", too_long, true), "rule"),
              "时限规则：suspension 20 working_days (work)");
    auto without = refused("/suspend", R"({"reason":"等材料","basis":""})");
    EXPECT_EQ(problem_code(without), "basis_missing");
    EXPECT_EQ(member(without, "rule"), "suspend_case: needs basis");
    auto unsolved = refused("/close", R"({"closing":"solved","reason":"","basis":""})", true);
    EXPECT_EQ(problem_code(unsolved), "not_verified");
    EXPECT_EQ(member(unsolved, "rule"),
              "close_case：以 solved 结案须 verified 为 yes、阶段为 called_back、accepted 不为 no");
    auto hasty = town.post("/cases/" + id_text(town.case_id) + "/close", town.as(Role::agent),
                           R"({"closing":"without_remedy","reason":"无","basis":"无"})");
    EXPECT_EQ(problem_code(hasty), "not_permitted");
    EXPECT_EQ(member(hasty, "rule"), "close_case: closing without remedy is a supervisor's");
    EXPECT_EQ(member(hasty, "detail"), "");
}

TEST(Api, SaysTheCoresRefusalInChineseToo) {
    ApiTown town;
    const Pair chinese{"accept-language", "zh-CN"};
    auto refused = [&](const std::string& path, Role role, const std::string& body) {
        return town.post("/cases/" + id_text(town.case_id) + path, town.as(role), body, {chinese});
    };
    auto sign = refused("/orders/1/sign", Role::agent, "");
    EXPECT_EQ(member(sign, "title"), "您的角色或管辖范围不允许此操作");
    EXPECT_EQ(member(sign, "rule"),
              "sign_order：由工单承办单位的 unit_officer 或 grid_worker，阶段为 dispatched 或 "
              "handling，且未挂账");
    auto closed = refused("/close", Role::agent,
                          R"({"closing":"elsewhere","reason":"","basis":""})");
    EXPECT_EQ(member(closed, "detail"), "只有导入前的案件才可在别处办结") << closed.body;
}

TEST(Api, NamesTheFieldOfTheCaseThatIsNotThere) {
    ApiTown town;
    auto merged = [&](const std::string& from, const std::string& into) {
        return town.post("/cases/" + from + "/merge", town.as(Role::dispatcher),
                         R"({"into":")" + into + R"(","reason":"重复"})");
    };
    auto own = id_text(town.case_id);
    auto into_nothing = merged(own, "410100000-99999"), nothing = merged("410100000-99999", own);
    EXPECT_EQ(problem_code(into_nothing), "unknown_case") << into_nothing.body;
    EXPECT_EQ(member(into_nothing, "field"), "into");
    EXPECT_EQ(problem_code(nothing), "unknown_case") << nothing.body;
    EXPECT_EQ(member(nothing, "field"), "case_id");
}

TEST(Api, TellsNobodyElseHowManyOrdersACaseHas) {
    ApiTown town;
    auto refused = [&](const std::string& order, const Caller& caller) {
        auto path = "/cases/" + id_text(town.case_id) + "/orders/" + order + "/withdraw";
        return problem_code(town.post(path, caller, R"({"reason":"x"})"));
    };
    EXPECT_EQ(refused("1", town.as(Role::dispatcher, false)), "not_permitted");
    EXPECT_EQ(refused("99", town.as(Role::dispatcher, false)), "not_permitted");
    EXPECT_EQ(refused("99", town.as(Role::dispatcher)), "unknown_order");
}

TEST(Api, TellsOnlyWhoMaySeeAReportThatItIsDecided) {
    ApiTown town;
    auto decline = [&](ReportId report, const Caller& caller) {
        return town.post("/reports/" + id_text(report) + "/decline", caller,
                         R"({"reason":"咨询类","basis":"条例第三条"})");
    };
    auto seen = town.get("/reports/" + id_text(town.case_report), town.as(Role::agent));
    ASSERT_EQ(seen.status, 200) << "the views hold it";
    auto other = town.as(Role::agent, false);
    auto decided = decline(town.case_report, other), waits = decline(town.waiting, other);
    EXPECT_EQ(decided.status, 403) << decided.body;
    EXPECT_EQ(decided.body, waits.body);
    auto own = decline(town.case_report, town.as(Role::agent));
    EXPECT_EQ(own.status, 409) << own.body;
    EXPECT_EQ(problem_code(own), "already_declined");
    EXPECT_EQ(decline(town.case_report, town.as_everywhere(Role::supervisor)).status, 409);
}

TEST(Api, FindsACaseByItsNumberAndByWhetherItIsOpen) {
    ApiTown town;
    auto agent = town.as(Role::agent);
    auto seen = town.get("/cases/" + id_text(town.case_id), agent);
    auto number = member(seen, "row.number");
    ASSERT_NE(number, "") << seen.body;
    EXPECT_EQ(town.get("/cases/" + number, agent).body, seen.body);
    EXPECT_EQ(town.get("/cases/" + number + "/timeline", agent).status, 200);
    EXPECT_EQ(town.get("/cases/" + number, town.as(Role::agent, false)).status, 404);
    auto other_year = number;
    other_year[other_year.find('-') + 1] = '1';
    EXPECT_EQ(town.get("/cases/" + other_year, agent).status, 404);
    auto is_in = [&](const std::string& query) {
        return member(town.get("/cases?" + query, agent), "rows.0.number") == number;
    };
    EXPECT_TRUE(is_in("open=true"));
    EXPECT_FALSE(is_in("open=false"));
    EXPECT_FALSE(is_in("overdue=true"));
    EXPECT_TRUE(is_in("overdue=false"));
    auto closed = town.post("/cases/" + id_text(town.case_id) + "/close",
                            town.as(Role::supervisor),
                            R"({"closing":"without_remedy","reason":"无法处理","basis":"条例"})");
    ASSERT_EQ(closed.status, 200) << closed.body;
    EXPECT_FALSE(is_in("open=true"));
    EXPECT_TRUE(is_in("open=false"));
}

TEST(Api, LetsACommandActOnce) {
    ApiTown town;
    std::vector<Pair> key{{"idempotency-key", "5c0ffee5-0000-4000-8000-000000000001"}};
    auto first = town.report("重复提交", key), second = town.report("重复提交", key);
    EXPECT_EQ(member(first, "receipt"), member(second, "receipt"));
    EXPECT_EQ(member(second, "repeated"), "true");
    auto other = town.report("别的事情", key);
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(member(other, "code"), "key_conflict");
    EXPECT_EQ(member(other, "receipt"), "");
    auto guessable = town.report("重复提交", {{"idempotency-key", "1"}});
    EXPECT_EQ(guessable.status, 400);
    // One caller's key is not another's.
    auto note = "/cases/" + id_text(town.case_id) + "/notes";
    auto agent = town.post(note, town.as(Role::agent), R"({"text":"甲"})", key);
    auto officer = town.post(note, town.as(Role::unit_officer), R"({"text":"乙"})", key);
    EXPECT_EQ(member(agent, "repeated"), "false");
    EXPECT_EQ(member(officer, "repeated"), "false");
    auto reworded = town.post(note, town.as(Role::agent), R"({"text":"丙"})", key);
    EXPECT_EQ(reworded.status, 409);
    EXPECT_EQ(member(reworded, "code"), "key_conflict");
}

TEST(Api, ShowsPersonalDataOnlyWithAPurposeAndOnRecord) {
    ApiTown town;
    auto path = "/cases/" + id_text(town.case_id);
    auto masked = town.get(path, town.as(Role::agent));
    EXPECT_EQ(masked.body.find("13812345678"), std::string::npos);
    EXPECT_NE(masked.body.find("138****5678"), std::string::npos) << masked.body;
    auto before = town.api().accounts.audit(0, 100)->size();
    auto clear = town.get(path, town.as(Role::agent), {{"chengshu-purpose", "回访"}});
    EXPECT_NE(clear.body.find("13812345678"), std::string::npos);
    auto audit = *town.api().accounts.audit(0, 100);
    ASSERT_EQ(audit.size(), before + 1);
    EXPECT_EQ(audit.back().purpose, "回访");
    EXPECT_NE(audit.back().what.find(id_text(town.case_id)), std::string::npos);
    // An analyst's role does not reach so far, whatever he says he wants it for.
    auto analyst = town.get(path, town.as(Role::analyst), {{"chengshu-purpose", "统计"}});
    EXPECT_EQ(analyst.body.find("13812345678"), std::string::npos);
    auto reporter = town.get("/reports/" + id_text(town.case_report) + "/reporter",
                             town.as(Role::agent), {{"chengshu-purpose", "回访"}});
    EXPECT_EQ(member(reporter, "contact"), "13812345678") << reporter.body;
    auto hidden = town.get("/reports/" + id_text(town.case_report) + "/reporter",
                           town.as(Role::agent));
    EXPECT_NE(member(hidden, "contact"), "13812345678");
}

TEST(Api, KeepsPagesStableWhileRowsArrive) {
    ApiTown town;
    for (int i = 0; i < 6; ++i) town.file_case();
    std::vector<std::string> seen;
    std::string after;
    for (int page = 0; page < 4; ++page) {
        auto rows = town.get("/cases?limit=2" + (after.empty() ? "" : "&after=" + after),
                             town.as(Role::agent));
        for (int i = 0; i < 2; ++i)
            if (auto id = member(rows, "rows." + std::to_string(i) + ".id"); !id.empty())
                seen.push_back(id);
        after = member(rows, "next");
        town.file_case();
    }
    EXPECT_EQ(seen.size(), 7u);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 7u);
    EXPECT_EQ(after, "");
    EXPECT_EQ(town.get("/cases?after=nonsense", town.as(Role::agent)).status, 400);
    EXPECT_EQ(town.get("/cases?phase=nonsense", town.as(Role::agent)).status, 400);
}

TEST(Api, PagesKpis) {
    ApiTown town;
    town.file_case();
    auto agent = town.as_everywhere(Role::agent);
    auto whole = town.get("/kpis?by=day,unit,matter", agent);
    EXPECT_EQ(member(whole, "next"), "");
    ASSERT_NE(member(whole, "rows.0.matter"), "") << whole.body;
    auto first = town.get("/kpis?by=unit&limit=1", agent);
    ASSERT_NE(member(first, "next"), "") << first.body;
    EXPECT_EQ(member(first, "rows.1.unit"), "");
    auto second = town.get("/kpis?by=unit&limit=1&after=" + member(first, "next"), agent);
    EXPECT_NE(member(second, "rows.0.unit"), member(first, "rows.0.unit"));
    for (const auto* wrong : {"by=day,unit,day", "by=street,district", "by=unit&after=x", "limit=0"}) {
        auto refused = town.get(std::string("/kpis?") + wrong, agent);
        EXPECT_EQ(problem_code(refused), "bad_request") << wrong;
    }
}

TEST(Api, FindsACaseOfAnotherSystemByItsNumberThere) {
    ApiTown town;
    auto made = town.post("/cases/import", town.as_everywhere(Role::data_officer),
                          R"({"system":"outer","source_id":"JD-2025-0007","matter_name":"道路坑洞",
                              "unit":")" + id_text(town.own_office) +
                              R"(","division":"410102001000","filed_at":"2026-01-05T01:00:00Z",
                              "closed_at":"2026-01-06T01:00:00Z","status":"closed"})");
    ASSERT_EQ(made.status, 200) << made.body;
    auto id = member(made, "events.0.case_id");
    auto found = town.get("/cases?source_id=JD-2025-0007", town.as(Role::agent));
    EXPECT_EQ(member(found, "rows.0.id"), id) << found.body;
    EXPECT_EQ(member(found, "rows.1.id"), "");
    auto shown = town.get("/cases/" + id, town.as(Role::agent));
    EXPECT_EQ(member(shown, "imported_from.source_id"), "JD-2025-0007") << shown.body;
    EXPECT_EQ(member(shown, "imported_from.system"), "outer");
    EXPECT_EQ(member(shown, "imported_from.status"), "closed");
    EXPECT_EQ(town.get("/cases?source_id=JD-2025-0007", town.as(Role::agent, false)).body,
              R"({"rows":[]})");
    EXPECT_FALSE(town.get("/cases/" + id_text(town.case_id), town.as(Role::agent))
                     .body.contains("imported_from"));
}

TEST(Api, ListsOnlyWhatIsInScope) {
    ApiTown town;
    EXPECT_EQ(member(town.get("/cases", town.as(Role::supervisor)), "rows.0.id"),
              id_text(town.case_id));
    EXPECT_EQ(town.get("/cases", town.as(Role::supervisor, false)).body, R"({"rows":[]})");
    EXPECT_EQ(town.get("/cases", town.as(Role::unit_officer, false)).body, R"({"rows":[]})");
    EXPECT_EQ(member(town.get("/cases", town.as(Role::unit_officer)), "rows.0.id"),
              id_text(town.case_id));
    EXPECT_EQ(town.get("/reports", town.as(Role::agent, false)).body, R"({"rows":[]})");
    EXPECT_EQ(town.get("/cases/" + id_text(town.case_id), town.as(Role::agent, false)).status,
              404);
}

TEST(Api, ExplainsAClockToTheSum) {
    ApiTown town;
    auto path = "/cases/" + id_text(town.case_id) + "/clocks";
    auto clocks = town.get(path, town.as(Role::unit_officer));
    boost::json::value tree = boost::json::parse(clocks.body);
    auto count = tree.as_object()["rows"].as_array().size();
    ASSERT_GT(count, 1u);
    for (std::size_t i = 0; i < count; ++i) {
        auto one = town.get(path + "/" + std::to_string(i), town.as(Role::unit_officer));
        ASSERT_EQ(one.status, 200) << one.body;
        auto due = parse_instant(member(one, "explanation.due"));
        EXPECT_EQ(utc_text(*due), member(one, "clock.due")) << one.body;
    }
    EXPECT_EQ(town.get(path + "/99", town.as(Role::unit_officer)).status, 404);
}

}  // namespace
}  // namespace cs::http
