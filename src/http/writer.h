// Turns an answer into bytes: status line, headers, conditional answers, compression.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace cs::http {

struct WriterContext {
    std::string_view date;  ///< IMF-fixdate of now
    bool keeps_alive = true;
    bool is_http_1_1 = true;
};

/// Appends the whole answer; of one with a stream, its head. May change `response` (to a 304, to a
/// compressed body).
void write_response(std::string& out, const Request& request, Response& response,
                    const WriterContext& context);
/// One chunk of RFC 9112's chunked coding; an empty one is the last.
void append_chunk(std::string& out, std::string_view bytes);
/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(Instant at);

}  // namespace cs::http
