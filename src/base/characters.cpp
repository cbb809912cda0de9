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

struct Range {
    char32_t first, last;
};

// Ascending. Left out with the signs: what Unicode calls default-ignorable (Hangul's fillers,
// variation selectors, tags) and combining marks.
constexpr Range letters_and_digits[] = {
    {U'0', U'9'},       {U'A', U'Z'},       {U'a', U'z'},       {0xAA, 0xAA},
    {0xB5, 0xB5},       {0xBA, 0xBA},       {0xC0, 0xD6},       {0xD8, 0xF6},
    {0xF8, 0x2C1},      {0x370, 0x374},     {0x376, 0x37D},     {0x37F, 0x37F},
    {0x386, 0x386},     {0x388, 0x481},     {0x48A, 0x559},     {0x560, 0x588},
    {0x5D0, 0x5F2},     {0x620, 0x64A},     {0x660, 0x669},     {0x66E, 0x6D3},
    {0x6D5, 0x6D5},     {0x6EE, 0x6FF},     {0x710, 0x10FF},    {0x1100, 0x115E},
    {0x1161, 0x167F},   {0x1681, 0x17B3},   {0x17B6, 0x1809},   {0x1810, 0x1AAF},
    {0x1B00, 0x1DBF},   {0x1E00, 0x1FFF},   {0x2070, 0x209C},   {0x2150, 0x218B},
    {0x2460, 0x24FF},   {0x2776, 0x2793},   {0x2C00, 0x2DDF},   {0x3005, 0x3007},
    {0x3021, 0x3029},   {0x3031, 0x3035},   {0x3038, 0x303C},   {0x3041, 0x3096},
    {0x309D, 0x309F},   {0x30A1, 0x30FA},   {0x30FC, 0x3163},   {0x3165, 0x33FF},
    {0x3400, 0x4DBF},   {0x4E00, 0xD7FF},   {0xF900, 0xFB1D},   {0xFB1F, 0xFD3D},
    {0xFD50, 0xFDCF},   {0xFDF0, 0xFDFC},   {0xFE70, 0xFEFC},   {0xFF10, 0xFF19},
    {0xFF21, 0xFF3A},   {0xFF41, 0xFF5A},   {0xFF66, 0xFF9F},   {0xFFA1, 0xFFDC},
    {0x10000, 0x1CFFF}, {0x1D400, 0x1D7FF}, {0x1E000, 0x1EEFF}, {0x1FBF0, 0x1FBF9},
    {0x20000, 0x3FFFD}};

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

bool is_letter_or_digit(char32_t character) {
    const auto* found = std::ranges::lower_bound(letters_and_digits, character, {}, &Range::last);
    return found != std::end(letters_and_digits) && character >= found->first;
}

bool is_printable(char32_t c) {
    bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    bool is_line_end = c == 0x2028 || c == 0x2029;
    bool is_direction = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                        (c >= 0x2066 && c <= 0x2069);
    return !is_control && !is_line_end && !is_direction;
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
