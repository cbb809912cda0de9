// Too much, too many, too slow.
#include "http/limits.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/json.h"
#include "http/rates.h"
#include "http/served_test.h"

namespace cs::http {
namespace {

constexpr Duration soon{200'000};

TEST(Limits, RefuseOversizedRequests) {
    Options options;
    options.body_limit = 1000;
    Served served(options);
    std::string long_header = "A: " + std::string(limits::header_bytes, 'x') + "\r\n";
    std::string many_headers;
    for (std::size_t i = 0; i < limits::header_count + 1; ++i) many_headers += "A: b\r\n";
    std::string chunked =
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
        "Transfer-Encoding: chunked\r\n\r\n";
    struct Case {
        int status;
        std::string bytes;
    };
    for (const auto& [status, bytes] : {
             Case{431, get("/hello", long_header)},
             Case{431, get("/hello", many_headers)},
             Case{414, get("/" + std::string(limits::target_bytes, 'x'))},
             Case{413, post("/echo", std::string(1001, 'x'))},
             Case{413, chunked + "3e9\r\n"},
             Case{413, chunked + "1f4\r\n" + std::string(500, 'x') + "\r\n1f5\r\n"},
             Case{413, chunked + "ffffffffffffffff\r\n"},
             Case{431, chunked + "1;" + std::string(limits::header_bytes + 1, 'x')},
         }) {
        Client client(served.port());
        EXPECT_EQ(client.ask(bytes).status, status);
        EXPECT_TRUE(client.is_ended());
    }
    Client client(served.port());
    EXPECT_EQ(client.ask(post("/echo", std::string(1000, 'x'))).body.size(), 1000u);
}

TEST(Limits, LetARouteHaveItsOwn) {
    auto routes = test_routes();
    auto upload = routes[1];
    upload.pattern = "/upload";
    upload.name = "upload";
    upload.body_limit = 4 * 1024 * 1024;
    routes.push_back(std::move(upload));
    Served served({}, std::move(routes));
    Client client(served.port());
    EXPECT_EQ(client.ask(post("/upload", std::string(3 << 20, 'x'))).body.size(), 3u << 20);
    EXPECT_EQ(client.ask(post("/echo", std::string(3 << 20, 'x'))).status, 413);
}

TEST(Limits, ManyQueryParametersAreRefused) {
    Served served;
    Client client(served.port());
    std::string query = "a=1";
    for (std::size_t i = 0; i < limits::query_count; ++i) query += "&a=1";
    auto refused = client.ask(get("/hello?" + query));
    EXPECT_EQ(refused.status, 400);
    EXPECT_NE(refused.body.find("no more than 64 parameters are taken"), std::string::npos)
        << refused.body;
    query.resize(query.size() - 4);
    EXPECT_EQ(client.ask(get("/hello?" + query)).status, 200);
}

TEST(Limits, OfJsonAreTheParsers) {
    std::string fits(limits::json_depth, '[');
    fits += std::string(limits::json_depth, ']');
    EXPECT_TRUE(json::parse(fits));
    EXPECT_FALSE(json::parse('[' + fits + ']'));
}

TEST(Limits, SlowHeadersAndBodiesAreGivenUp) {
    Options options;
    options.header_timeout = options.body_timeout = soon;
    Served served(options);
    Client silent(served.port()), drip(served.port()), body(served.port());
    drip.send("GET /hello HT");
    body.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
        "Content-Length: 10\r\n\r\nabc");
    EXPECT_EQ(drip.receive().status, 408);
    EXPECT_EQ(body.receive().status, 408);
    EXPECT_TRUE(drip.is_ended());
    EXPECT_TRUE(body.is_ended());
    EXPECT_TRUE(silent.is_ended());
    EXPECT_EQ(served.metrics.counter("chengshu_http_slow_clients_total", "").value(), 2u);
}

TEST(Limits, IdleConnectionsAreClosed) {
    Options options;
    options.idle_timeout = soon;
    Served served(options);
    Client client(served.port());
    EXPECT_EQ(client.ask(get("/hello")).status, 200);
    EXPECT_TRUE(client.is_ended());
}

TEST(Limits, AClientThatTakesNothingIsDropped) {
    Options options;
    options.write_timeout = soon;
    Served served(options);
    Client client(served.port(), 4096);
    std::string requests;
    for (int i = 0; i < 400; ++i) requests += get("/long");
    client.send(requests);
    auto& open = served.metrics.gauge("chengshu_http_connections", "");
    for (int i = 0; i < 500 && open.value() > 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(open.value(), 0);
}

TEST(Limits, TooManyConnectionsAreClosedAtOnce) {
    Options options;
    options.max_connections = 2;
    Served served(options);
    Client first(served.port()), second(served.port());
    EXPECT_EQ(first.ask(get("/hello")).status, 200);
    EXPECT_EQ(second.ask(get("/hello")).status, 200);
    Client third(served.port());
    EXPECT_TRUE(third.is_ended());
    EXPECT_EQ(first.ask(get("/hello")).status, 200);
}

TEST(Limits, OneAddressCannotHaveEveryConnection) {
    Options options;
    options.address_connections = 2;
    Served served(options);
    std::optional<Client> first(served.port());
    Client second(served.port());
    EXPECT_EQ(first->ask(get("/hello")).status, 200);
    EXPECT_EQ(second.ask(get("/hello")).status, 200);
    Client third(served.port());
    EXPECT_TRUE(third.is_ended());
    EXPECT_EQ(served.metrics.counter("chengshu_http_connections_refused_total", "").value(), 1u);
    first.reset();
    auto& open = served.metrics.gauge("chengshu_http_connections", "");
    for (int i = 0; i < 500 && open.value() > 1; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    Client fourth(served.port());
    EXPECT_EQ(fourth.ask(get("/hello")).status, 200);

    // A proxy of ours asks for many.
    options.trusted_proxies = "127.0.0.1";
    Served behind(options);
    std::vector<std::unique_ptr<Client>> proxied;
    for (int i = 0; i < 5; ++i) {
        proxied.push_back(std::make_unique<Client>(behind.port()));
        EXPECT_EQ(proxied.back()->ask(get("/hello")).status, 200);
    }
}

TEST(Limits, AreSetUnlessTheOperatorSaysOtherwise) {
    EXPECT_GT(Options{}.address_rate, 0u);
    EXPECT_GT(Options{}.account_rate, 0u);
    EXPECT_LT(Options{}.address_connections, Options{}.max_connections);
    Served served;
    Client client(served.port());
    std::string requests;
    for (int i = 0; i < 30; ++i) requests += get("/hello");
    int refused = 0;
    for (int i = 0; i < 100 && refused == 0; ++i) {
        client.send(requests);
        for (int j = 0; j < 30; ++j) refused += client.receive().status == 429;
    }
    EXPECT_GT(refused, 0);
}

TEST(Limits, TooManyRequestsOfOneAddressOrAccountAreRefused) {
    Options options;
    options.account_rate = 5;
    Served served(options);
    Client client(served.port());
    int refused = 0;
    for (int i = 0; i < 20; ++i)
        refused += client.ask(get("/hello", "account: li\r\n")).status == 429;
    EXPECT_GE(refused, 8);
    EXPECT_EQ(client.ask(get("/hello", "account: wang\r\n")).status, 200);

    options = {};
    options.address_rate = 5;
    Served other(options);
    Client one(other.port());
    Received last;
    for (int i = 0; i < 20; ++i) last = one.ask(get("/hello"));
    EXPECT_EQ(last.status, 429);
    EXPECT_EQ(last.headers["retry-after"], "1");
}

TEST(Rates, RefillAndForgetTheQuietFirst) {
    Rates rates(10, 64);
    Instant now{1'000'000'000};
    int taken = 0;
    while (rates.take("a", now)) ++taken;
    EXPECT_EQ(taken, 20);
    EXPECT_TRUE(rates.take("a", now + Duration{100'000}));
    EXPECT_FALSE(rates.take("a", now + Duration{100'000}));
    for (int i = 0; i < 100'000; ++i) rates.take("flood" + std::to_string(i), now);
    EXPECT_FALSE(rates.take("a", now + Duration{100'000}));
    EXPECT_TRUE(Rates(0, 64).take("a", now));
}

}  // namespace
}  // namespace cs::http
