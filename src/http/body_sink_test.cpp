// A route that takes its body piece by piece, through a real connection.
#include "http/body_sink.h"

#include <gtest/gtest.h>

#include <atomic>

#include "http/limits.h"
#include "http/served_test.h"

namespace cs::http {
namespace {

/// Counts and forgets what it is given.
class CountingSink final : public BodySink {
public:
    explicit CountingSink(std::size_t& most) : most_(most) {}
    void take(std::string_view bytes) override {
        total += bytes.size();
        most_ = std::max(most_, bytes.size());
    }
    std::size_t total = 0;

private:
    std::size_t& most_;
};

// Sixty times the server's limit goes through in pieces of what one read brings.
TEST(BodySink, TakesABodyInPieces) {
    std::size_t most = 0;
    Route route = simple_route(Method::post, "/files", "files", [](auto& request, auto&, Respond r) {
        r(Response::text(std::to_string(static_cast<CountingSink&>(*request.sink).total) + " " +
                         std::to_string(request.body.size())));
    });
    route.consumes = {"image/jpeg"};
    route.body_limit = 64 * 1024 * 1024;
    route.receive = [&](const Request&, const Caller&) {
        return std::make_unique<CountingSink>(most);
    };
    std::vector<Route> routes;
    routes.push_back(std::move(route));
    Options options;
    options.body_limit = 1024 * 1024;
    Served served(options, std::move(routes));
    Client client(served.port());
    std::string body(60 * 1024 * 1024, 'x');
    auto answer = client.ask(post("/files", body, "image/jpeg"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, std::to_string(body.size()) + " 0");
    EXPECT_LE(most, 64u * 1024u);
    Client other(served.port());
    EXPECT_EQ(other.ask("POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n"
                        "Content-Length: 67108865\r\n\r\n")
                  .status,
              413);
    Client wrong(served.port());
    EXPECT_EQ(wrong.ask(post("/files", "x", "text/html")).status, 415);
}

constexpr std::string_view long_header =
    "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 4194304\r\n";

std::vector<Route> echo_of_much() {
    auto routes = test_routes();
    routes[1].body_limit = 4 * 1024 * 1024;
    routes[1].admit_body = [](const Request& request, const Caller&) -> std::optional<Response> {
        if (!request.header("denied")) return std::nullopt;
        return Response::text("not yours", 403);
    };
    return routes;
}

// Nobody sends a byte of a body here: each answer comes without it.
TEST(LongBodies, AreNotTakenFromWhoMayNotSendThem) {
    Served served({}, echo_of_much());
    Client stranger(served.port()), denied(served.port()), good(served.port());
    EXPECT_EQ(stranger.ask(std::string(long_header) + "stranger: yes\r\n\r\n").status, 401);
    EXPECT_TRUE(stranger.is_ended());
    EXPECT_EQ(denied.ask(std::string(long_header) + "denied: yes\r\n\r\n").body, "not yours");
    EXPECT_EQ(good.ask(post("/echo", std::string(4 << 20, 'x'))).body.size(), 4u << 20);
}

TEST(LongBodies, CountForTheRates) {
    Options options;
    options.account_rate = 1;
    Served served(options, echo_of_much());
    std::vector<std::unique_ptr<Client>> senders;
    std::string heads;
    for (int i = 0; i < limits::long_bodies; ++i) {
        senders.push_back(std::make_unique<Client>(served.port()));
        senders.back()->send(std::string(long_header) +
                             "account: li\r\nExpect: 100-continue\r\n\r\n");
        heads += senders.back()->receive_until("\r\n\r\n");
    }
    EXPECT_TRUE(heads.starts_with("HTTP/1.1 100 Continue")) << heads;
    EXPECT_NE(heads.find("HTTP/1.1 429"), std::string::npos) << heads;
}

TEST(LongBodies, AreFewAtOnce) {
    Served served({}, echo_of_much());
    std::vector<std::unique_ptr<Client>> senders;
    for (int i = 0; i < limits::long_bodies; ++i) {
        senders.push_back(std::make_unique<Client>(served.port()));
        senders.back()->send(std::string(long_header) + "Expect: 100-continue\r\n\r\n");
        EXPECT_NE(senders.back()->receive_until("\r\n\r\n").find("100 Continue"),
                  std::string::npos);
    }
    Client late(served.port());
    auto answer = late.ask(std::string(long_header) + "\r\n");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.headers["retry-after"], "1");
    Client small(served.port());
    EXPECT_EQ(small.ask(get("/hello")).status, 200);
    senders.front()->send(std::string(4 << 20, 'x'));
    EXPECT_EQ(senders.front()->receive().status, 200);
    Client next(served.port());
    EXPECT_EQ(next.ask(post("/echo", std::string(4 << 20, 'x'))).status, 200);
}

/// Wants nothing more after a hundred bytes.
class ShortSink final : public BodySink {
public:
    void take(std::string_view bytes) override { total += bytes.size(); }
    bool is_refused() const override { return total >= 100; }
    std::size_t total = 0;
};

TEST(BodySink, EndsTheConnectionWithItsRefusal) {
    auto routes = echo_of_much();
    routes[1].receive = [](const Request&, const Caller&) { return std::make_unique<ShortSink>(); };
    routes[1].handler = [](const Request& request, Caller&, Respond respond) {
        bool is_refused = request.sink->is_refused();
        respond(Response::text("enough", is_refused ? 422 : 200));
    };
    Served served({}, std::move(routes));
    Client client(served.port());
    client.send(std::string(long_header) + "\r\n" + std::string(50, 'x'));
    client.send(std::string(50, 'x'));
    EXPECT_EQ(client.receive().status, 422);
    EXPECT_TRUE(client.is_ended());
}

// One that waits for another system holds up no slow handler.
TEST(Waiting, HasThreadsOfItsOwn) {
    std::atomic<bool> may_end = false;
    auto wait = simple_route(Method::get, "/wait", "wait", [&](auto&, auto&, Respond respond) {
        may_end.wait(false);
        respond(Response::text("waited"));
    });
    wait.work = Work::waiting;
    auto slow = simple_route(Method::get, "/slow", "slow", [](auto&, auto&, Respond respond) {
        respond(Response::text("slow"));
    });
    slow.work = Work::slow;
    std::vector<Route> routes;
    routes.push_back(std::move(wait));
    routes.push_back(std::move(slow));
    Options options;
    options.workers = 1;
    Served served(options, std::move(routes));
    std::vector<std::unique_ptr<Client>> waiting;
    for (int i = 0; i < 6; ++i) {
        waiting.push_back(std::make_unique<Client>(served.port()));
        waiting.back()->send(get("/wait"));
    }
    Client client(served.port());
    EXPECT_EQ(client.ask(get("/slow")).body, "slow");
    may_end = true;
    may_end.notify_all();
    for (auto& one : waiting) EXPECT_EQ(one->receive().body, "waited");
}

}  // namespace
}  // namespace cs::http
