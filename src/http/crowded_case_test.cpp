// A case on which many have reported: no answer carries all of them at once, and everything is
// reached page by page.
#include <boost/json.hpp>

#include "evidence/samples.h"
#include "http/api_test.h"
#include "http/limits.h"

namespace cs::http {
namespace {

constexpr std::size_t more_reports = 59;

class CrowdedCase : public testing::Test {
protected:
    // Whoever comments has seen the case: the views hold it.
    Response comment(CaseId id, Caller caller) {
        EXPECT_EQ(town.get("/cases/" + id_text(id), town.as(Role::agent)).status, 200);
        return town.ask(Method::post, "/open311/v2/servicerequestupdates.json", std::move(caller),
                        "service_request_id=" + id_text(id),
                        {{"content-type", "application/x-www-form-urlencoded"}});
    }
    static std::string retry_after(const Response& response) {
        for (const auto& header : response.headers)
            if (header.name == "Retry-After") return header.value;
        return {};
    }
    void crowd() {
        for (std::size_t i = 0; i < more_reports; ++i)
            ASSERT_EQ(comment(town.case_id, town.as(Role::agent)).status, 200);
    }
    boost::json::array rows(const std::string& target) {
        auto response = town.get(path + target, town.as(Role::agent));
        EXPECT_EQ(response.status, 200) << target << response.body;
        next = member(response, "next");
        return boost::json::parse(response.body).at("rows").as_array();
    }
    // All of a list, in pages of that size.
    boost::json::array paged(const std::string& list, std::size_t limit) {
        boost::json::array out;
        next.clear();
        do {
            auto after = next.empty() ? "" : "&after=" + next;
            for (auto& row : rows(list + "?limit=" + std::to_string(limit) + after))
                out.push_back(std::move(row));
        } while (!next.empty());
        return out;
    }
    ApiTown town;
    std::string path = "/cases/" + id_text(town.case_id);
    std::string next;
};

TEST_F(CrowdedCase, ShowsItsFirstReportAndTheNewest) {
    crowd();
    auto seen = town.get(path, town.as(Role::agent));
    EXPECT_EQ(member(seen, "report_count"), "60");
    auto tree = boost::json::parse(seen.body);
    const auto& shown = tree.at("reports").as_array();
    auto all = rows("/reports?limit=1000");
    EXPECT_EQ(all.size(), more_reports + 1);
    ASSERT_EQ(shown.size(), views::case_reports_shown);
    EXPECT_EQ(shown.front(), all.front());
    EXPECT_EQ(std::string(shown.front().at("id").as_string()), id_text(town.case_report));
    EXPECT_EQ(shown[1], all[all.size() - 49]);
    EXPECT_EQ(shown.back(), all.back());
    auto request = town.ask(Method::get, "/open311/v2/requests/" + id_text(town.case_id) +
                            ".json?extensions=true", town.nobody());
    EXPECT_EQ(member(request, "0.extended_attributes.reports"), "60");
}

TEST_F(CrowdedCase, IsReadInPages) {
    crowd();
    EXPECT_EQ(paged("/reports", 7), rows("/reports?limit=1000"));
    auto history = rows("/timeline");
    EXPECT_EQ(next, "");
    EXPECT_GT(history.size(), 2 * more_reports);
    EXPECT_EQ(paged("/timeline", 7), history);
    EXPECT_EQ(town.get(path + "/timeline?after=x", town.as(Role::agent)).status, 400);
    EXPECT_EQ(town.get(path + "/timeline?limit=0", town.as(Role::agent)).status, 400);
}

TEST_F(CrowdedCase, TellsWhatHappenedBehindAnUpdate) {
    crowd();
    auto updates = [&](const std::string& query) {
        auto response = town.ask(Method::get, "/open311/v2/servicerequestupdates.json?" + query,
                                 town.nobody());
        EXPECT_EQ(response.status, 200) << response.body;
        return boost::json::parse(response.body).as_array();
    };
    for (const auto& of : {"service_request_id=" + id_text(town.case_id),
                           std::string("start_date=2026-03-01T00:00:00Z")}) {
        auto all = updates(of);
        ASSERT_EQ(all.size(), more_reports + 2) << of;
        auto half = all.size() / 2;
        auto after = std::string(all[half - 1].at("update_id").as_string());
        auto rest = updates(of + "&after=" + after);
        EXPECT_EQ(rest, boost::json::array(all.begin() + static_cast<std::ptrdiff_t>(half),
                                           all.end()));
    }
}

TEST_F(CrowdedCase, StillShowsWhatAnOldReportNames) {
    auto sent = town.post("/evidence", town.nobody(), evidence::samples::png(16, 9));
    auto report = town.post("/reports", town.nobody(),
        R"({"title":"路灯","text":"还是不亮","division":"410102001000","upload":")" +
        member(sent, "upload") + R"(","attachments":[")" + member(sent, "hash") + "\"]}");
    auto attached = town.post("/reports/" + member(report, "report") + "/attach",
                              town.as(Role::agent),
                              R"({"case_id":")" + id_text(town.case_id) + "\"}");
    ASSERT_EQ(problem_code(attached), "") << attached.body;
    crowd();
    auto listed = rows("/evidence");
    ASSERT_EQ(listed.size(), 2u);
    EXPECT_EQ(std::string(listed[1].at("hash").as_string()), member(sent, "hash"));
    EXPECT_EQ(town.get(path + "/evidence/" + member(sent, "hash"), town.as(Role::agent)).status,
              200);
}

TEST_F(CrowdedCase, TakesSoManyCommentsOfOneAddressAndThenWaits) {
    auto other = town.file_case();
    for (int i = 0; i < limits::comments_saved; ++i)
        ASSERT_EQ(comment(town.case_id, town.nobody()).status, 200) << i;
    auto refused = comment(town.case_id, town.nobody());
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(retry_after(refused), "360");
    EXPECT_EQ(member(refused, "0.description"), "too many comments on this request; wait");
    EXPECT_EQ(comment(other, town.nobody()).status, 200);
    EXPECT_EQ(comment(town.case_id, town.as(Role::agent)).status, 200);
    EXPECT_EQ(comment(town.case_id, town.citizen()).status, 200) << "by his own account";
    town.pass(Duration::minutes(limits::comment_minutes) - Duration{1'500'000});
    EXPECT_EQ(retry_after(comment(town.case_id, town.nobody())), "2");
    town.pass(Duration::seconds(2));
    EXPECT_EQ(comment(town.case_id, town.nobody()).status, 200);
    EXPECT_EQ(comment(town.case_id, town.nobody()).status, 429);
}

}  // namespace
}  // namespace cs::http
