#include "base/utf8.h"

namespace cs::utf8 {

namespace {

unsigned char byte_at(std::string_view text, std::size_t i) {
    return static_cast<unsigned char>(text[i]);
}

// Length of a well-formed sequence at i, 0 when there is none (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view text, std::size_t i) {
    unsigned char lead = byte_at(text, i);
    if (lead < 0x80) return 1;
    std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + size > text.size()) return 0;
    unsigned char low = 0x80, high = 0xBF;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    if (byte_at(text, i + 1) < low || byte_at(text, i + 1) > high) return 0;
    for (std::size_t j = 2; j < size; ++j)
        if ((byte_at(text, i + j) & 0xC0) != 0x80) return 0;
    return size;
}

struct Range {
    char32_t first, last;
};

// East Asian Wide and Fullwidth blocks (Unicode UAX 11), coarse.
constexpr Range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
                          {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
                          {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
                          {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
                          {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
constexpr Range zero_width[] = {{0x0300, 0x036F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}};

template <std::size_t N>
bool in_any(const Range (&ranges)[N], char32_t c) {
    for (const auto& range : ranges)
        if (c >= range.first && c <= range.last) return true;
    return false;
}

std::size_t width(char32_t c) { return in_any(zero_width, c) ? 0 : in_any(wide, c) ? 2 : 1; }

}  // namespace

std::optional<std::size_t> first_invalid(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        auto size = sequence_length(text, i);
        if (size == 0) return i;
        i += size;
    }
    return std::nullopt;
}

char32_t next(std::string_view text, std::size_t& offset) {
    unsigned char lead = byte_at(text, offset++);
    if (lead < 0x80) return lead;
    int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    char32_t c = lead & (0x3F >> more);
    for (; more > 0 && offset < text.size(); --more) c = c << 6 | (byte_at(text, offset++) & 0x3F);
    return c;
}

std::size_t length(std::string_view text) {
    std::size_t n = 0;
    for (unsigned char c : text) n += (c & 0xC0) != 0x80;
    return n;
}

std::string_view prefix(std::string_view text, std::size_t count) {
    std::size_t offset = 0;
    for (; count > 0 && offset < text.size(); --count) next(text, offset);
    return text.substr(0, offset);
}

std::size_t columns(std::string_view text) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < text.size();) sum += width(next(text, i));
    return sum;
}

std::string fit(std::string_view text, std::size_t max) {
    if (columns(text) <= max) return std::string(text);
    std::size_t used = 0, end = 0;
    for (std::size_t i = 0; i < text.size();) {
        auto w = width(next(text, i));
        if (used + w + 1 > max) break;
        used += w;
        end = i;
    }
    return std::string(text.substr(0, end)) + "…";
}

}  // namespace cs::utf8
