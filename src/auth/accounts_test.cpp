#include "auth/accounts.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <limits>

#include "auth/accounts_file.h"
#include "auth/accounts_test.h"
#include "auth/secret.h"
#include "journal/durable_file.h"

namespace cs::auth {
namespace {

class AccountsTest : public AccountsFixture {};

std::string all_bytes_in(const std::string& directory) {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        all += *journal::read_whole_file(entry.path().string());
    return all;
}

TEST_F(AccountsTest, ANameIsTakenOnceWhateverItsCase) {
    add_staff("Li.Si");
    auto again = accounts_.add({"LI.SI", AccountKind::staff, person_}, good_password);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().what, "there is an account of this name");
    EXPECT_EQ((*accounts_.find("li.SI"))->name, "li.si");
    EXPECT_FALSE(new_account_name("two words"));
    EXPECT_FALSE(account_name(""));
    EXPECT_FALSE(account_name("\xFF"));
    EXPECT_EQ(*account_name("张三"), "张三");
}

TEST_F(AccountsTest, AWeakPasswordIsRefused) {
    for (const char* weak : {"short", "aaaaaaaaaaaa", "路路路路路路路路路路路路", "long.enough.name",
                             "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"})
        EXPECT_FALSE(check_password(weak, "long.enough.name")) << weak;
    EXPECT_FALSE(check_password(std::string(257, 'a') + "b", "a"));
    EXPECT_TRUE(check_password("路灯不亮三天了请速修", "a"));
}

TEST_F(AccountsTest, OnlyTheRightPasswordOpensASession) {
    add_staff("li");
    EXPECT_EQ(log_in("li", "not the password").result, LoginResult::wrong);
    EXPECT_EQ(log_in("nobody", good_password).result, LoginResult::wrong);
    auto login = log_in("LI", good_password);
    ASSERT_EQ(login.result, LoginResult::good);
    auto caller = *accounts_.by_session(login.session, "::1");
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->name, "li");
    EXPECT_EQ(caller->person, person_);
    EXPECT_EQ(caller->csrf, login.csrf);
    EXPECT_FALSE(*accounts_.by_session(std::string(64, '0'), "::1"));
    EXPECT_FALSE(*accounts_.by_session("", "::1"));
}

// Of this thread: whoever else computes meanwhile does not count.
double processor_seconds() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

TEST_F(AccountsTest, AnUnknownNameTakesAsLongAsAWrongPassword) {
    auto dear = Accounts::open(directory_ / "dear.db", time_, AccountsOptions{});
    ASSERT_TRUE(dear);
    ASSERT_TRUE(dear->add({"li", AccountKind::staff, person_}, good_password));
    auto shortest = [&](const std::string& name) {
        auto best = std::numeric_limits<double>::max();
        for (int i = 0; i < 4; ++i) {
            auto begin = processor_seconds();
            EXPECT_EQ(dear->log_in(name, "not the password", "::1")->result, LoginResult::wrong);
            best = std::min(best, processor_seconds() - begin);
        }
        return best;
    };
    auto known = shortest("li"), unknown = shortest("nobody");
    // Without a hash the unknown name takes a hundredth.
    EXPECT_GT(unknown, known / 3);
    EXPECT_LT(unknown, known * 3);
}

TEST_F(AccountsTest, NoSecretStandsInTheFiles) {
    add_staff("li");
    auto login = log_in("li", good_password);
    auto token = *accounts_.issue_token("li", "test", std::array{Scope::read}, Duration::days(1));
    auto bytes = all_bytes_in(directory_.path());
    ASSERT_NE(bytes.find("$argon2id$"), std::string::npos);
    for (const auto& secret : {std::string(good_password), login.session, login.csrf, token.text,
                               token.text.substr(token_prefix.size())})
        EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
    EXPECT_EQ(std::filesystem::status(directory_ / "accounts.db").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(AccountsTest, ASessionEndsAfterItsIdleTimeAndAfterItsWholeTime) {
    add_staff("li");
    auto login = log_in("li", good_password);
    pass(Duration::minutes(29));
    EXPECT_TRUE(*accounts_.by_session(login.session, "::1"));
    pass(Duration::minutes(29));
    EXPECT_TRUE(*accounts_.by_session(login.session, "::1")) << "a request keeps it alive";
    pass(Duration::minutes(30));
    EXPECT_FALSE(*accounts_.by_session(login.session, "::1"));

    auto shift = log_in("li", good_password);
    for (int i = 0; i < 12 * 60 / 20 - 1; ++i) {
        pass(Duration::minutes(20));
        ASSERT_TRUE(*accounts_.by_session(shift.session, "::1")) << i;
    }
    pass(Duration::minutes(20));
    EXPECT_FALSE(*accounts_.by_session(shift.session, "::1")) << "twelve hours are over";
}

TEST_F(AccountsTest, AnAccountHasABoundedNumberOfSessions) {
    add_staff("li");
    auto first = log_in("li", good_password);
    for (int i = 0; i < most_sessions_of_an_account; ++i) {
        pass(Duration::seconds(1));
        log_in("li", good_password);
    }
    EXPECT_FALSE(*accounts_.by_session(first.session, "::1"));
}

TEST_F(AccountsTest, LoggingOutEndsThatSessionOnly) {
    add_staff("li");
    auto one = log_in("li", good_password), other = log_in("li", good_password);
    ASSERT_TRUE(accounts_.log_out(**accounts_.by_session(one.session, "::1")));
    EXPECT_FALSE(*accounts_.by_session(one.session, "::1"));
    EXPECT_TRUE(*accounts_.by_session(other.session, "::1"));
}

TEST_F(AccountsTest, ANewPasswordEndsAllSessionsAndTheOldPassword) {
    add_staff("li");
    auto login = log_in("li", good_password);
    auto caller = **accounts_.by_session(login.session, "::1");
    EXPECT_EQ(accounts_.change_password(caller, "not the password", "another good one")->result,
              LoginResult::wrong);
    auto changed = *accounts_.change_password(caller, good_password, "another good one");
    ASSERT_EQ(changed.result, LoginResult::good);
    EXPECT_FALSE(*accounts_.by_session(login.session, "::1"));
    EXPECT_TRUE(*accounts_.by_session(changed.session, "::1"));
    EXPECT_EQ(log_in("li", good_password).result, LoginResult::wrong);
    EXPECT_EQ(log_in("li", "another good one").result, LoginResult::good);
}

TEST_F(AccountsTest, ADisabledAccountDoesNothingUntilItIsEnabled) {
    add_staff("li");
    auto login = log_in("li", good_password);
    auto token = *accounts_.issue_token("li", "test", std::array{Scope::read}, Duration::days(1));
    ASSERT_TRUE(accounts_.disable("li"));
    EXPECT_FALSE(*accounts_.by_session(login.session, "::1"));
    EXPECT_FALSE(*accounts_.by_token(token.text, "::1"));
    EXPECT_EQ(log_in("li", good_password).result, LoginResult::disabled);
    EXPECT_EQ(log_in("li", "not the password").result, LoginResult::wrong);
    ASSERT_TRUE(accounts_.enable("li"));
    EXPECT_FALSE(*accounts_.by_session(login.session, "::1")) << "ended for good";
    EXPECT_TRUE(*accounts_.by_token(token.text, "::1"));
    EXPECT_EQ(log_in("li", good_password).result, LoginResult::good);
    EXPECT_FALSE(accounts_.disable("nobody"));
}

TEST_F(AccountsTest, AHundredWrongPasswordsLockTheAccountAndANewOneOpensIt) {
    add_staff("li");
    for (int i = 0; i < locked_after_failures; ++i) {
        pass(Duration::hours(2));
        ASSERT_EQ(log_in("li", "not the password").result, LoginResult::wrong);
    }
    pass(Duration::hours(2));
    EXPECT_EQ(log_in("li", good_password).result, LoginResult::locked);
    EXPECT_EQ((*accounts_.find("li"))->state, AccountState::locked);
    ASSERT_TRUE(accounts_.set_password("li", "another good one"));
    EXPECT_EQ(log_in("li", "another good one").result, LoginResult::good);
}

TEST_F(AccountsTest, GuessingIsSlowedDownPerAccountAndPerAddress) {
    add_staff("li");
    for (int i = 0; i < 5; ++i)
        ASSERT_EQ(log_in("li", "not the password").result, LoginResult::wrong);
    auto next = log_in("li", good_password);
    EXPECT_EQ(next.result, LoginResult::throttled) << "also for the right one";
    EXPECT_EQ(next.retry_after, Duration::seconds(1));
    pass(Duration::seconds(1));
    EXPECT_EQ(log_in("li", good_password).result, LoginResult::good);

    for (int i = 0; i < 15; ++i) log_in("nobody" + std::to_string(i), good_password);
    EXPECT_EQ(log_in("li", good_password).result, LoginResult::throttled);
    EXPECT_EQ(accounts_.log_in("li", good_password, "10.0.0.1")->result, LoginResult::good)
        << "another address is not concerned";
}

TEST_F(AccountsTest, ATokenHasScopesAnEndAndALastUse) {
    add_staff("li");
    auto token = *accounts_.issue_token("li", "nightly export", std::array{Scope::read},
                                        Duration::days(30));
    EXPECT_TRUE(token.text.starts_with("cst_"));
    auto caller = **accounts_.by_token(token.text, "::1");
    EXPECT_TRUE(caller.may(Scope::read));
    for (auto scope : {Scope::report, Scope::act, Scope::personal, Scope::manage})
        EXPECT_FALSE(caller.may(scope));
    EXPECT_TRUE(caller.csrf_holds("")) << "no cookie, nothing to forge";
    auto listed = accounts_.tokens("li")->front();
    EXPECT_EQ(listed.label, "nightly export");
    EXPECT_EQ(listed.last_used_at, time_.now());
    pass(Duration::days(30));
    EXPECT_FALSE(*accounts_.by_token(token.text, "::1"));
    EXPECT_FALSE(*accounts_.by_token("cst_" + std::string(64, '0'), "::1"));
    EXPECT_FALSE(*accounts_.by_token("", "::1"));
}

TEST_F(AccountsTest, ARevokedTokenIsWorthNothing) {
    add_staff("li");
    add_staff("wang");
    auto token = *accounts_.issue_token("li", "test", std::array{Scope::act}, Duration::days(1));
    EXPECT_FALSE(accounts_.revoke_token("wang", token.id)) << "it is not his";
    ASSERT_TRUE(accounts_.revoke_token("li", token.id));
    EXPECT_FALSE(*accounts_.by_token(token.text, "::1"));
    EXPECT_FALSE(accounts_.revoke_token("li", token.id));
    EXPECT_TRUE(accounts_.tokens("li")->front().revoked_at);
}

TEST_F(AccountsTest, WhatMayHaveEndedIsCountedForItsAccountAlone) {
    add_staff("li");
    add_staff("wang");
    auto of = [&](const char* name) { return accounts_.endings((*accounts_.find(name))->id); };
    auto caller = **accounts_.by_session(log_in("li", good_password).session, "::1");
    EXPECT_EQ(caller.endings, of("li"));
    auto changes = [&](auto end) {
        auto before = of("li"), others = of("wang");
        EXPECT_TRUE(end());
        EXPECT_EQ(of("wang"), others);
        return of("li") != before;
    };
    auto token = *accounts_.issue_token("li", "test", std::array{Scope::act}, Duration::days(1));
    EXPECT_FALSE(changes([&] { return accounts_.by_token(token.text, "::1").has_value(); }));
    EXPECT_TRUE(changes([&] { return accounts_.revoke_token("li", token.id).has_value(); }));
    EXPECT_TRUE(changes([&] { return accounts_.log_out(caller).has_value(); }));
    EXPECT_TRUE(changes([&] { return accounts_.set_password("li", good_password).has_value(); }));
    for (int i = 0; i < most_sessions_of_an_account; ++i)
        EXPECT_FALSE(changes(
            [&] { return log_in("li", good_password).result == LoginResult::good; }));
    EXPECT_TRUE(changes([&] { return log_in("li", good_password).result == LoginResult::good; }))
        << "the oldest ended";
    EXPECT_TRUE(changes([&] { return accounts_.disable("li").has_value(); }));
}

TEST_F(AccountsTest, ATokenWithoutScopeEndOrLabelIsRefused) {
    add_staff("li");
    EXPECT_FALSE(accounts_.issue_token("li", "x", {}, Duration::days(1)));
    EXPECT_FALSE(accounts_.issue_token("li", "x", std::array{Scope::read}, Duration::days(367)));
    EXPECT_FALSE(accounts_.issue_token("li", "x", std::array{Scope::read}, Duration{}));
    EXPECT_FALSE(accounts_.issue_token("li", "", std::array{Scope::read}, Duration::days(1)));
    EXPECT_FALSE(accounts_.issue_token("who", "x", std::array{Scope::read}, Duration::days(1)));
}

TEST_F(AccountsTest, ASystemSignsInByTokensAlone) {
    ASSERT_FALSE(accounts_.add({"pipes", AccountKind::system, person_}, good_password));
    ASSERT_TRUE(accounts_.add({"pipes", AccountKind::system, person_}, ""));
    EXPECT_EQ(log_in("pipes", "").result, LoginResult::wrong);
    EXPECT_FALSE(accounts_.set_password("pipes", good_password));
    auto token = *accounts_.issue_token("pipes", "x", std::array{Scope::report}, Duration::days(1));
    EXPECT_EQ((*accounts_.by_token(token.text, "::1"))->person, person_);
}

TEST_F(AccountsTest, ACitizenHasASubjectOfHisOwnAndNoPerson) {
    EXPECT_FALSE(accounts_.add({"zhang", AccountKind::citizen, person_}, good_password));
    EXPECT_FALSE(accounts_.add({"li", AccountKind::staff, {}}, good_password));
    auto one = accounts_.add({"zhang", AccountKind::citizen, {}}, good_password);
    auto two = accounts_.add({"zhao", AccountKind::citizen, {}}, good_password);
    ASSERT_TRUE(one && two && one->subject && two->subject);
    EXPECT_NE(one->subject, two->subject);
    auto caller = **accounts_.by_session(log_in("zhang", good_password).session, "::1");
    EXPECT_EQ(caller.subject, one->subject);
    EXPECT_FALSE(caller.person);

    EXPECT_EQ(*accounts_.forget(std::array{*one->subject, SubjectId{7}}), 1u);
    EXPECT_FALSE(*accounts_.find("zhang"));
    EXPECT_TRUE(*accounts_.find("zhao"));
    EXPECT_EQ(all_bytes_in(directory_.path()).find("zhang"), std::string::npos);
}

TEST_F(AccountsTest, LoginsAndReadsOfPersonalDataAreOnRecordForGood) {
    add_staff("li");
    log_in("li", "not the password");
    log_in("a password typed as name", good_password);
    auto caller = **accounts_.by_session(log_in("li", good_password).session, "10.1.2.3");
    const std::array what{std::string("case 410100000-42")};
    EXPECT_FALSE(accounts_.record_read(caller, what)) << "without a purpose";
    caller.purpose = "call back the reporter";
    ASSERT_TRUE(accounts_.record_read(caller, what));
    auto lines = *accounts_.audit(0, 100);
    std::vector<AuditKind> kinds;
    for (const auto& line : lines) kinds.push_back(line.kind);
    EXPECT_EQ(kinds, (std::vector{AuditKind::account_added, AuditKind::login_failed,
                                  AuditKind::login_failed, AuditKind::logged_in,
                                  AuditKind::personal_read}));
    EXPECT_EQ(lines[1].account, "li");
    EXPECT_EQ(lines[2].account, "") << "it may have been a password";
    EXPECT_EQ(lines.back().what, "case 410100000-42");
    EXPECT_EQ(lines.back().purpose, "call back the reporter");
    EXPECT_EQ(lines.back().address, "10.1.2.3");
    EXPECT_EQ(lines.back().person, person_);
    EXPECT_EQ(accounts_.audit(lines[3].sequence, 100)->size(), 1u);

    auto file = *open_accounts_file(directory_ / "accounts.db", {});
    EXPECT_FALSE(file.exec("DELETE FROM audit"));
    EXPECT_FALSE(file.exec("UPDATE audit SET purpose='none'"));
}

TEST_F(AccountsTest, EveryRecordOfALongReadIsNamed) {
    add_staff("li");
    auto caller = **accounts_.by_session(log_in("li", good_password).session, "10.1.2.3");
    caller.purpose = "export";
    std::vector<std::string> what;
    for (int i = 1; i <= 1'000; ++i) what.push_back("report 410100000-" + std::to_string(i));
    auto before = accounts_.audit(0, 100)->size();
    ASSERT_TRUE(accounts_.record_read(caller, what));
    std::vector<std::string> named;
    auto lines = *accounts_.audit(before, 1'000);
    for (const auto& line : lines) {
        EXPECT_EQ(line.kind, AuditKind::personal_read);
        EXPECT_LE(line.what.size(), 256u);
        for (std::size_t from = 0, to = 0; to < line.what.size(); from = to + 2) {
            to = std::min(line.what.find(", ", from), line.what.size());
            named.push_back(line.what.substr(from, to - from));
        }
    }
    EXPECT_EQ(named, what);
}

TEST_F(AccountsTest, APasswordOfAnOlderCostIsHashedAnewAtTheNextLogin) {
    add_staff("li");
    auto options = cheap_options();
    options.cost.passes = 2;
    auto later = *Accounts::open(directory_ / "accounts.db", time_, options);
    ASSERT_EQ(later.log_in("li", good_password, "::1")->result, LoginResult::good);
    EXPECT_NE(all_bytes_in(directory_.path()).find("$m=64,t=2,p=1$"), std::string::npos);
    EXPECT_EQ(later.log_in("li", good_password, "::1")->result, LoginResult::good);
}

TEST_F(AccountsTest, AllIsThereAgainAfterAReopeningAndForAnotherProcess) {
    add_staff("li");
    auto login = log_in("li", good_password);
    auto other = *Accounts::open(directory_ / "accounts.db", time_, cheap_options());
    EXPECT_TRUE(*other.by_session(login.session, "::1"));
    ASSERT_TRUE(other.disable("li"));
    EXPECT_FALSE(*accounts_.by_session(login.session, "::1")) << "seen at once";
    EXPECT_EQ(accounts_.receipts(Realm{410100000})->code_for(ReportId{42}),
              other.receipts(Realm{410100000})->code_for(ReportId{42}));
}

TEST_F(AccountsTest, WhatWasAnsweredOutlivesAKill) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    auto child = ::fork();
    if (child == 0) {
        auto accounts = *Accounts::open(directory_ / "killed.db", time_, cheap_options());
        bool good = accounts.add({"li", AccountKind::staff, person_}, good_password).has_value();
        auto session = accounts.log_in("li", good_password, "::1")->session;
        if (good && ::write(pipe[1], session.data(), session.size()) > 0) ::pause();
        ::_exit(1);
    }
    char session[random_secret_digits];
    ASSERT_EQ(::read(pipe[0], session, sizeof session), std::ssize(session));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(pipe[0]), ::close(pipe[1]);
    auto again = *Accounts::open(directory_ / "killed.db", time_, cheap_options());
    auto caller = *again.by_session({session, sizeof session}, "::1");
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->name, "li");
    EXPECT_EQ(again.audit(0, 10)->size(), 2u);
}

TEST_F(AccountsTest, AnotherFileOrANewerFormatIsRefused) {
    {
        auto newer = *open_accounts_file(directory_ / "newer.db", {});
        ASSERT_TRUE(newer.set_pragma("user_version", 3));
    }
    auto refused = Accounts::open(directory_ / "newer.db", time_, cheap_options());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what, "the accounts have format 3, this program knows formats up to 2");
    {
        auto other = *sqlite::Database::open(directory_ / "other.db");
        ASSERT_TRUE(other.exec("CREATE TABLE t(i)"));
    }
    EXPECT_FALSE(Accounts::open(directory_ / "other.db", time_, cheap_options()));
}

// What stood in the file before identities came is there afterwards, and they can be linked.
TEST_F(AccountsTest, AFileOfTheFirstFormatIsBroughtUp) {
    {
        auto old = *open_accounts_file(directory_ / "old.db", {});
        ASSERT_TRUE(old.exec("DROP TABLE identity; PRAGMA user_version=1;"
                             "INSERT INTO account(name, kind, state, created_at) VALUES('li', 0, 0, 1)"));
    }
    auto accounts = *Accounts::open(directory_ / "old.db", time_, cheap_options());
    ASSERT_TRUE(accounts.link_identity("li", {"https://id.example.org", "7"}));
    EXPECT_EQ(accounts.identities("li")->size(), 1u);
}

}  // namespace
}  // namespace cs::auth
