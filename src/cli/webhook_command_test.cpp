// Webhooks as an operator keeps them, and that none is lost when the server is killed.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include "cli/run_program_test.h"

using namespace cs::cli;

namespace {

/// Takes webhooks on a free loopback port and remembers the sequences that it was told.
class Receiver {
public:
    Receiver() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        socklen_t size = sizeof address;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
        ::listen(listener_, 64);
        thread_ = std::jthread([this] { serve(); });
    }
    ~Receiver() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    std::set<long> told() {
        std::lock_guard lock(mutex_);
        return told_;
    }
    std::string url;

private:
    void serve() {
        for (int client; (client = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(client)) {
            timeval patience{5, 0};
            ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            std::string request;
            char bytes[8'192];
            while (request.find("\r\n\r\n{") == std::string::npos || !request.ends_with("}}")) {
                auto got = ::recv(client, bytes, sizeof bytes, 0);
                if (got <= 0) break;
                request.append(bytes, static_cast<std::size_t>(got));
            }
            auto at = request.find("\"sequence\":\"");
            if (at == std::string::npos) continue;
            constexpr std::string_view good =
                "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
            ::send(client, good.data(), good.size(), MSG_NOSIGNAL);
            std::lock_guard lock(mutex_);
            told_.insert(std::stol(request.substr(at + 12)));
        }
    }
    int listener_;
    std::mutex mutex_;
    std::set<long> told_;
    std::jthread thread_;
};

/// `chengshu serve`, until it is killed.
class Server {
public:
    Server(const std::string& data, const std::string& out) {
        process_ = ::fork();
        if (process_ == 0) {
            if (std::freopen(out.c_str(), "w", stdout) == nullptr) ::_exit(1);
            ::execl(CHENGSHU_BINARY, CHENGSHU_BINARY, "serve", "--no-simulation", "--port", "0",
                    "--outbound-allow", "127.0.0.0/8", "--data", data.c_str(), nullptr);
            ::_exit(127);
        }
        for (int i = 0; i < 2'000 && port_.empty(); ++i) {
            ::usleep(10'000);
            std::ifstream file(out);
            std::string text((std::istreambuf_iterator<char>(file)), {});
            auto at = text.find("127.0.0.1:");
            if (at != std::string::npos) port_ = text.substr(at + 10, text.find(',', at) - at - 10);
        }
    }
    ~Server() {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    /// Reports something; the record of the journal that says so, or 0.
    long report() {
        int client = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port_)));
        ::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address);
        std::string body = R"({"title":"a","text":"b","division":"410100000000"})";
        auto request = "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                       "Content-Type: application/json\r\nContent-Length: " +
                       std::to_string(body.size()) + "\r\n\r\n" + body;
        ::send(client, request.data(), request.size(), MSG_NOSIGNAL);
        std::string answer;
        char bytes[4'096];
        for (ssize_t got; (got = ::recv(client, bytes, sizeof bytes, 0)) > 0;)
            answer.append(bytes, static_cast<std::size_t>(got));
        ::close(client);
        auto at = answer.find("Chengshu-Sequence: ");
        return at == std::string::npos ? 0 : std::stol(answer.substr(at + 19));
    }
    bool is_up() const { return !port_.empty(); }

private:
    pid_t process_ = -1;
    std::string port_;
};

std::string found(const Scratch& scratch) {
    auto file = scratch.write("divisions.csv", "code,name\n410100000000,郑州市\n");
    auto ran = run_program("import divisions " + file + " --found 410100 --data " + scratch / "data");
    EXPECT_EQ(ran.code, 0) << ran.err;
    return scratch / "data";
}

TEST(WebhookCommand, SubscribesShowsAndRemoves) {
    Scratch scratch;
    auto data = " --data " + found(scratch);
    auto added = run_program("webhook add https://example.org/hook --type case.filed" + data);
    EXPECT_EQ(added.code, 0) << added.err;
    EXPECT_NE(added.out.find("whsec_"), std::string::npos);
    auto listed = run_program("webhook list" + data);
    EXPECT_NE(listed.out.find("https://example.org/hook"), std::string::npos) << listed.out;
    EXPECT_EQ(listed.out.find("whsec_"), std::string::npos);
    EXPECT_EQ(run_program("webhook add https://example.org/ --type case.filled" + data).code, 1);
    EXPECT_EQ(run_program("webhook add file:///etc/passwd" + data).code, 1);
    EXPECT_EQ(run_program("webhook dead 1" + data).code, 0);
    EXPECT_EQ(run_program("webhook resend 1" + data).code, 0);
    EXPECT_EQ(run_program("webhook remove 1" + data).code, 0);
    EXPECT_EQ(run_program("webhook remove 1" + data).code, 1);
}

// kill -9 again and again, while reports come in: whatever was answered is told in the end.
TEST(WebhookCommand, TellsOfEveryAnsweredReportThoughTheServerIsKilled) {
    Scratch scratch;
    auto data = found(scratch);
    Receiver receiver;
    auto added = run_program("webhook add " + receiver.url + " --type report.submitted --data " + data);
    ASSERT_EQ(added.code, 0) << added.err;
    std::set<long> answered;
    for (int round = 0; round < 4; ++round) {
        Server server(data, scratch / "out");
        ASSERT_TRUE(server.is_up());
        for (int i = 0; i < 5 + 7 * round; ++i)
            if (auto sequence = server.report()) answered.insert(sequence);
    }
    ASSERT_EQ(answered.size(), 62u);
    Server server(data, scratch / "out");
    for (int i = 0; i < 3'000 && receiver.told().size() < answered.size(); ++i) ::usleep(10'000);
    EXPECT_EQ(receiver.told(), answered);
}

}  // namespace
