// A request as the parser has read it and the answer to it, free of sockets. Requests stay where
// they are until they are answered; answers move to the thread that writes them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "http/body_sink.h"
#include "http/stream.h"

namespace cs::http {

/// `remove` is DELETE, a word of the language.
enum class Method : std::uint8_t { get, head, post, put, patch, remove, options };
std::string_view method_name(Method method);
std::optional<Method> parse_method(std::string_view name);

/// A name with its value: a header, a query parameter, a path parameter.
struct Pair {
    std::string name;
    std::string value;
    bool operator==(const Pair&) const = default;
};

struct Request {
    Method method = Method::get;
    std::string path;              ///< as sent: still percent-encoded, without the query
    std::vector<Pair> query;       ///< decoded, in the order sent; a name may come twice
    std::vector<Pair> headers;     ///< names in lower case, in the order sent
    std::vector<Pair> parameters;  ///< of the route's pattern, decoded: {"case", "410100000-42"}
    std::string body;
    std::unique_ptr<BodySink> sink;  ///< has taken the body, where the route has one
    std::string peer;        ///< the client's IP address
    std::string id;          ///< of X-Request-Id where it is sane, or one of the server's
    Instant received;        ///< when its last byte was read
    bool is_secure = false;  ///< came over TLS
    std::stop_token stop;    ///< the server stops: long work ends, and says how far it came

    /// The first header of a lower-case name.
    std::optional<std::string_view> header(std::string_view name) const;
    /// The first query parameter of a name.
    std::optional<std::string_view> query_value(std::string_view name) const;
    /// A parameter of the route's pattern; asking for another is a bug.
    std::string_view parameter(std::string_view name) const;
    /// A cookie of the Cookie header.
    std::optional<std::string_view> cookie(std::string_view name) const;
};

/// The server adds Date, Content-Length, ETag, the request id, compression and the security
/// headers; it answers 304 to a GET whose If-None-Match names `etag`, and leaves the body out of
/// the answer to HEAD. A stream without a length is sent in chunks.
struct Response {
    int status = 200;
    std::string content_type;
    std::string body;
    std::vector<Pair> headers;               ///< further ones; a name may come twice (Set-Cookie)
    std::string etag;                        ///< opaque, without quotes; empty: none
    std::string cache_control = "no-store";  ///< what may be kept says so itself
    std::unique_ptr<Stream> stream;          ///< in place of the body
    std::optional<std::uint64_t> length;     ///< of the stream, where it is known

    static Response json(std::string body, int status = 200);
    static Response text(std::string body, int status = 200);
    static Response nothing(int status = 204);
    static Response events(std::unique_ptr<Stream> stream);
};

struct Failure;
/// How an interface with a form of its own says no; null: problem+json (http/answer.h).
using Refuse = Response (*)(const Request&, const Failure&);

}  // namespace cs::http
