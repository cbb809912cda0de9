// What the server says to well-meant and to bad requests.
#include "http/server.h"

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <atomic>
#include <thread>

#include "base/json.h"
#include "http/limits.h"
#include "http/served_test.h"

namespace cs::http {
namespace {

std::string gunzipped(const std::string& body) {
    std::string out(1 << 20, '\0');
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    std::string input = body;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

std::string unbrotlied(const std::string& body) {
    std::string out(1 << 20, '\0');
    std::size_t size = out.size();
    EXPECT_EQ(
        BrotliDecoderDecompress(body.size(), reinterpret_cast<const std::uint8_t*>(body.data()),
                                &size, reinterpret_cast<std::uint8_t*>(out.data())),
        BROTLI_DECODER_RESULT_SUCCESS);
    out.resize(size);
    return out;
}

TEST(Server, KeepsTheConnectionAndSaysWhoItIs) {
    Served served;
    Client client(served.port());
    for (int i = 0; i < 3; ++i) {
        auto answer = client.ask(get("/hello"));
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "hello");
        EXPECT_EQ(answer.headers["x-content-type-options"], "nosniff");
        EXPECT_EQ(answer.headers["content-security-policy"],
                  "default-src 'none'; frame-ancestors 'none'");
        EXPECT_TRUE(answer.headers["date"].ends_with(" GMT"));
        EXPECT_FALSE(answer.headers["x-request-id"].empty());
        EXPECT_FALSE(answer.headers.contains("strict-transport-security"));
    }
    auto last = client.ask(get("/hello", "Connection: close\r\n"));
    EXPECT_EQ(last.headers["connection"], "close");
    EXPECT_TRUE(client.is_ended());
}

TEST(Server, AnswersInTheOrderOfTheRequestsWhoeverIsReadyFirst) {
    Served served;
    Client client(served.port());
    client.send(get("/later") + get("/hello") + get("/slow") + get("/later") + get("/items/5"));
    for (auto* body : {"later", "hello", "slow", "later", "id=5;"})
        EXPECT_EQ(client.receive().body, body);
}

TEST(Server, AnswersMorePipelinedRequestsThanItWorksOnAtOnce) {
    Served served;
    Client client(served.port());
    std::string requests = get("/later");
    for (std::size_t i = 0; i < 3 * limits::pipelined; ++i)
        requests += get("/items/" + std::to_string(i));
    client.send(requests);
    EXPECT_EQ(client.receive().body, "later");
    for (std::size_t i = 0; i < 3 * limits::pipelined; ++i)
        ASSERT_EQ(client.receive().body, "id=" + std::to_string(i) + ";");
}

// Whoever takes no answers is not worked for: what he asks waits on his side.
TEST(Server, TakesNoMoreRequestsWhileManyBytesOfAnswersWait) {
    constexpr int asked = 100;
    constexpr std::size_t long_answer = 400 * 1024;
    std::atomic<int> quick = 0, slow = 0;
    auto counting = [](std::atomic<int>& count) {
        return [&count](auto&, auto&, Respond respond) {
            ++count;
            respond(Response::text(std::string(long_answer, 'x')));
        };
    };
    std::vector<Route> routes;
    routes.push_back(simple_route(Method::get, "/quick", "quick", counting(quick)));
    routes.push_back(simple_route(Method::get, "/slow", "slow", counting(slow)));
    routes.back().work = Work::slow;
    Options options;
    options.address_rate = 0;
    Served served(options, std::move(routes));
    for (auto* count : {&quick, &slow}) {
        Client client(served.port());
        std::string requests;
        for (int i = 0; i < asked; ++i) requests += get(count == &quick ? "/quick" : "/slow");
        client.send(requests);
        for (int before = -1; before != count->load();) {
            before = count->load();
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
        EXPECT_LT(count->load(), asked / 2);
        for (int i = 0; i < asked; ++i)
            ASSERT_EQ(client.receive().body.size(), long_answer) << i;
        EXPECT_EQ(count->load(), asked);
    }
}

TEST(Server, ReadsRequestsThatComeByteByByte) {
    Served served;
    Client client(served.port());
    for (char c : post("/echo", "hello") + get("/hello")) client.send({&c, 1});
    EXPECT_EQ(client.receive().body, "hello");
    EXPECT_EQ(client.receive().body, "hello");
}

TEST(Server, JoinsChunks) {
    Served served;
    Client client(served.port());
    auto answer = client.ask(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7;ext=1\r\n, world\r\n0\r\nA: b\r\n\r\n");
    EXPECT_EQ(answer.body, "hello, world");
    EXPECT_EQ(client.ask(get("/hello")).status, 200);
}

TEST(Server, SaysContinueToWhoAsks) {
    Served served;
    Client client(served.port());
    client.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
        "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.receive().status, 100);
    EXPECT_EQ(client.ask("ok").body, "ok");
}

TEST(Server, SpeaksHttp10) {
    Served served;
    Client client(served.port());
    auto answer = client.ask("GET /hello HTTP/1.0\r\n\r\n");
    EXPECT_EQ(answer.headers["connection"], "close");
    EXPECT_TRUE(client.is_ended());
}

TEST(Server, FindsRoutesAndDecodesTheirParameters) {
    Served served;
    Client client(served.port());
    EXPECT_EQ(client.ask(get("/items/latest")).body, "latest");
    EXPECT_EQ(client.ask(get("/items/%E6%A1%88%2F1?a=1+2&b=%26&a=3")).body,
              "id=案/1;a=1 2;b=&;a=3;");
    EXPECT_EQ(client.ask(get("/files/a/b/c.txt")).body, "path=a/b/c.txt;");
    EXPECT_EQ(client.ask(get("http://x/items/7")).body, "id=7;");
    for (auto* path : {"/items/%zz", "/items/%", "/items/%ff", "/items/a%00b", "/files/../x",
                       "/files/%2e%2e/x", "/items/1?a=%z"})
        EXPECT_EQ(client.ask(get(path)).status, 400) << path;
    for (auto* path : {"/", "/nothing", "/hello/", "/items", "/items/"})
        EXPECT_EQ(client.ask(get(path)).status, 404) << path;
}

TEST(Server, NamesTheMethodsOfAnAddress) {
    Served served;
    Client client(served.port());
    auto refused = client.ask("DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(refused.status, 405);
    EXPECT_EQ(refused.headers["allow"], "GET, HEAD, OPTIONS");
    auto options = client.ask("OPTIONS /echo HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(options.headers["allow"], "POST, OPTIONS");
    EXPECT_EQ(client.ask("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").status, 204);
    EXPECT_EQ(client.ask("BREW /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 501);
}

TEST(Server, AnswersHeadLikeGetWithoutTheBody) {
    Served served;
    Client client(served.port());
    auto length = client.ask(get("/long")).body.size();
    auto answer = client.ask("HEAD /long HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers["content-length"], std::to_string(length));
    EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST(Server, CompressesLongTextAsTheClientLikes) {
    Served served;
    Client client(served.port());
    auto plain = client.ask(get("/long"));
    EXPECT_EQ(plain.headers["etag"], "\"v7\"");
    EXPECT_EQ(plain.headers["vary"], "Accept-Encoding");
    auto gzip = client.ask(get("/long", "Accept-Encoding: gzip\r\n"));
    EXPECT_EQ(gzip.headers["content-encoding"], "gzip");
    EXPECT_EQ(gzip.headers["etag"], "W/\"v7\"");
    EXPECT_EQ(gunzipped(gzip.body), plain.body);
    auto brotli = client.ask(get("/long", "Accept-Encoding: gzip, deflate, br\r\n"));
    EXPECT_EQ(brotli.headers["content-encoding"], "br");
    EXPECT_EQ(unbrotlied(brotli.body), plain.body);
    for (auto* header : {"gzip;q=0, br;q=0", "identity", "deflate", "*;q=0", ""}) {
        auto answer = client.ask(get("/long", "Accept-Encoding: " + std::string(header) + "\r\n"));
        EXPECT_FALSE(answer.headers.contains("content-encoding")) << header;
    }
    auto liked = client.ask(get("/long", "Accept-Encoding: br;q=0.1, gzip;q=0.5\r\n"));
    EXPECT_EQ(liked.headers["content-encoding"], "gzip");
    auto small = client.ask(get("/hello", "Accept-Encoding: gzip\r\n"));
    EXPECT_EQ(small.body, "hello");
}

TEST(Server, SendsNothingTwiceToWhoHasIt) {
    Served served;
    Client client(served.port());
    for (auto* known : {"\"v7\"", "W/\"v7\"", "\"v6\", \"v7\"", "*"}) {
        auto answer = client.ask(get("/long", "If-None-Match: " + std::string(known) + "\r\n"));
        EXPECT_EQ(answer.status, 304) << known;
        EXPECT_EQ(answer.headers["etag"], "\"v7\"");
        EXPECT_EQ(answer.headers["vary"], "Accept-Encoding");
        EXPECT_FALSE(answer.headers.contains("content-length"));
    }
    EXPECT_EQ(client.ask(get("/long", "If-None-Match: \"v6\"\r\n")).status, 200);
}

TEST(Server, KeepsASaneRequestIdAndNoOther) {
    Served served;
    Client client(served.port());
    EXPECT_EQ(client.ask(get("/hello", "X-Request-Id: a-1.b_2\r\n")).headers["x-request-id"],
              "a-1.b_2");
    auto odd = client.ask(get("/hello", "X-Request-Id: <script>\r\n")).headers["x-request-id"];
    EXPECT_NE(odd, "<script>");
    auto refused = client.ask(get("/nothing", "X-Request-Id: r7\r\n"));
    EXPECT_EQ(refused.headers["content-type"], "application/problem+json");
    auto problem = json::parse(refused.body)->as_object();
    EXPECT_EQ(problem["status"].as_int64(), 404);
    EXPECT_EQ(problem["code"].as_string(), "not_found");
    EXPECT_EQ(problem["request_id"].as_string(), "r7");
}

TEST(Server, RefusesAMediaTypeThatTheRouteDoesNotTake) {
    Served served;
    Client client(served.port());
    EXPECT_EQ(client.ask(post("/echo", "<a/>", "application/xml")).status, 415);
    EXPECT_EQ(client.ask(post("/echo", "{}", "Application/JSON; charset=utf-8")).status, 200);
}

TEST(Server, AnswersForAHandlerThatForgets) {
    Served served;
    Client client(served.port());
    EXPECT_EQ(client.ask(get("/dropped")).status, 500);
    EXPECT_EQ(client.ask(get("/hello")).status, 200);
}

TEST(Server, RefusesRequestsThatTwoServersMightReadDifferently) {
    Served served;
    struct Case {
        int status;
        const char* bytes;
    };
    for (const auto& [status, bytes] : {
             Case{400, "GET /hello HTTP/1.1\r\n\r\n"},
             Case{400, "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
             Case{400,
                  "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
             Case{400,
                  "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
                  "Content-Length: 2\r\n\r\nab"},
             Case{501, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n"},
             Case{501,
                  "POST /echo HTTP/1.1\r\nHost: x\r\n"
                  "Transfer-Encoding: gzip, chunked\r\n\r\n"},
             Case{400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"},
             Case{400, "GET /hello HTTP/1.1\r\nHost : x\r\n\r\n"},
             Case{505, "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"},
             Case{505, "GET /hello HTTP/3.0\r\nHost: x\r\n\r\n"},
             Case{400, "\x16\x03\x01\x02 TLS to a plain port\r\n\r\n"},
         }) {
        Client client(served.port());
        auto answer = client.ask(bytes);
        EXPECT_EQ(answer.status, status) << bytes;
        EXPECT_EQ(answer.headers["connection"], "close") << bytes;
        EXPECT_TRUE(client.is_ended()) << bytes;
    }
}

TEST(Server, SaysWhatItCannotStartWith) {
    OpenGate gate;
    Metrics metrics;
    runtime::SystemTime time;
    auto start = [&](Options options, std::vector<Route> routes) {
        return Server::start(options, std::move(routes), gate, metrics, time);
    };
    Options odd;
    odd.address = "localhost";
    EXPECT_EQ(start(odd, {}).error().what, "this is not an IP address");
    Served served;
    Options taken;
    taken.port = served.port();
    EXPECT_TRUE(start(taken, {}).error().what.starts_with("cannot listen: "));
    Options half;
    half.port = 0;
    half.certificate = "a.pem";
    EXPECT_EQ(start(half, {}).error().what, "TLS needs a certificate and its key");
    auto twice = test_routes();
    twice.push_back(twice.front());
    EXPECT_FALSE(start({}, std::move(twice)));
}

}  // namespace
}  // namespace cs::http
