// A route that takes its body piece by piece, through a real connection.
#include "http/body_sink.h"

#include <gtest/gtest.h>

#include <atomic>

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
    route.receive = [&](const Request&) { return std::make_unique<CountingSink>(most); };
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
