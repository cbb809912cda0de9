#include "base/json.h"

#include <boost/json/stream_parser.hpp>
#include <charconv>

namespace cs::json {

namespace {

// Bytes that a JSON string must escape.
struct EscapeTable {
    bool of[256] = {};
    constexpr EscapeTable() {
        for (int i = 0; i < 32; ++i) of[i] = true;
        of[static_cast<unsigned char>('"')] = of[static_cast<unsigned char>('\\')] = true;
    }
};
constexpr EscapeTable must_escape;

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    constexpr char digits[] = "0123456789abcdef";
    out += "\\u00";
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[c & 15];
}

template <class Integer>
void append_number(std::string& out, Integer value) {
    char digits[24];
    auto [end, ec] = std::to_chars(digits, digits + sizeof digits, value);
    static_cast<void>(ec);
    out.append(digits, end);
}

}  // namespace

Result<boost::json::value> parse(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = 32;
    boost::json::stream_parser parser({}, options);
    boost::json::error_code error;
    auto used = parser.write_some(text.data(), text.size(), error);
    if (!error) parser.finish(error);
    if (!error && used == text.size()) return parser.release();
    std::string where = "byte " + std::to_string(used);
    if (!error) return fail("not valid JSON", where);
    return fail("not valid JSON (" + error.message() + ")", where);
}

void append_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t clean_from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!must_escape.of[static_cast<unsigned char>(text[i])]) continue;
        out.append(text, clean_from, i - clean_from);
        append_escaped(out, text[i]);
        clean_from = i + 1;
    }
    out.append(text, clean_from, text.size() - clean_from);
    out += '"';
}

void append_integer(std::string& out, std::int64_t value) { append_number(out, value); }
void append_integer(std::string& out, std::uint64_t value) { append_number(out, value); }

std::string Path::text() const {
    if (parent == nullptr) return "$";
    if (member.empty()) return parent->text() + "[" + std::to_string(index) + "]";
    return parent->text() + "." + std::string(member);
}

std::unexpected<Error> wrong(const Path& path, std::string what) {
    return fail(std::move(what), path.text());
}

namespace detail {

Result<std::string> read_text(const boost::json::value& from, const Path& path) {
    if (const auto* text = from.if_string()) return std::string(text->data(), text->size());
    return wrong(path, "expected text");
}

Result<std::int64_t> read_integer(const boost::json::value& from, const Path& path,
                                  std::int64_t low, std::int64_t high) {
    if (const auto* number = from.if_int64())
        if (*number >= low && *number <= high) return *number;
    return wrong(path, "expected a whole number from " + std::to_string(low) + " to " +
                           std::to_string(high));
}

Result<std::uint64_t> read_unsigned(const boost::json::value& from, const Path& path,
                                    std::uint64_t high) {
    if (const auto* number = from.if_int64())
        if (*number >= 0 && static_cast<std::uint64_t>(*number) <= high)
            return static_cast<std::uint64_t>(*number);
    if (const auto* number = from.if_uint64())
        if (*number <= high) return *number;
    return wrong(path, "expected a whole number from 0 to " + std::to_string(high));
}

Result<bool> read_bool(const boost::json::value& from, const Path& path) {
    if (const auto* value = from.if_bool()) return *value;
    return wrong(path, "expected true or false");
}

Result<std::uint64_t> read_entity_id(const boost::json::value& from, const Path& path) {
    if (const auto* text = from.if_string())
        if (auto id = parse_entity_id({text->data(), text->size()})) return *id;
    return wrong(path, "expected an id like \"410100000-42\"");
}

Result<std::uint64_t> read_code(const boost::json::value& from, const Path& path) {
    const auto* text = from.if_string();
    std::uint64_t value = 0;
    bool has_length = text != nullptr && (text->size() == 12 || text->size() == 18);
    // It is written as a number: one that begins with zeros would come back shorter.
    if (has_length && text->front() != '0') {
        auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), value);
        if (ec == std::errc{} && end == text->data() + text->size()) return value;
    }
    if (has_length && text->front() == '0')
        return wrong(path, "a code of 12 or 18 digits does not begin with 0");
    return wrong(path, "expected a code of 12 or 18 digits as text");
}

Result<Instant> read_instant(const boost::json::value& from, const Path& path) {
    if (const auto* text = from.if_string(); text != nullptr && *text == "never")
        return Instant::never();
    if (const auto* text = from.if_string())
        if (auto at = parse_instant({text->data(), text->size()})) return *at;
    return wrong(path, "expected a time like \"2026-02-13T08:00:00Z\"");
}

Result<Bytes> read_bytes(const boost::json::value& from, const Path& path) {
    if (const auto* text = from.if_string())
        if (auto bytes = parse_base64({text->data(), text->size()}))
            return Bytes{std::move(*bytes)};
    return wrong(path, "expected base64 text");
}

Result<Hash256> read_hash(const boost::json::value& from, const Path& path) {
    if (const auto* text = from.if_string())
        if (auto hash = parse_hash({text->data(), text->size()})) return *hash;
    return wrong(path, "expected 64 hex digits");
}

}  // namespace detail

}  // namespace cs::json
