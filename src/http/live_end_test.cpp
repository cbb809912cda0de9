// An open event stream ends with the session or token that opened it, at once. Nothing else wakes
// the streams here: what does not end by being told of it would not end while the test waits.
#include "http/served_town_test.h"

namespace cs::http {
namespace {

class LiveEnd : public testing::Test {
protected:
    LiveEnd() {
        EXPECT_TRUE(accounts().add({"li", auth::AccountKind::staff,
                                    served_.town.person(Role::agent, true)},
                                   password_));
        accounts().watch_endings([this] {
            ++told_;
            served_.server->wake_streams();
        });
    }
    ~LiveEnd() override { accounts().stop_watching(); }

    auth::Accounts& accounts() { return served_.town.api().accounts; }
    std::string cookie() {
        auto login = *accounts().log_in("li", password_, "127.0.0.1");
        return "Cookie: chengshu=" + login.session + "\r\n";
    }
    std::unique_ptr<Client> listen(const std::string& headers) {
        auto client = std::make_unique<Client>(served_.port());
        client->send(http::get("/api/v1/stream", headers));
        auto head = client->receive_until("\r\n\r\n");
        EXPECT_TRUE(head.starts_with("HTTP/1.1 200 ")) << head;
        return client;
    }
    static void expect_end(Client& client) {
        EXPECT_TRUE(client.receive_until("0\r\n\r\n").ends_with("0\r\n\r\n"));
    }
    auth::Caller caller_of(const std::string& cookie) {
        auto begin = cookie.find('=') + 1;
        return **accounts().by_session(cookie.substr(begin, cookie.find('\r') - begin),
                                       "127.0.0.1");
    }

    const std::string password_ = "three plain words";
    ServedTown served_;
    std::atomic<int> told_ = 0;
};

TEST_F(LiveEnd, ByLogOutAndOthersOfTheAccountGoOn) {
    auto first = cookie(), second = cookie();
    auto ending = listen(first), staying = listen(second);
    EXPECT_TRUE(accounts().log_out(caller_of(first)));
    expect_end(*ending);
    EXPECT_TRUE(accounts().log_out(caller_of(second)));
    expect_end(*staying);
}

TEST_F(LiveEnd, ByARevokedToken) {
    auto issued = *accounts().issue_token("li", "board", std::vector{auth::Scope::read},
                                          Duration::days(1));
    auto client = listen(bearer(issued.text));
    EXPECT_TRUE(accounts().revoke_token("li", issued.id));
    expect_end(*client);
}

TEST_F(LiveEnd, ByADisabledAccount) {
    auto client = listen(cookie());
    EXPECT_TRUE(accounts().disable("li"));
    expect_end(*client);
}

TEST_F(LiveEnd, ByAPasswordThatWasChanged) {
    auto own = cookie();
    auto client = listen(own);
    EXPECT_TRUE(accounts().change_password(caller_of(own), password_, "four other plain words"));
    expect_end(*client);
}

// The command line is another process; another connection to the file is the same to this one.
TEST_F(LiveEnd, ByWhatAnotherProcessDid) {
    auto client = listen(cookie());
    auto elsewhere = auth::Accounts::open(served_.town.accounts_path(), served_.wall,
                                          {.cost = {64, 1, 1}});
    ASSERT_TRUE(elsewhere);
    EXPECT_TRUE(elsewhere->disable("li"));
    expect_end(*client);
}

TEST_F(LiveEnd, NobodyIsToldOfWhatEndsNothing) {
    auto client = listen(cookie());
    auto before = told_.load();
    EXPECT_TRUE(accounts().by_session("x", "127.0.0.1"));
    EXPECT_FALSE(accounts().log_in("li", "wrong password", "127.0.0.1")->result ==
                 auth::LoginResult::good);
    cookie();
    EXPECT_EQ(told_.load(), before);
}

}  // namespace
}  // namespace cs::http
