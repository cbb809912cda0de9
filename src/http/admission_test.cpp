// What somebody is let into ends when he would no longer be let in.
#include <array>
#include <thread>

#include "http/api_test.h"

namespace cs::http {
namespace {

constexpr const char* good_password = "correct horse battery";

class Admission : public testing::Test {
protected:
    void SetUp() override {
        auth::NewAccount account{"li", auth::AccountKind::staff,
                                 town_.person(Role::supervisor, true)};
        ASSERT_TRUE(accounts().add(account, good_password));
    }
    auth::Accounts& accounts() { return town_.api().accounts; }
    Caller with_roles(Caller caller) {
        caller.grants = town_.as(Role::supervisor).grants;
        return caller;
    }
    Caller by_session() {
        auto login = *accounts().log_in("li", good_password, "10.0.0.9");
        return with_roles(**accounts().by_session(login.session, "10.0.0.9"));
    }
    Caller by_token() {
        auto token = *accounts().issue_token("li", "test", std::array{auth::Scope::read},
                                             Duration::days(1));
        return with_roles(**accounts().by_token(token.text, "10.0.0.9"));
    }
    std::unique_ptr<Stream> listen(const Caller& caller) {
        auto stream = std::move(town_.get("/stream", caller).stream);
        town_.pass(Duration::seconds(20));
        EXPECT_EQ(next(*stream), Stream::Next::waiting);
        town_.pass(Duration::seconds(20));
        return stream;
    }
    static Stream::Next next(Stream& stream) {
        std::string out;
        return stream.fill(out, 100'000);
    }

    ApiTown town_;
};

TEST_F(Admission, AStreamEndsAtLogout) {
    auto caller = by_session(), another = by_session();
    auto stream = listen(caller), other = listen(another);
    ASSERT_TRUE(accounts().log_out(caller));
    EXPECT_EQ(next(*stream), Stream::Next::ended);
    EXPECT_EQ(next(*other), Stream::Next::waiting) << "it is of another session";
}

TEST_F(Admission, AStreamEndsWithANewPassword) {
    auto stream = listen(by_session());
    ASSERT_TRUE(accounts().set_password("li", "another horse battery"));
    EXPECT_EQ(next(*stream), Stream::Next::ended);
}

TEST_F(Admission, AStreamEndsWhenTheAccountIsDisabled) {
    auto stream = listen(by_session()), other = listen(by_token());
    ASSERT_TRUE(accounts().disable("li"));
    EXPECT_EQ(next(*stream), Stream::Next::ended);
    EXPECT_EQ(next(*other), Stream::Next::ended);
}

TEST_F(Admission, AStreamEndsWhenItsTokenIsRevoked) {
    auto caller = by_token();
    auto stream = listen(caller), other = listen(by_token());
    ASSERT_TRUE(accounts().revoke_token("li", caller.token));
    EXPECT_EQ(next(*stream), Stream::Next::ended);
    EXPECT_EQ(next(*other), Stream::Next::waiting);
}

TEST_F(Admission, AStreamEndsWhenThePersonIsRetired) {
    auto stream = listen(by_session());
    auto retired = town_.post("/people", town_.as_everywhere(Role::administrator),
                              R"({"person":{"id":")" +
                                  id_text(town_.person(Role::supervisor, true)) +
                                  R"(","name":"退休","retired":true}})");
    ASSERT_EQ(problem_code(retired), "") << retired.body;
    town_.get("/cases", town_.as(Role::agent));
    EXPECT_EQ(next(*stream), Stream::Next::ended);
}

TEST_F(Admission, AFileInClearIsForAsLongAsItWouldBeMadeAgain) {
    auto caller = town_.as(Role::agent);
    auto started = town_.post("/exports", caller, R"({"list":"reports","format":"csv"})",
                              {{"chengshu-purpose", "受理"}});
    auto path = "/exports/" + member(started, "id");
    for (int i = 0; i < 200'000 && member(town_.get(path, caller), "state") != "done"; ++i)
        std::this_thread::yield();
    auto token = caller;
    token.by = auth::SignedInBy::token;
    token.scopes = {auth::Scope::read};
    EXPECT_EQ(town_.get(path + "/file", token).status, 404);
    auto other_role = caller;
    other_role.grants.front().role = Role::analyst;
    EXPECT_EQ(town_.get(path + "/file", other_role).status, 404);
    EXPECT_EQ(town_.get(path + "/file", caller).status, 200);
}

TEST_F(Admission, AStreamEndsWithItsSession) {
    auto stream = listen(by_session());
    town_.pass(Duration::minutes(31));
    EXPECT_EQ(next(*stream), Stream::Next::ended);
}

}  // namespace
}  // namespace cs::http
