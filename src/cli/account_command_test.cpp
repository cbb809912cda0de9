// `chengshu account`, and what backup, restore and forget do with accounts.
#include <gtest/gtest.h>

#include <filesystem>

#include "auth/accounts.h"
#include "cli/run_program_test.h"
#include "journal/data_directory.h"
#include "journal/vault.h"
#include "runtime/time_source.h"

using namespace cs;
using namespace cs::cli;

namespace {

const std::string password = "three plain words";

class AccountCommand : public testing::Test {
protected:
    void SetUp() override {
        auto divisions = scratch_.write("divisions.csv", "code,name\n410100000000,郑州市\n");
        ASSERT_EQ(run("import divisions " + divisions + " --found 410100").code, 0);
    }
    Ran run(const std::string& command, const std::string& input = {}) {
        return run_in("data", command, input);
    }
    Ran run_in(const std::string& data, const std::string& command,
               const std::string& input = {}) {
        auto in = scratch_.write("in", input + "\n");
        return run_program(command + " --data " + scratch_ / data + " <" + in);
    }
    auth::Accounts accounts(const std::string& data = "data") {
        return *auth::Accounts::open(scratch_ / data + "/accounts.db", time_);
    }
    auth::LoginResult log_in(const std::string& name, const std::string& data = "data") {
        return accounts(data).log_in(name, password, "::1")->result;
    }

    Scratch scratch_;
    runtime::SystemTime time_;
};

}  // namespace

TEST_F(AccountCommand, TheFirstAdministratorIsMadeWithAPasswordFromStandardInput) {
    EXPECT_NE(run("account list").out.find("There are no accounts yet"), std::string::npos);
    auto ran = run("account add Root --administrator", password);
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out, "The account root is made.\n");
    EXPECT_EQ(log_in("root"), auth::LoginResult::good);
    auto listed = run("account list --json");
    EXPECT_NE(listed.out.find("\"name\":\"root\",\"kind\":\"staff\",\"state\":\"active\","
                              "\"person\":\"410100000-3\""),
              std::string::npos)
        << listed.out;
    EXPECT_NE(run("account list --lang zh").out.find("工作人员"), std::string::npos);
    EXPECT_EQ(run("account add ROOT --administrator", password).code, 1);
}

TEST_F(AccountCommand, ACitizensAccountIsNobodysOfTheRegistry) {
    auto ran = run("account add wang --citizen", password);
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(log_in("wang"), auth::LoginResult::good);
    auto made = **accounts().find("wang");
    EXPECT_EQ(made.kind, auth::AccountKind::citizen);
    EXPECT_FALSE(made.person);
    EXPECT_TRUE(made.subject);
    for (const char* wrong : {"account add zhao --citizen --administrator",
                              "account add zhao --citizen --system", "account add zhao"})
        EXPECT_EQ(run(wrong, password).code, 2) << wrong;
}

TEST_F(AccountCommand, IsMadeBesideAServerThatHoldsTheDirectory) {
    auto held = journal::DataDirectory::open(scratch_ / "data", journal::Access::write);
    ASSERT_TRUE(held.has_value()) << held.error().text();
    auto ran = run("account add root --administrator", password);
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(log_in("root"), auth::LoginResult::good);
    EXPECT_EQ(run("account add li --person 410100000-99", password).code, 1);
}

TEST_F(AccountCommand, NeedsAPersonOfTheRegistryAndAGoodPassword) {
    EXPECT_EQ(run("account add li", password).code, 2);
    EXPECT_EQ(run("account add li --person 410100000-3 --administrator", password).code, 2);
    auto nobody = run("account add li --person 410100000-999", password);
    EXPECT_EQ(nobody.code, 1);
    EXPECT_NE(nobody.err.find("nobody in the registry has this id"), std::string::npos);
    auto weak = run("account add li --person 410100000-3 --lang zh", "short");
    EXPECT_EQ(weak.code, 1);
    EXPECT_NE(weak.err.find("密码不足 10 个字符"), std::string::npos) << weak.err;
    EXPECT_NE(run("account list").out.find("There are no accounts yet"), std::string::npos);
}

TEST_F(AccountCommand, DisablesEnablesAndSetsPasswords) {
    ASSERT_EQ(run("account add li --administrator", "a first password").code, 0);
    ASSERT_EQ(run("account password li", password).code, 0);
    EXPECT_EQ(log_in("li"), auth::LoginResult::good);
    EXPECT_EQ(run("account disable li").code, 0);
    EXPECT_EQ(log_in("li"), auth::LoginResult::disabled);
    EXPECT_EQ(run("account enable li").code, 0);
    EXPECT_EQ(log_in("li"), auth::LoginResult::good);
    auto unknown = run("account disable wang");
    EXPECT_EQ(unknown.code, 1);
    EXPECT_NE(unknown.err.find("there is no account of this name"), std::string::npos);
    auto audit = run("account audit --json").out;
    for (const char* kind : {"account_added", "password_set", "account_disabled",
                             "account_enabled", "logged_in", "login_refused"})
        EXPECT_NE(audit.find(kind), std::string::npos) << kind << " in " << audit;
}

TEST_F(AccountCommand, IssuesListsAndRevokesTokens) {
    ASSERT_EQ(run("account add pipes --administrator --system").code, 0);
    auto issued = run("account token pipes --label export --scope read --scope report --for 30d");
    ASSERT_EQ(issued.code, 0) << issued.err;
    auto text = issued.out.substr(issued.out.find("cst_"), 68);
    auto caller = *accounts().by_token(text, "::1");
    ASSERT_TRUE(caller);
    EXPECT_TRUE(caller->may(auth::Scope::report));
    EXPECT_FALSE(caller->may(auth::Scope::act));
    auto listed = run("account token pipes --list");
    EXPECT_NE(listed.out.find("read report"), std::string::npos) << listed.out;
    EXPECT_EQ(listed.out.find(text), std::string::npos);
    EXPECT_EQ(run("account token pipes --revoke 1").code, 0);
    EXPECT_FALSE(*accounts().by_token(text, "::1"));
    EXPECT_EQ(run("account token pipes --scope everything --label x").code, 2);
    EXPECT_EQ(run("account token pipes --scope read --label x --for 400d").code, 1);
}

TEST_F(AccountCommand, ABackupHasTheAccountsAndNobodyIsSignedIn) {
    ASSERT_EQ(run("account add li --administrator", password).code, 0);
    auto login = *accounts().log_in("li", password, "::1");
    auto token = *accounts().issue_token("li", "x", std::array{auth::Scope::read},
                                         Duration::days(1));
    auto code = accounts().receipts(Realm{410100000})->code_for(ReportId{42});
    ASSERT_EQ(run("backup " + scratch_ / "copy").code, 0);
    ASSERT_EQ(run_in("new", "restore " + scratch_ / "copy").code, 0);
    EXPECT_TRUE(*accounts().by_session(login.session, "::1"));
    for (const char* data : {"copy", "new"}) {
        EXPECT_FALSE(*accounts(data).by_session(login.session, "::1")) << data;
        EXPECT_TRUE(*accounts(data).by_token(token.text, "::1")) << data;
        EXPECT_EQ(accounts(data).receipts(Realm{410100000})->code_for(ReportId{42}), code);
        EXPECT_EQ(log_in("li", data), auth::LoginResult::good) << data;
        EXPECT_EQ(std::filesystem::status(scratch_ / data + "/accounts.db").permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
}

TEST_F(AccountCommand, AForgottenCitizensAccountIsGoneEverywhere) {
    auto citizen = *accounts().add({"zhang", auth::AccountKind::citizen, {}}, password);
    {
        auto vault = *journal::Vault::open(scratch_ / "data/vault.db");
        ASSERT_TRUE(vault.seal(*citizen.subject, "text", "context"));
        ASSERT_TRUE(vault.flush());
    }
    ASSERT_EQ(run("backup " + scratch_ / "copy").code, 0);
    ASSERT_EQ(run("backup " + scratch_ / "away").code, 0);
    std::filesystem::rename(scratch_ / "away", scratch_ / "moved");
    auto ran = run("forget " + id_text(*citizen.subject) + " --reason asked");
    ASSERT_EQ(ran.code, 3) << ran.err;
    EXPECT_FALSE(*accounts().find("zhang"));
    EXPECT_FALSE(*accounts("copy").find("zhang"));
    EXPECT_TRUE(*accounts("moved").find("zhang"));
    ran = run_in("new", "restore " + scratch_ / "moved" + " --replaces " + scratch_ / "data");
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_FALSE(*accounts("new").find("zhang"));
}
