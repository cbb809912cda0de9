// The time before a server can serve, and the moment when the one who waits hands its port over.
#include "http/starting.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "http/served_test.h"

namespace cs::http {
namespace {

std::string get(const std::string& path, const std::string& headers = {}) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

class StartingServer : public testing::Test {
protected:
    StartingServer() {
        options_.port = 0;
        starting_ = std::move(*Starting::open(options_, time_));
    }
    Received ask(const std::string& request) {
        Client client(starting_->server().port());
        return client.ask(request);
    }

    Options options_;
    runtime::SystemTime time_;
    Metrics metrics_;
    OpenGate gate_;
    std::unique_ptr<Starting> starting_;
};

TEST_F(StartingServer, SaysHowFarItIsToWhoeverAsksForWhatever) {
    EXPECT_EQ(ask(get("/healthz")).status, 200);
    auto ready = ask(get("/readyz"));
    EXPECT_EQ(ready.status, 503);
    EXPECT_NE(ready.body.find("the journal is being read"), std::string::npos) << ready.body;
    for (const char* doing : {"the journal is being read", "the city is being prepared"}) {
        starting_->is_at(doing);
        EXPECT_EQ(ask(get("/readyz", "Accept-Language: zh\r\n")).body.find(doing),
                  std::string::npos);
    }
    starting_->is_at("the views are at record 4000 of 9000");
    EXPECT_NE(ask(get("/readyz", "Accept-Language: zh\r\n")).body.find("已处理 4000 条记录，共 9000 条"),
              std::string::npos);
    for (const char* request :
         {"GET /api/v1/cases?limit=3 HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /nothing HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n",
          "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
          "DELETE /api/v1/session HTTP/1.1\r\nHost: x\r\n\r\n"}) {
        auto answer = ask(request);
        EXPECT_EQ(answer.status, 503) << request;
        EXPECT_EQ(answer.headers["retry-after"], "2");
        EXPECT_NE(answer.body.find("\"code\":\"starting\""), std::string::npos) << answer.body;
        EXPECT_NE(answer.body.find("record 4000 of 9000"), std::string::npos) << answer.body;
    }
}

TEST_F(StartingServer, SpeaksOpen311WhereThatIsSpoken) {
    auto answer = ask(get("/open311/v2/services.xml"));
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.headers["retry-after"], "2");
    EXPECT_NE(answer.body.find("<errors>"), std::string::npos) << answer.body;
}

TEST_F(StartingServer, HandsItsPortOverAndNoClientFindsTheDoorShut) {
    auto port = starting_->server().port();
    std::atomic<bool> stops = false;
    std::atomic<int> before = 0, after = 0, others = 0;  // no answer
    std::unique_ptr<Server> server;
    {
        auto knock = [&] {
            while (!stops) {
                Client client(port);
                auto status = client.ask(get("/hello")).status;
                ++(status == 503 ? before : status == 200 ? after : others);
            }
        };
        std::jthread first(knock), second(knock);
        while (before < 50) std::this_thread::yield();
        server = std::move(
            *Server::start(options_, test_routes(), gate_, metrics_, time_, &starting_->server()));
        EXPECT_EQ(server->port(), port);
        starting_.reset();
        auto seen = after.load();
        auto refused = before.load();
        while (after < seen + 50) std::this_thread::yield();
        EXPECT_LE(before - refused, 2) << "what was under way";
        stops = true;
    }
    EXPECT_LE(others, 2) << "who had connected and not asked yet";
}

}  // namespace
}  // namespace cs::http
