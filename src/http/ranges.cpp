#include "http/ranges.h"

#include <algorithm>
#include <charconv>

namespace cs::http {

namespace {

constexpr std::string_view unit = "bytes=";

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

bool is_of_this_state(const Request& request, std::string_view etag) {
    auto wanted = request.header("if-range");
    return !wanted || trimmed(*wanted) == "\"" + std::string(etag) + "\"";
}

RangeAsked last_bytes(std::uint64_t count, std::uint64_t size) {
    if (count == 0) return {false, {}};
    return {true, ByteRange{size - std::min(count, size), size - 1}};
}

}  // namespace

RangeAsked range_asked(const Request& request, std::string_view etag, std::uint64_t size) {
    auto header = request.header("range");
    bool is_asked = request.method == Method::get && header && header->starts_with(unit) &&
                    is_of_this_state(request, etag) && size > 0;
    if (!is_asked) return {};
    auto range = trimmed(header->substr(unit.size()));
    auto dash = range.find('-');
    if (dash == std::string_view::npos) return {};
    auto first = number_in(range.substr(0, dash)), last = number_in(range.substr(dash + 1));
    if (dash == 0) return last ? last_bytes(*last, size) : RangeAsked{};
    bool is_open = dash + 1 == range.size();
    if (!first || (!last && !is_open) || (last && *last < *first)) return {};
    if (*first >= size) return {false, {}};
    return {true, ByteRange{*first, std::min(last.value_or(size - 1), size - 1)}};
}

std::string content_range(const std::optional<ByteRange>& part, std::uint64_t size) {
    auto what = part ? std::to_string(part->first) + "-" + std::to_string(part->last) : "*";
    return "bytes " + what + "/" + std::to_string(size);
}

}  // namespace cs::http
