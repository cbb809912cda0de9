// Citizens make themselves accounts and change their passwords.
#include <algorithm>
#include <array>
#include <thread>

#include "http/api_test.h"

namespace cs::http {
namespace {

constexpr const char* password = "correct horse battery";

std::string wanting(const std::string& name, const std::string& with = password) {
    return R"({"name":")" + name + R"(","password":")" + with + "\"}";
}

std::string session_in(const Response& response) {
    for (const auto& header : response.headers)
        if (header.name == "Set-Cookie" && header.value.starts_with("chengshu="))
            return header.value.substr(9, header.value.find(';') - 9);
    return {};
}

TEST(Citizens, MakeThemselvesAccountsAndFindTheirReports) {
    ApiTown town;
    auto made = town.post("/accounts", town.nobody(), wanting("wang"));
    ASSERT_EQ(made.status, 201) << made.body;
    auto caller = *town.api().accounts.by_session(session_in(made), "10.0.0.9");
    ASSERT_TRUE(caller);
    EXPECT_FALSE(caller->person);
    ASSERT_TRUE(caller->subject);
    EXPECT_EQ(member(made, "csrf"), caller->csrf);
    auto sent = town.post("/reports", *caller,
                          R"({"title":"积水","text":"路口积水","division":"410102001000"})");
    ASSERT_EQ(sent.status, 201) << sent.body;
    EXPECT_EQ(member(town.get("/me/reports", *caller), "rows.0.text"), "路口积水");
    EXPECT_EQ(problem_code(town.get("/cases", *caller)), "not_permitted");
    EXPECT_EQ(town.post("/session", town.nobody(), wanting("wang")).status, 200);
}

TEST(Citizens, AreToldWhatIsWrongWithAnAccount) {
    ApiTown town;
    auto code = [&](const std::string& body) {
        return problem_code(town.post("/accounts", town.nobody(), body));
    };
    EXPECT_EQ(code(wanting("wang", "short")), "weak_password");
    EXPECT_EQ(code(wanting("two words")), "bad_name");
    EXPECT_EQ(code(wanting("wang")), "");
    EXPECT_EQ(code(wanting("WANG")), "name_taken");
}

TEST(Citizens, OneOfTwoGetsTheName) {
    ApiTown town;
    std::array<int, 2> statuses{};
    {
        std::array<std::jthread, 2> both;
        for (std::size_t i = 0; i < both.size(); ++i)
            both[i] = std::jthread([&, i] {
                statuses[i] = town.post("/accounts", town.nobody(), wanting("wang")).status;
            });
    }
    std::ranges::sort(statuses);
    EXPECT_EQ(statuses, (std::array{201, 409}));
}

TEST(Citizens, HaveNamesThatLookLikeNoOthers) {
    ApiTown town;
    for (const char* name : {"ro\u200bot", "\ufeffroot", "root\u3000", "\u202eroot", "r\u043eot"}) {
        auto refused = town.post("/accounts", town.nobody(), wanting(name));
        EXPECT_EQ(problem_code(refused), "bad_name") << name;
        EXPECT_NE(member(refused, "detail").find("U+"), std::string::npos) << refused.body;
    }
    for (const char* name : {"王小明", "阿卜杜勒·买买提"})
        EXPECT_EQ(town.post("/accounts", town.nobody(), wanting(name)).status, 201) << name;
    EXPECT_EQ(*auth::account_name("José"), "josé") << "a name from before is still found";
}

TEST(Citizens, MakeOnlySoManyAccountsFromOneAddress) {
    ApiTown town;
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(town.post("/accounts", town.nobody(), wanting("w" + std::to_string(i))).status,
                  201);
    auto refused = town.post("/accounts", town.nobody(), wanting("w5"));
    EXPECT_EQ(problem_code(refused), "too_many_accounts");
    EXPECT_FALSE(*town.api().accounts.find("w5"));
}

TEST(Citizens, MakeNoneWhereThatIsShut) {
    ApiTown town;
    town.api().citizens_register = false;
    auto refused = town.post("/accounts", town.nobody(), wanting("wang"));
    EXPECT_EQ(problem_code(refused), "registration_closed");
    EXPECT_EQ(refused.status, 403);
}

TEST(Password, IsChangedByItsOwnerAndEndsHisOtherSessions) {
    ApiTown town;
    auto& accounts = town.api().accounts;
    auto made = town.post("/accounts", town.nobody(), wanting("wang"));
    auto other = accounts.log_in("wang", password, "10.0.0.9")->session;
    auto caller = **accounts.by_session(session_in(made), "10.0.0.9");
    auto change = [&](const std::string& old, const std::string& wanted) {
        return town.post("/session/password", caller,
                         R"({"old_password":")" + old + R"(","new_password":")" + wanted + "\"}");
    };
    EXPECT_EQ(problem_code(change("not the password", "another horse battery")), "wrong_password");
    EXPECT_EQ(problem_code(change(password, "short")), "weak_password");
    EXPECT_TRUE(*accounts.by_session(other, "10.0.0.9"));
    auto changed = change(password, "another horse battery");
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_FALSE(*accounts.by_session(other, "10.0.0.9"));
    EXPECT_FALSE(*accounts.by_session(session_in(made), "10.0.0.9"));
    EXPECT_TRUE(*accounts.by_session(session_in(changed), "10.0.0.9"));
    EXPECT_EQ(accounts.log_in("wang", password, "10.0.0.9")->result, auth::LoginResult::wrong);
    EXPECT_EQ(problem_code(town.post("/session/password", town.nobody(), "{}")), "not_signed_in");
}

}  // namespace
}  // namespace cs::http
