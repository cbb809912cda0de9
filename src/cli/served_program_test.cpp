#include "cli/served_program_test.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

namespace cs::cli {

namespace {

constexpr int patience_ms = 10'000;

std::string content(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::uint64_t number_at(std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

ServedProgram::ServedProgram(const Scratch& scratch, const std::string& data,
                             const std::string& wrapper) {
    auto out = scratch / "served.out";
    unlink(out.c_str());
    auto line = "exec " + wrapper + CHENGSHU_BINARY + " serve --no-simulation --port 0 --data " +
                data + " >" + out + " 2>&1";
    process_ = fork();
    if (process_ == 0) {
        execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
        _exit(127);
    }
    constexpr std::string_view address = "http://127.0.0.1:";
    for (int waited = 0; port_ == 0 && waited < patience_ms; waited += 10) {
        auto said = content(out);
        if (auto at = said.find(address); at != std::string::npos)
            port_ = static_cast<std::uint16_t>(number_at(said.substr(at + address.size())));
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_NE(port_, 0) << content(out);
}

ServedProgram::~ServedProgram() {
    if (process_ > 0) kill(SIGTERM);
}

void ServedProgram::kill(int signal) {
    ::kill(process_, signal);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
}

Asked ask(bench::HttpConnection& connection, std::string_view request) {
    if (!request.empty() && !connection.send(request)) return {};
    for (;;) {
        pollfd waited{connection.descriptor(), POLLIN, 0};
        if (poll(&waited, 1, patience_ms) <= 0) return {};
        auto answer = connection.receive();
        if (!answer) return {};
        if (*answer)
            return {(*answer)->status, std::string((*answer)->head), std::string((*answer)->body)};
    }
}

Asked ask(std::uint16_t port, std::string_view request) {
    auto connection = bench::HttpConnection::open(port);
    return connection ? ask(*connection, request) : Asked{};
}

std::string get_request(const std::string& path, const std::string& headers) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

std::string report_request(const std::string& text, const std::string& key) {
    auto body = R"({"title":"路灯不亮","text":")" + text + R"(","division":"410100000000"})";
    return "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
           "Idempotency-Key: " + key + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

std::vector<std::uint64_t> events_of(std::uint16_t port, const std::string& token,
                                     std::uint64_t last, std::uint64_t until) {
    std::vector<std::uint64_t> out;
    auto connection = bench::HttpConnection::open(port);
    if (!connection) return out;
    auto from = last == 0 ? "" : "Last-Event-ID: " + std::to_string(last) + "\r\n";
    static_cast<void>(connection->send(
        get_request("/api/v1/stream", "Authorization: Bearer " + token + "\r\n" + from)));
    std::string buffer(16 * 1024, '\0'), text;
    while (out.empty() || out.back() < until) {
        pollfd waited{connection->descriptor(), POLLIN, 0};
        if (poll(&waited, 1, patience_ms) <= 0) break;
        auto piece = connection->receive_some(buffer);
        if (!piece) break;
        text += *piece;
        // Whole events only: what was cut off has not been seen.
        for (auto end = text.find("\n\n"); end != std::string::npos; end = text.find("\n\n")) {
            auto event = text.substr(0, end);
            text.erase(0, end + 2);
            if (auto at = event.find("id: "); at != std::string::npos)
                out.push_back(number_at(event.substr(at + 4)));
        }
    }
    return out;
}

void found_realm(const Scratch& scratch, const std::string& data) {
    auto file = scratch.write("divisions.csv", "code,name\n410100000000,郑州市\n");
    EXPECT_EQ(run_program("import divisions " + file + " --found 410100 --data " + data).code, 0);
}

std::string found_with_token(const Scratch& scratch, const std::string& data) {
    found_realm(scratch, data);
    auto to = " --data " + data;
    EXPECT_EQ(run_program("account add robot --administrator --system" + to).code, 0);
    auto issued = run_program("account token robot --label test --scope read --scope act --json" +
                              to);
    EXPECT_EQ(issued.code, 0) << issued.err;
    return std::string(bench::text_member(issued.out, "token"));
}

}  // namespace cs::cli
