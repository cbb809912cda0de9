#include "http/served_test.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "auth/caller.h"
#include "http/open_files.h"

namespace cs::http {

Client::Client(std::uint16_t port, int receive_buffer)
    : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    timeval limit{10, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (receive_buffer > 0)
        setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
}

Client::~Client() {
    close(socket_);
}

void Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

bool Client::read_more() {
    char buffer[16 * 1024];
    auto count = ::recv(socket_, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    input_.append(buffer, static_cast<std::size_t>(count));
    return true;
}

std::string Client::receive_until(std::string_view end) {
    while (input_.find(end) == std::string::npos)
        if (!read_more()) return std::exchange(input_, {});
    auto size = input_.find(end) + end.size();
    auto out = input_.substr(0, size);
    input_.erase(0, size);
    return out;
}

std::string Client::take_line() {
    auto line = receive_until("\r\n");
    if (line.ends_with("\r\n")) line.resize(line.size() - 2);
    return line;
}

std::string Client::take_chunks() {
    std::string out;
    for (;;) {
        auto size = std::strtoul(take_line().c_str(), nullptr, 16);
        while (input_.size() < size + 2)
            if (!read_more()) return out;
        out += input_.substr(0, size);
        input_.erase(0, size + 2);
        if (size == 0) return out;
    }
}

Received Client::receive(bool is_head) {
    Received answer;
    auto line = take_line();
    if (!line.starts_with("HTTP/1.1 ")) return answer;
    answer.status = std::atoi(line.c_str() + 9);
    for (line = take_line(); !line.empty(); line = take_line()) {
        auto colon = line.find(": ");
        auto name = line.substr(0, colon);
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
        auto& value = answer.headers[name];
        value += (value.empty() ? "" : ", ") + line.substr(colon + 2);
    }
    if (is_head) return answer;
    if (answer.headers.contains("transfer-encoding")) {
        answer.body = take_chunks();
        return answer;
    }
    auto found = answer.headers.find("content-length");
    auto length = found == answer.headers.end() ? 0UL : std::stoul(found->second);
    while (input_.size() < length && read_more()) continue;
    answer.body = input_.substr(0, length);
    input_.erase(0, length);
    return answer;
}

Received Client::ask(std::string_view request) {
    send(request);
    return receive(request.starts_with("HEAD"));
}

bool Client::is_ended() {
    return input_.empty() && !read_more();
}

std::variant<Gate::Admitted, Response> OpenGate::admit(const Request& request, const Route&) {
    if (request.header("stranger")) return Response::text("who are you?", 401);
    return Admitted{{new auth::Caller, [](Caller* caller) { delete caller; }},
                    std::string(request.header("account").value_or(""))};
}

Route simple_route(Method method, std::string pattern, std::string name, Handler handler) {
    Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.name = std::move(name);
    route.handler = std::move(handler);
    return route;
}

namespace {

void answer_parameters(const Request& request, Caller&, Respond respond) {
    std::string out;
    for (const auto& [name, value] : request.parameters) out += name + '=' + value + ';';
    for (const auto& [name, value] : request.query) out += name + '=' + value + ';';
    respond(Response::text(out));
}

void answer_long(const Request&, Caller&, Respond respond) {
    std::string text;
    while (text.size() < 100 * 1024) text += "案件 case " + std::to_string(text.size()) + '\n';
    auto response = Response::text(std::move(text));
    response.etag = "v7";
    response.cache_control = "private, no-cache";
    respond(std::move(response));
}

// Answers from another thread, a little later than whatever follows on the connection.
void answer_later(const Request&, Caller&, Respond respond) {
    std::thread([taken = std::move(respond)]() mutable {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        taken(Response::text("later"));
    }).detach();
}

}  // namespace

std::vector<Route> test_routes() {
    std::vector<Route> out;
    out.push_back(simple_route(Method::get, "/hello", "hello", [](auto&, auto&, Respond respond) {
        respond(Response::text("hello"));
    }));
    auto echo = simple_route(Method::post, "/echo", "echo", [](auto& request, auto&, Respond r) {
        auto text = request.body;
        r(Response::text(std::move(text)));
    });
    echo.consumes = {"text/plain", "application/json"};
    out.push_back(std::move(echo));
    out.push_back(simple_route(Method::get, "/long", "long", answer_long));
    out.push_back(simple_route(Method::get, "/items/{id}", "item", answer_parameters));
    out.push_back(simple_route(Method::get, "/items/latest", "latest",
                               [](auto&, auto&, Respond r) { r(Response::text("latest")); }));
    out.push_back(simple_route(Method::get, "/files/{path*}", "file", answer_parameters));
    out.push_back(simple_route(Method::get, "/later", "later", answer_later));
    auto slow = simple_route(Method::get, "/slow", "slow", [](auto&, auto&, Respond respond) {
        respond(Response::text("slow"));
    });
    slow.work = Work::slow;
    out.push_back(std::move(slow));
    out.push_back(simple_route(Method::get, "/dropped", "dropped", [](auto&, auto&, Respond) {}));
    return out;
}

Served::Served(Options options, std::vector<Route> routes) {
    options.port = 0;
    constexpr std::size_t with_clients = 2'500;  // both ends are in this process
    make_room_for(with_clients);
    auto started = Server::start(options, std::move(routes), gate, metrics, time);
    EXPECT_TRUE(started) << (started ? "" : started.error().text());
    if (started) server = std::move(*started);
}

std::string get(std::string_view path, std::string_view headers) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n" + std::string(headers) + "\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view type) {
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: x\r\nContent-Type: " + std::string(type) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace cs::http
