// Event streams and exports: in order, woken, bounded, dropped when nobody reads.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "http/limits.h"
#include "http/open_files.h"
#include "http/served_test.h"

namespace cs::http {
namespace {

/// What a live stream follows: a counter that the test advances.
struct Source {
    std::atomic<int> last = 0;
    std::atomic<int> open = 0;
    std::size_t event_bytes = 10;
};

class Follow final : public Stream {
public:
    Follow(Source& source, int position) : source_(source), position_(position) { ++source_.open; }
    ~Follow() override { --source_.open; }
    Next fill(std::string& out, std::size_t room) override {
        while (position_ < source_.last && out.size() < room)
            append_event(out, std::to_string(++position_), "case",
                         std::string(source_.event_bytes, 'x'));
        return position_ < source_.last ? Next::more : Next::waiting;
    }

private:
    Source& source_;
    int position_;
};

/// 5,000 lines in pieces, as an export makes them.
class Lines final : public Stream {
public:
    Next fill(std::string& out, std::size_t room) override {
        EXPECT_LE(room, limits::stream_buffer);
        while (next_ < 5000 && out.size() < room / 2) out += std::to_string(next_++) + '\n';
        return next_ < 5000 ? Next::more : Next::ended;
    }

private:
    int next_ = 0;
};

std::vector<Route> stream_routes(Source& source) {
    auto routes = test_routes();
    routes.push_back(simple_route(
        Method::get, "/stream", "stream", [&source](const Request& request, auto&, Respond r) {
            auto id = request.header("last-event-id").value_or("0");
            r(Response::events(std::make_unique<Follow>(source, std::stoi(std::string(id)))));
        }));
    routes.push_back(simple_route(Method::get, "/lines", "lines", [](auto&, auto&, Respond r) {
        auto response = Response::text("");
        response.stream = std::make_unique<Lines>();
        r(std::move(response));
    }));
    return routes;
}

std::string event(int id) {
    return "id: " + std::to_string(id) + "\nevent: case\n";
}

void wait_for(const std::function<bool()>& done) {
    for (int i = 0; i < 1000 && !done(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_TRUE(done());
}

TEST(Streams, SendWhatComesAndResumeBehindTheLastEvent) {
    Source source;
    source.last = 3;
    Served served({}, stream_routes(source));
    Client client(served.port());
    client.send(get("/stream", "Last-Event-ID: 1\r\n"));
    auto head = client.receive_until("\r\n\r\n");
    EXPECT_NE(head.find("Content-Type: text/event-stream\r\n"), std::string::npos);
    EXPECT_EQ(head.find("Content-Encoding"), std::string::npos);
    auto first = client.receive_until(event(3));
    EXPECT_NE(first.find(event(2)), std::string::npos);
    EXPECT_EQ(first.find(event(1)), std::string::npos);
    source.last = 5;
    served.server->wake_streams();
    EXPECT_NE(client.receive_until(event(5)).find(event(4)), std::string::npos);
}

TEST(Streams, SendHeartbeatsWhenNothingHappens) {
    Source source;
    Options options;
    options.heartbeat = {100'000};
    Served served(options, stream_routes(source));
    Client client(served.port());
    client.send(get("/stream"));
    client.receive_until("\r\n\r\n");
    EXPECT_EQ(client.receive_until("\r\n:\n\n\r\n"), "3\r\n:\n\n\r\n");
}

TEST(Streams, AReaderThatTakesNothingIsDroppedAndCostsOneBuffer) {
    Source source;
    source.event_bytes = 1000;
    source.last = 100'000;
    Options options;
    options.write_timeout = {300'000};
    Served served(options, stream_routes(source));
    Client stuck(served.port(), 4096), good(served.port());
    stuck.send(get("/stream"));
    wait_for([&] { return source.open == 1; });
    good.send(get("/stream", "Last-Event-ID: 99999\r\n"));
    EXPECT_NE(good.receive_until(event(100'000)).size(), 0u);
    wait_for([&] { return source.open == 1; });
    EXPECT_EQ(served.metrics.gauge("chengshu_http_streams", "").value(), 1);
    EXPECT_LT(served.metrics.counter("chengshu_http_sent_bytes_total", "").value(), 20'000'000u);
    source.last = 100'001;
    served.server->wake_streams();
    EXPECT_NE(good.receive_until(event(100'001)).size(), 0u);
}

TEST(Streams, EndWithTheirClient) {
    Source source;
    Served served({}, stream_routes(source));
    {
        Client client(served.port());
        client.send(get("/stream"));
        client.receive_until("\r\n\r\n");
        EXPECT_EQ(source.open, 1);
    }
    wait_for([&] { return source.open == 0; });
}

TEST(Streams, ExportsAreWholeAndTheConnectionGoesOn) {
    Source source;
    Served served({}, stream_routes(source));
    std::string lines;
    for (int i = 0; i < 5000; ++i) lines += std::to_string(i) + '\n';
    Client client(served.port());
    client.send(get("/lines") + get("/hello"));
    EXPECT_EQ(client.receive().body, lines);
    EXPECT_EQ(client.receive().body, "hello");
    Client old(served.port());
    old.send("GET /lines HTTP/1.0\r\n\r\n");
    auto whole = old.receive_until("never");
    EXPECT_TRUE(whole.ends_with("\r\n\r\n" + lines));
}

TEST(Streams, AThousandFollowAtOnce) {
    if (make_room_for(2'000) < 2'000) GTEST_SKIP() << "too few files may be open here";
    Source source;
    Served served({}, stream_routes(source));
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 1000; ++i) {
        clients.push_back(std::make_unique<Client>(served.port()));
        clients.back()->send(get("/stream"));
    }
    wait_for([&] { return source.open == 1000; });
    source.last = 1;
    served.server->wake_streams();
    for (auto& client : clients) ASSERT_TRUE(client->receive_until(event(1)).ends_with(event(1)));
}

TEST(Events, MayHoldSeveralLines) {
    std::string out;
    append_event(out, "7", "", "a\nb");
    EXPECT_EQ(out, "id: 7\ndata: a\ndata: b\n\n");
}

TEST(Stopping, AnswersWhatArrivedAndCloses) {
    Source source;
    Served served({}, stream_routes(source));
    Client busy(served.port()), idle(served.port()), streaming(served.port());
    EXPECT_EQ(idle.ask(get("/hello")).status, 200);
    streaming.send(get("/stream"));
    streaming.receive_until("\r\n\r\n");
    busy.send(get("/later") + get("/hello") + get("/later"));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::thread stopping([&] { served.server->stop(); });
    EXPECT_EQ(busy.receive().body, "later");
    EXPECT_EQ(busy.receive().body, "hello");
    auto last = busy.receive();
    EXPECT_EQ(last.body, "later");
    EXPECT_TRUE(busy.is_ended());
    EXPECT_TRUE(idle.is_ended());
    EXPECT_EQ(streaming.receive_until("never"), "0\r\n\r\n");
    stopping.join();
    EXPECT_EQ(source.open, 0);
}

// Every client counts what it sent and what was answered: a connection ends between two answers,
// never within one, and nothing that the server began to answer is lost.
TEST(Stopping, UnderLoadTearsNoAnswer) {
    Served served;
    std::atomic<int> answered = 0, torn = 0;
    std::vector<std::jthread> clients;
    for (int i = 0; i < 8; ++i)
        clients.emplace_back([&] {
            Client client(served.port());
            for (;;) {
                client.send(get("/hello") + get("/later") + get("/slow"));
                for (auto* body : {"hello", "later", "slow"}) {
                    auto answer = client.receive();
                    if (answer.status == 0) return;
                    answered += answer.body == body;
                    torn += answer.body != body;
                }
            }
        });
    wait_for([&] { return answered > 100; });
    served.server->stop();
    clients.clear();
    EXPECT_EQ(torn, 0);
}

}  // namespace
}  // namespace cs::http
