// Photos by Open311 over a socket: one comes in with a form, goes through the evidence store, and is
// reached by the media_url of whoever may see it, without what the camera wrote into it.
#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "evidence/samples.h"
#include "http/schema_check_test.h"
#include "http/served_town_test.h"

namespace cs::http {
namespace {

namespace samples = evidence::samples;
using auth::Scope;

const std::string requests = "/open311/v2/requests";

class Open311Photos : public testing::Test {
protected:
    std::vector<Pair> fields() const {
        return {{"service_code", "E9999"},
                {"address_id", "410102001000"},
                {"description", "路灯不亮"},
                {"first_name", "张"}};
    }
    Received report(const std::vector<std::string>& media, const std::string& headers = {}) {
        return served.ask(post_form(requests + ".json", multipart(fields(), media), headers));
    }
    // An agent files what was reported; the service_request_id.
    std::string filed(const std::string& token) {
        auto report = *served.town.api().receipts.report_of(token);
        auto answer = served.town.post("/reports/" + id_text(report) + "/file",
                                       served.town.as(Role::agent),
                                       R"({"matter":"E9999","condition":0,"dispatch":{}})");
        EXPECT_EQ(problem_code(answer), "") << answer.body;
        return member(answer, "events.0.case_id");
    }
    Received read(const std::string& id, const std::string& headers = {}) {
        auto answer = served.ask(get(requests + "/" + id + ".json", headers + after()));
        EXPECT_EQ(misfits(answer.body), "") << answer.body;
        return answer;
    }
    /// Makes reading wait until the views have all that was answered.
    std::string after() {
        std::uint64_t last = 0;
        served.town.api().runtime.at_rest([&](auto& engine) { last = engine.last_sequence(); });
        return "Chengshu-After: " + std::to_string(last) + "\r\n";
    }
    static std::string misfits(const std::string& body) {
        std::ifstream file(std::string(CHENGSHU_SOURCE_DIR) + "/tests/open311/georeport-v2.json");
        std::stringstream text;
        text << file.rdbuf();
        auto all = boost::json::parse(text.str());
        auto tree = boost::json::parse(body);
        for (const auto& one : tree.as_array())
            if (auto fault = misfit(all, all.at("request"), one); !fault.empty()) return fault;
        return {};
    }

    ServedTown served;
};

TEST_F(Open311Photos, OneThatIsReportedIsReachedByItsMediaUrl) {
    auto photo = samples::jpeg(64, 48, samples::zhengzhou_exif());
    auto posted = report({photo});
    ASSERT_EQ(posted.status, 200) << posted.body;
    auto token = member_of(posted.body, "0.token");
    auto id = filed(token);
    // Whoever works there sees it; the public does not, nor one whose token is not for reading.
    EXPECT_EQ(member_of(read(id).body, "0.media_url"), "null");
    auto deaf = served.token(Role::agent, {Scope::report});
    EXPECT_EQ(member_of(read(id, bearer(deaf)).body, "0.media_url"), "null");
    auto agent = bearer(served.token(Role::agent, {Scope::read}));
    auto url = member_of(read(id, agent).body, "0.media_url");
    ASSERT_TRUE(url.starts_with("http://x/open311/v2/photos/" + id + "/")) << url;
    // The link carries its own right.
    auto shown = served.follow(url);
    EXPECT_EQ(shown.status, 200) << shown.body;
    EXPECT_EQ(shown.headers["content-type"], "image/jpeg");
    EXPECT_EQ(shown.headers["cross-origin-resource-policy"], "cross-origin");
    EXPECT_TRUE(shown.body.starts_with("\xFF\xD8\xFF"));
    EXPECT_EQ(shown.body.find("Exif"), std::string::npos);
    EXPECT_NE(shown.body, photo);
    // Its reporter is shown his own.
    auto own = served.ask(get("/open311/v2/tokens/" + token + ".json?extensions=true"));
    EXPECT_EQ(member_of(own.body, "0.media_url"), url);
    auto plain = served.ask(get("/open311/v2/tokens/" + token + ".json"));
    EXPECT_EQ(member_of(plain.body, "0.media_url"), "");
}

TEST_F(Open311Photos, ALinkIsNotMadeUpAndEnds) {
    auto posted = report({samples::jpeg(64, 48)});
    auto id = filed(member_of(posted.body, "0.token"));
    auto agent = bearer(served.token(Role::agent, {Scope::read}));
    auto url = member_of(read(id, agent).body, "0.media_url");
    auto forged = url;
    forged[forged.size() - 5] = forged[forged.size() - 5] == '0' ? '1' : '0';
    EXPECT_EQ(served.follow(forged).status, 404);
    auto other = url;
    other.replace(other.find(id), id.size(), id_text(served.town.case_id));
    EXPECT_EQ(served.follow(other).status, 404) << "the link of another case";
    served.town.pass(Duration::days(2));
    auto ended = served.follow(url);
    EXPECT_EQ(ended.status, 404);
    EXPECT_NE(ended.body.find("this link has ended"), std::string::npos) << ended.body;
}

TEST_F(Open311Photos, IsGoneWithItsReporter) {
    auto posted = report({samples::jpeg(64, 48)});
    auto token = member_of(posted.body, "0.token");
    auto id = filed(token);
    auto agent = bearer(served.token(Role::agent, {Scope::read}));
    auto url = member_of(read(id, agent).body, "0.media_url");
    auto& town = served.town;
    auto report = town.get("/reports/" + id_text(*town.api().receipts.report_of(token)),
                           town.as(Role::agent));
    ASSERT_EQ(town.post("/subjects/" + member(report, "subject") + "/forget",
                        town.as_everywhere(Role::administrator), R"({"reason":"本人申请"})").status, 200);
    EXPECT_EQ(member_of(read(id, agent).body, "0.media_url"), "null");
    EXPECT_EQ(served.follow(url).status, 410);
}

TEST_F(Open311Photos, WhatTheUnitShowsStandsInTheUpdates) {
    auto& town = served.town;
    auto id = "/cases/" + id_text(town.case_id);
    ASSERT_EQ(town.post(id + "/orders/1/sign", town.as(Role::unit_officer), "").status, 200);
    auto repaired = town.photo(town.as(Role::unit_officer));
    ASSERT_EQ(town.post(id + "/orders/1/outcome", town.as(Role::unit_officer),
                        R"({"claim":"solved","text":"x","evidence":[")" + repaired + "\"]}").status,
              200);
    auto me_too = served.ask(post_form(
        "/open311/v2/servicerequestupdates.json",
        multipart({{"service_request_id", id_text(town.case_id)}}, {samples::png(8, 8)})));
    EXPECT_EQ(me_too.status, 200) << me_too.body;
    auto agent = bearer(served.token(Role::agent, {Scope::read}));
    auto updates = served.ask(get("/open311/v2/servicerequestupdates.json?service_request_id=" +
                                      id_text(town.case_id), agent + after()));
    std::map<std::string, std::string> shown;
    auto tree = boost::json::parse(updates.body);
    for (const auto& one : tree.as_array())
        if (one.at("media_url").is_string())
            shown[one.at("external_status_code").as_string().c_str()] =
                one.at("media_url").as_string().c_str();
    ASSERT_TRUE(shown.contains("outcome.submitted")) << updates.body;
    EXPECT_EQ(served.follow(shown["outcome.submitted"]).status, 200);
    ASSERT_TRUE(shown.contains("report.attached")) << updates.body;
    EXPECT_EQ(served.follow(shown["report.attached"]).status, 200);
}

TEST_F(Open311Photos, WhatIsNoPhotoIsRefusedInTheStandardsForm) {
    auto refused = [&](const std::vector<std::string>& media) {
        auto answer = report(media);
        EXPECT_EQ(std::to_string(answer.status), member_of(answer.body, "0.code")) << answer.body;
        return answer.status;
    };
    EXPECT_EQ(refused({"<html>"}), 415);
    EXPECT_EQ(refused({samples::jpeg(9, 9) + samples::zip({"x"})}), 400);
    EXPECT_EQ(refused(std::vector<std::string>(6, samples::png(8, 8))), 400);
    auto cut = multipart(fields(), {samples::png(8, 8)});
    auto answer = served.ask(post_form(requests + ".xml", cut.substr(0, cut.size() - 6)));
    EXPECT_EQ(answer.status, 400);
    EXPECT_TRUE(answer.body.ends_with(
        "<description>a part of the request cannot be read: the form has no end</description>"
        "</error></errors>\n")) << answer.body;
}

TEST_F(Open311Photos, SentAgainUnderItsKeyIsKeptOnce) {
    auto key = "Idempotency-Key: 0123456789abcdef0123\r\n";
    auto photo = samples::jpeg(64, 48);
    auto first = report({photo}, key), again = report({photo}, key);
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(member_of(again.body, "0.token"), member_of(first.body, "0.token"));
    std::size_t kept = 0;
    for (const auto& one : served.town.evidence_files())
        kept += one.starts_with(hex_text(sha256(photo))) && one.ends_with(".original");
    EXPECT_EQ(kept, 2u) << "this one, and that of the town's own case, which is the same picture";
}

}  // namespace
}  // namespace cs::http
