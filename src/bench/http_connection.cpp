#include "bench/http_connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace cs::bench {

namespace {

constexpr std::size_t piece = 16 * 1024;
constexpr std::string_view end_of_head = "\r\n\r\n";

std::size_t number_in(std::string_view text) {
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Error closed(const char* what) {
    return {"a connection of the benchmark failed: " + std::string(what), {}, {}};
}

}  // namespace

Result<HttpConnection> HttpConnection::open(std::uint16_t port) {
    HttpConnection out(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (out.socket_ < 0 ||
        connect(out.socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        return std::unexpected(closed(std::strerror(errno)));
    int yes = 1;
    setsockopt(out.socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    fcntl(out.socket_, F_SETFL, O_NONBLOCK);
    return out;
}

HttpConnection::HttpConnection(HttpConnection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      input_(std::move(other.input_)),
      answered_(other.answered_) {}

HttpConnection::~HttpConnection() {
    if (socket_ >= 0) ::close(socket_);
}

// Requests are far smaller than a socket's buffer: a send that does not take all is a failure.
Result<void> HttpConnection::send(std::string_view bytes) {
    auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(bytes.size())) return std::unexpected(closed("send"));
    return {};
}

Result<std::optional<HttpConnection::Answer>> HttpConnection::receive() {
    input_.erase(0, std::exchange(answered_, 0));
    auto size = input_.size();
    input_.resize(size + piece);
    auto count = ::recv(socket_, input_.data() + size, piece, 0);
    input_.resize(size + (count > 0 ? static_cast<std::size_t>(count) : 0));
    if (count == 0) return std::unexpected(closed("the server closed it"));
    if (count < 0 && errno != EAGAIN) return std::unexpected(closed(std::strerror(errno)));
    auto end = input_.find(end_of_head);
    if (end == std::string::npos) return std::nullopt;
    std::string_view text = input_;
    auto head = text.substr(0, end + 2);
    auto length = number_in(header_in(head, "Content-Length"));
    auto whole = end + end_of_head.size() + length;
    if (text.size() < whole) return std::nullopt;
    answered_ = whole;
    constexpr std::size_t before_status = std::string_view("HTTP/1.1 ").size();
    return Answer{static_cast<int>(number_in(head.substr(before_status))), head,
                  text.substr(end + end_of_head.size(), length)};
}

Result<std::string_view> HttpConnection::receive_some(std::string& buffer) {
    auto count = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count == 0) return std::unexpected(closed("the server ended a stream"));
    if (count < 0 && errno != EAGAIN) return std::unexpected(closed(std::strerror(errno)));
    return std::string_view(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
}

std::string_view header_in(std::string_view head, std::string_view name) {
    auto line = "\r\n" + std::string(name) + ": ";
    auto at = head.find(line);
    if (at == std::string_view::npos) return {};
    auto value = head.substr(at + line.size());
    return value.substr(0, value.find("\r\n"));
}

std::string_view text_member(std::string_view json, std::string_view name) {
    auto key = '"' + std::string(name) + "\":\"";
    auto at = json.find(key);
    if (at == std::string_view::npos) return {};
    auto value = json.substr(at + key.size());
    return value.substr(0, value.find('"'));
}

}  // namespace cs::bench
