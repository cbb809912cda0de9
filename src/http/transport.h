// The bytes of one connection, plain or through TLS, over a socket that never blocks: one type for
// both, so that the connection above knows neither.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

struct ssl_ctx_st;

namespace cs::http {

class Transport {
public:
    /// moved: `bytes` of it. wants_read, wants_write: not now, but when the socket is ready for
    /// that (TLS may want to read in order to write). closed: by the peer, or broken.
    enum class State : std::uint8_t { moved, wants_read, wants_write, closed };
    struct Step {
        State state = State::closed;
        std::size_t bytes = 0;
    };

    virtual ~Transport() = default;
    virtual Step read(std::span<char> into) = 0;
    virtual Step write(std::string_view bytes) = 0;
    /// Says that nothing more will be written.
    virtual void end_writing() = 0;
    virtual bool is_secure() const = 0;
};

/// The socket stays the caller's.
std::unique_ptr<Transport> plain_transport(int socket);

/// The server's certificate and key. TLS 1.2 and 1.3.
class TlsContext {
public:
    static Result<TlsContext> load(const std::string& certificate, const std::string& key);
    std::unique_ptr<Transport> transport(int socket) const;

private:
    struct Free {
        void operator()(ssl_ctx_st* context) const;
    };
    explicit TlsContext(ssl_ctx_st* context) : context_(context) {}
    std::unique_ptr<ssl_ctx_st, Free> context_;
};

}  // namespace cs::http
