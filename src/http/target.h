// The target of a request: percent-decoding and the query. Malformed codes, text that is not UTF-8,
// control characters and dot segments are refused, not repaired.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace cs::http {

/// One segment or value; "+" stays "+". Nothing when it is malformed.
std::optional<std::string> percent_decoded(std::string_view text);
/// The segments of a path, decoded; nothing when it is malformed. "/" has none; "/a/" has "a" and
/// "".
std::optional<std::vector<std::string>> path_segments(std::string_view path);
/// Of "a=1&b=2", with "+" for a blank; what is wrong with it otherwise.
Result<std::vector<Pair>> query_pairs(std::string_view query);
/// Takes "/path?query", or the same behind "http://host"; what is wrong with it otherwise.
Result<void> read_target(std::string_view target, Request& request);

}  // namespace cs::http
