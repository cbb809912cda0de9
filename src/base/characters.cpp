#include "base/characters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>

#include "base/utf8.h"

namespace cs::utf8 {

namespace {

constexpr std::size_t escape_size = 6;  // \uFFFF

bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }

std::optional<char32_t> unit_at(std::string_view json, std::size_t offset) {
    auto text = json.substr(std::min(offset, json.size()), escape_size);
    std::uint32_t unit = 0;
    if (text.size() < escape_size || !text.starts_with("\\u")) return std::nullopt;
    auto read = std::from_chars(text.data() + 2, text.data() + escape_size, unit, 16);
    if (read.ptr != text.data() + escape_size) return std::nullopt;
    return static_cast<char32_t>(unit);
}

// The character at `offset`, as the parser would read it; moves `offset` past it.
char32_t next_in_json(std::string_view json, std::size_t& offset) {
    if (json[offset] != '\\') return next(json, offset);
    auto unit = unit_at(json, offset);
    if (!unit) {
        offset += 2;
        return U' ';
    }
    offset += escape_size;
    if (!is_high_surrogate(*unit)) return *unit;
    auto low = unit_at(json, offset);
    if (!low) return *unit;
    offset += escape_size;
    return 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00);
}

}  // namespace

bool is_storable(char32_t character) {
    if (character < U' ') return character == U'\t' || character == U'\n' || character == U'\r';
    bool is_noncharacter =
        (character & 0xFFFE) == 0xFFFE || (character >= 0xFDD0 && character <= 0xFDEF);
    return !is_noncharacter;
}

std::optional<char32_t> first_unstorable(std::string_view text) {
    for (std::size_t offset = 0; offset < text.size();)
        if (auto character = next(text, offset); !is_storable(character)) return character;
    return std::nullopt;
}

std::optional<char32_t> first_unstorable_in_json(std::string_view json) {
    if (first_invalid(json)) return std::nullopt;
    for (std::size_t offset = 0; offset < json.size();)
        if (auto character = next_in_json(json, offset); !is_storable(character)) return character;
    return std::nullopt;
}

std::string storable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t offset = 0; offset < text.size();) {
        auto begin = offset;
        if (is_storable(next(text, offset))) out += text.substr(begin, offset - begin);
    }
    return out;
}

std::string name_of(char32_t character) {
    std::array<char, 16> text;
    auto size = std::snprintf(text.data(), text.size(), "U+%04X",
                              static_cast<unsigned>(character));
    return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace cs::utf8
