// A range of a file's bytes that a request asks for (RFC 9110, 14): players of films jump in them,
// and a download that broke off goes on. Several at once are answered with the whole.
#pragma once

#include <cstdint>
#include <optional>

#include "http/message.h"

namespace cs::http {

struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;  ///< with it
    std::uint64_t size() const { return last - first + 1; }
    bool operator==(const ByteRange&) const = default;
};

struct RangeAsked {
    bool is_there = true;           ///< false: the file ends before it, 416
    std::optional<ByteRange> part;  ///< nothing: the whole
};

/// Of a file of `size` bytes with this ETag. The whole where Range is missing, malformed or of
/// another unit, and where If-Range names another state of the file.
RangeAsked range_asked(const Request& request, std::string_view etag, std::uint64_t size);
/// "bytes 0-499/1234"; of none, "bytes */1234".
std::string content_range(const std::optional<ByteRange>& part, std::uint64_t size);

}  // namespace cs::http
