// Behind proxies: whose address is believed, and how far.
#include "http/forwarded.h"

#include <gtest/gtest.h>

#include "http/served_test.h"

namespace cs::http {
namespace {

TrustedProxies trusting(std::string_view networks, std::string_view header = "X-Forwarded-For") {
    auto proxies = TrustedProxies::parse(networks, header);
    EXPECT_TRUE(proxies) << (proxies ? "" : proxies.error().text());
    return *proxies;
}

Request from(std::string peer, std::vector<Pair> headers) {
    Request request;
    request.peer = std::move(peer);
    request.headers = std::move(headers);
    return request;
}

TEST(TrustedProxies, BelievesNobodyUnlessItIsTold) {
    auto request = from("127.0.0.1", {{"x-forwarded-for", "203.0.113.9"},
                                      {"x-forwarded-proto", "https"}});
    EXPECT_EQ(trusting("").client_of(request), "127.0.0.1");
    EXPECT_FALSE(trusting("").is_secure(request));
    EXPECT_EQ(trusting("10.0.0.0/8").client_of(request), "127.0.0.1");
    EXPECT_EQ(trusting("127.0.0.0/8").client_of(request), "203.0.113.9");
    EXPECT_TRUE(trusting("127.0.0.0/8").is_secure(request));
}

TEST(TrustedProxies, TakesTheNearestThatIsNoProxy) {
    auto proxies = trusting("127.0.0.1, 10.0.0.0/8,fd00::/8");
    // Whatever the client itself had sent stands further left.
    auto request = from("127.0.0.1", {{"x-forwarded-for", "1.1.1.1, 203.0.113.9, 10.2.3.4"}});
    EXPECT_EQ(proxies.client_of(request), "203.0.113.9");
    // Two headers are one list.
    request = from("fd00::7", {{"x-forwarded-for", "1.1.1.1"},
                               {"x-forwarded-for", "2001:db8::9, 10.2.3.4:4711"}});
    EXPECT_EQ(proxies.client_of(request), "2001:db8::9");
    // A way through proxies only ends at the farthest.
    request = from("127.0.0.1", {{"x-forwarded-for", "10.9.9.9, 10.2.3.4"}});
    EXPECT_EQ(proxies.client_of(request), "10.9.9.9");
}

TEST(TrustedProxies, StopsAtWhatIsNoAddress) {
    auto proxies = trusting("127.0.0.1");
    for (const char* said : {"unknown", "", "203.0.113.9, <script>", "999.1.1.1", "_hidden"})
        EXPECT_EQ(proxies.client_of(from("127.0.0.1", {{"x-forwarded-for", said}})), "127.0.0.1")
            << said;
}

TEST(TrustedProxies, ReadsTheStandardHeaderOnlyWhereItIsNamed) {
    auto proxies = trusting("127.0.0.1", "Forwarded");
    auto request = from("127.0.0.1", {{"x-forwarded-for", "1.1.1.1"},
                                      {"forwarded", "for=1.2.3.4;proto=http, "
                                                    "For=\"[2001:db8::9]:4711\";proto=https"}});
    EXPECT_EQ(proxies.client_of(request), "2001:db8::9");
    EXPECT_TRUE(proxies.is_secure(request));
    EXPECT_EQ(trusting("127.0.0.1").client_of(request), "1.1.1.1");
}

TEST(TrustedProxies, RefusesWhatIsNoNetwork) {
    for (const char* said : {"localhost", "10.0.0.0/33", "10.0.0.0/", "fd00::/129", "10.0.0/8"})
        EXPECT_FALSE(TrustedProxies::parse(said, "X-Forwarded-For")) << said;
    EXPECT_FALSE(TrustedProxies::parse("", "Via"));
}

TEST(TrustedProxies, LimitsClientsBehindAProxyOneByOne) {
    Options options;
    options.address_rate = 1;
    options.trusted_proxies = "127.0.0.1";
    Served served(options);
    auto asked = [&](const std::string& client) {
        Client connection(served.port());
        return connection.ask(get("/hello", "X-Forwarded-For: " + client + "\r\n")).status;
    };
    for (int i = 0; i < 2; ++i) EXPECT_EQ(asked("203.0.113.9"), 200);
    EXPECT_EQ(asked("203.0.113.9"), 429);
    EXPECT_EQ(asked("203.0.113.10"), 200);
}

}  // namespace
}  // namespace cs::http
