// Where this node connects to and where not, and what it takes from those it asks.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "fetch/transfers.h"

namespace cs::fetch {
namespace {

/// Answers each connection on a free loopback port with fixed bytes, and ends when it is destroyed.
class OneAnswer {
public:
    explicit OneAnswer(std::string answer) : answer_(std::move(answer)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        socklen_t size = sizeof address;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        ::listen(listener_, 8);
        thread_ = std::jthread([this] { serve(); });
    }
    ~OneAnswer() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    std::string url(const std::string& host = "127.0.0.1") const {
        return "http://" + host + ":" + std::to_string(port_) + "/";
    }
    int connections = 0;

private:
    void serve() {
        for (;;) {
            int client = ::accept(listener_, nullptr, nullptr);
            if (client < 0) return;
            ++connections;
            char bytes[4'096];
            if (::recv(client, bytes, sizeof bytes, 0) > 0)
                ::send(client, answer_.data(), answer_.size(), MSG_NOSIGNAL);
            ::close(client);
        }
    }
    std::string answer_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

Rules loopback() {
    Rules rules;
    rules.addresses = *AddressPolicy::parse("127.0.0.0/8");
    return rules;
}

bool allows(const std::string& list, const std::string& address) {
    return AddressPolicy::parse(list)->allows(*parse_ip_address(address));
}

TEST(AddressPolicy, AllowsPublicAddressesOnly) {
    for (const char* address : {"8.8.8.8", "114.114.114.114", "2400:3200::1", "172.32.0.1"})
        EXPECT_TRUE(allows("", address)) << address;
    for (const char* address :
         {"127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255",
          "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
          "198.18.0.1", "::", "::1", "fe80::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1",
          "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
          "2002:0a00:0001::1", "2001:db8::1", "2001::1", "::127.0.0.1"})
        EXPECT_FALSE(allows("", address)) << address;
}

TEST(AddressPolicy, AllowsWhatIsListed) {
    EXPECT_TRUE(allows("127.0.0.0/8, fd00::/8", "127.4.5.6"));
    EXPECT_TRUE(allows("127.0.0.0/8, fd00::/8", "fd12::1"));
    EXPECT_FALSE(allows("127.0.0.0/8", "10.0.0.1"));
    EXPECT_TRUE(allows("10.1.2.3", "10.1.2.3"));
    EXPECT_FALSE(allows("10.1.2.3", "10.1.2.4"));
    EXPECT_TRUE(allows("10.128.0.0/9", "10.129.0.0"));
    EXPECT_FALSE(allows("10.128.0.0/9", "10.127.0.0"));
    for (const char* wrong : {"10.0.0.0/33", "10.0.0/8", "host", "10.0.0.0/", "fd00::/129", "1/-1"})
        EXPECT_FALSE(AddressPolicy::parse(wrong)) << wrong;
}

TEST(Fetch, TakesAnAnswer) {
    OneAnswer server("HTTP/1.1 201 Created\r\nX-Kind: good\r\nContent-Length: 5\r\n\r\nhello");
    auto answer = fetch(loopback(), {server.url(), "POST", {"A: b"}, "body"});
    ASSERT_TRUE(answer.has_value()) << answer.error().text();
    EXPECT_EQ(answer->status, 201);
    EXPECT_EQ(answer->body, "hello");
    EXPECT_EQ(answer->header("x-kind"), "good");
}

// By number, by name, as a whole number: what counts is the address that is connected to.
TEST(Fetch, ConnectsToNoPrivateAddress) {
    OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    for (const char* host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"}) {
        auto answer = fetch(Rules{}, {server.url(host)});
        ASSERT_FALSE(answer.has_value()) << host;
    }
    auto plain = fetch(Rules{}, {server.url()});
    EXPECT_NE(plain.error().what.find("plain HTTP is not sent to 127.0.0.1"), std::string::npos)
        << plain.error().what;
    auto url = server.url();
    auto secure = fetch(Rules{}, {"https" + url.substr(4)});
    EXPECT_NE(secure.error().what.find("does not connect to 127.0.0.1"), std::string::npos)
        << secure.error().what;
    EXPECT_EQ(server.connections, 0);
}

TEST(Fetch, FollowsNoRedirectAndTakesNoEndlessAnswer) {
    OneAnswer moved("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    auto answer = fetch(loopback(), {moved.url()});
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->status, 302);
    EXPECT_EQ(answer->header("location"), "http://127.0.0.1:1/");
    OneAnswer large("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + std::string(300'000, 'x'));
    auto cut = fetch(loopback(), {large.url()});
    ASSERT_FALSE(cut.has_value());
    EXPECT_NE(cut.error().what.find("longer than"), std::string::npos);
    EXPECT_FALSE(fetch(loopback(), {"file:///etc/passwd"}).has_value());
    EXPECT_FALSE(fetch(loopback(), {"gopher://127.0.0.1/"}).has_value());
}

TEST(Fetch, KnowsTheAddressOfAService) {
    for (const char* good : {"https://example.org/hook", "http://127.0.0.1:8/x?y=z",
                             "HTTPS://example.org/", "Http://example.org:80/"})
        EXPECT_TRUE(check_url(good)) << good;
    for (const char* wrong :
         {"", "example.org", "ftp://example.org", "https://user:secret@example.org/", "https://",
          "https://example.org/#x", "file:///etc/passwd", "https://example.org/a b",
          "https://example.org/\r\nX: y", "https://①②.example.org/", "https://xn--/",
          "https://127.0.0.1\\@example.org/", "https://example..org/", "https://-x.org/",
          "HTTPS+unix://x", "https:/example.org/", "https://example.org:0/",
          "https://example.org:00/"})
        EXPECT_FALSE(check_url(wrong)) << wrong;
}

TEST(Fetch, KnowsWhatItWillNeverConnectTo) {
    const AddressPolicy public_only;
    for (const char* good : {"https://example.org/", "https://93.184.216.34/", "https://[2606::1]/",
                             "HTTPS://example.org/"})
        EXPECT_TRUE(check_url(good, public_only)) << good;
    for (const char* wrong :
         {"https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://localhost:8443/",
          "https://10.1.2.3/", "https://[::1]/", "https://[fd00::1]/", "https://[::ffff:10.1.2.3]/",
          "https://LOCALHOST/x", "https://localhost./x", "https://a.localhost/x",
          "https://127.0.0.1./x", "https://169.254.169.254/latest", "http://93.184.216.34/",
          "http://example.org/", "HTTP://example.org/", "HTTPS://10.1.2.3/"})
        EXPECT_FALSE(check_url(wrong, public_only)) << wrong;
    auto listed = *AddressPolicy::parse("10.0.0.0/8");
    for (const char* good : {"https://10.1.2.3/", "http://10.1.2.3/", "http://example.org/"})
        EXPECT_TRUE(check_url(good, listed)) << good;
    for (const char* wrong : {"https://127.0.0.1/", "http://93.184.216.34/"})
        EXPECT_FALSE(check_url(wrong, listed)) << wrong;
    EXPECT_EQ(check_url("https://10.1.2.3/", public_only).error().what,
              "this node does not connect to 10.1.2.3");
    EXPECT_EQ(check_url("http://example.org/", public_only).error().what,
              "plain HTTP is not sent to example.org");
}

}  // namespace
}  // namespace cs::fetch
