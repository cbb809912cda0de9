// Forgetting over HTTP erases what the command line erases: words, account, sessions and exported
// files, and tells what backups are still owed.
#include <filesystem>
#include <thread>

#include "http/api_test.h"

namespace cs::http {
namespace {

constexpr const char* password = "correct horse battery";

class Forget : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(accounts().add({"wang", auth::AccountKind::citizen, {}}, password));
        auto login = *accounts().log_in("wang", password, "10.0.0.9");
        session_ = login.session;
        citizen_ = **accounts().by_session(session_, "10.0.0.9");
        auto sent = town_.post("/reports", citizen_,
                               R"({"title":"积水","text":"秘密内容","division":"410102001000"})");
        ASSERT_EQ(sent.status, 201) << sent.body;
    }
    auth::Accounts& accounts() { return town_.api().accounts; }
    Response forget() {
        return town_.post("/subjects/" + id_text(*citizen_.subject) + "/forget",
                          town_.as_everywhere(Role::administrator), R"({"reason":"本人申请"})");
    }
    std::string exported(const std::string& list) {
        auto started = town_.post("/exports", town_.as(Role::agent),
                                  R"({"list":")" + list + R"(","format":"csv"})",
                                  {{"chengshu-purpose", "受理"}});
        auto path = "/exports/" + member(started, "id");
        for (int i = 0; i < 200'000; ++i) {
            if (member(town_.get(path, town_.as(Role::agent)), "state") == "done") break;
            std::this_thread::yield();
        }
        return path + "/file";
    }

    ApiTown town_;
    Caller citizen_;
    std::string session_;
    journal::TemporaryDirectory directory_;
};

TEST_F(Forget, RemovesTheAccountWithItsSessions) {
    ASSERT_NE(town_.get("/me/reports", citizen_).body.find("秘密内容"), std::string::npos);
    ASSERT_EQ(forget().status, 200);
    EXPECT_FALSE(*accounts().find("wang"));
    EXPECT_FALSE(*accounts().by_session(session_, "10.0.0.9"));
    EXPECT_EQ(town_.get("/me/reports", citizen_).body.find("秘密内容"), std::string::npos);
}

TEST_F(Forget, TellsOfANumberThatNobodyHas) {
    auto refused = town_.post("/subjects/410100000-987654/forget",
                              town_.as_everywhere(Role::administrator), R"({"reason":"申请"})");
    EXPECT_EQ(refused.status, 404);
}

TEST_F(Forget, LeavesWhatOfficersWroteMaskedWhateverThePurpose) {
    auto agent = town_.as(Role::agent);
    const auto path = "/cases/" + id_text(town_.case_id);
    const std::vector<Pair> why{{"chengshu-purpose", "回访"}};
    auto noted = town_.post(path + "/notes", agent, R"({"text":"机主电话13912345678，再联系"})");
    ASSERT_EQ(noted.status, 200) << noted.body;
    auto history = [&] { return town_.get(path + "/timeline", agent, why).body; };
    EXPECT_NE(history().find("13912345678"), std::string::npos) << history();
    auto reporter = town_.get("/reports/" + id_text(town_.case_report), agent);
    auto forgotten =
        town_.post("/subjects/" + member(reporter, "subject") + "/forget",
                   town_.as_everywhere(Role::administrator), R"({"reason":"本人申请"})");
    ASSERT_EQ(forgotten.status, 200) << forgotten.body;
    auto records = accounts().audit(0, 1'000)->size();
    EXPECT_NE(history().find("机主电话139****5678"), std::string::npos) << history();
    EXPECT_EQ(history().find("13912345678"), std::string::npos);
    EXPECT_EQ(accounts().audit(0, 1'000)->size(), records) << "nothing was read in clear";
}

TEST_F(Forget, MasksWhyHisReportWasDeclined) {
    auto agent = town_.as(Role::agent);
    auto path = "/reports/" + id_text(town_.waiting);
    auto declined = town_.post(path + "/decline", agent,
                               R"({"reason":"机主13912345678称已处理","basis":"条例第三条"})");
    ASSERT_EQ(declined.status, 200) << declined.body;
    auto reason = [&] {
        return member(town_.get(path, agent, {{"chengshu-purpose", "复核"}}), "reason");
    };
    EXPECT_EQ(reason(), "机主13912345678称已处理");
    auto subject = member(town_.get(path, agent), "subject");
    auto forgotten =
        town_.post("/subjects/" + subject + "/forget", town_.as_everywhere(Role::administrator),
                   R"({"reason":"本人申请"})");
    ASSERT_EQ(forgotten.status, 200) << forgotten.body;
    EXPECT_EQ(reason(), "机主139****5678称已处理");
}

TEST_F(Forget, RemovesFilesThatMayHoldHim) {
    auto personal = exported("reports"), plain = exported("units");
    ASSERT_EQ(town_.get(personal, town_.as(Role::agent)).status, 200);
    EXPECT_EQ(member(forget(), "exports_removed"), "1");
    EXPECT_EQ(town_.get(personal, town_.as(Role::agent)).status, 404);
    EXPECT_EQ(town_.get(plain, town_.as(Role::agent)).status, 200);
}

TEST_F(Forget, ReachesBackupsAndTellsWhatTheyAreOwed) {
    auto backup = directory_ / "vault.db", away = directory_ / "away.db";
    ASSERT_TRUE(town_.api().vault.backup_to(backup));
    std::filesystem::rename(backup, away);
    auto owed = forget();
    EXPECT_EQ(member(owed, "unreached_backups.0"), backup) << owed.body;
    EXPECT_NE(member(owed, "sequence"), "");
    std::filesystem::rename(away, backup);
    auto settled = forget();
    EXPECT_EQ(settled.status, 200) << settled.body;
    EXPECT_EQ(member(settled, "unreached_backups.0"), "");
    EXPECT_EQ(member(settled, "sequence"), "");
}

TEST_F(Forget, IsNotForWhoeverHoldsAPartOfTheRealm) {
    auto path = "/subjects/" + id_text(*citizen_.subject) + "/forget";
    auto refused = town_.post(path, town_.as(Role::data_officer), R"({"reason":"本人申请"})");
    EXPECT_EQ(problem_code(refused), "not_permitted");
    EXPECT_TRUE(*accounts().find("wang"));
}

}  // namespace
}  // namespace cs::http
