// A client's keep-alive connection to a server on loopback, without blocking: one request at a
// time, or an event stream. Who waits for many of them does so with poll or epoll on descriptor().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cs::bench {

class HttpConnection {
public:
    static Result<HttpConnection> open(std::uint16_t port);
    HttpConnection(HttpConnection&& other) noexcept;
    HttpConnection& operator=(HttpConnection&&) = delete;
    ~HttpConnection();

    int descriptor() const { return socket_; }
    Result<void> send(std::string_view bytes);

    struct Answer {
        int status = 0;
        std::string_view head;  ///< with its status line; both until the next receive()
        std::string_view body;
    };
    /// The answer, once all of it has come; nothing before. An error when the server has closed.
    Result<std::optional<Answer>> receive();
    /// Whatever has come of a stream, which is then forgotten.
    Result<std::string_view> receive_some(std::string& buffer);

private:
    explicit HttpConnection(int socket) : socket_(socket) {}
    int socket_;
    std::string input_;
    std::size_t answered_ = 0;  ///< bytes of the last answer, still in the input
};

/// The value of a header, by its name as the server writes it; empty when it is not there.
std::string_view header_in(std::string_view head, std::string_view name);
/// The text of the first member of this name in a JSON text; empty when there is none.
std::string_view text_member(std::string_view json, std::string_view name);

}  // namespace cs::bench
