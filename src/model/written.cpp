#include "model/written.h"

#include "base/characters.h"
#include "base/utf8.h"

namespace cs {

namespace {

struct Digits {
    char32_t first;
    unsigned value, count;
    Meaning meaning;
};

constexpr Digits all_digits[] = {
#define DIGITS(first, value, count, meaning) {first, value, count, Meaning::meaning},
#include "model/digits.def"
#undef DIGITS
};

char32_t narrow(char32_t c) {
    if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
    bool is_dash = (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE63;
    return is_dash ? U'-' : c;
}

}  // namespace

Written written_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return {Meaning::nothing, 0, at};
    Written out;
    out.end = at;
    auto c = narrow(utf8::next(text, out.end));
    for (const auto& digits : all_digits) {
        if (c < digits.first || c >= digits.first + digits.count) continue;
        out.meaning = digits.meaning;
        out.plain = static_cast<char>('0' + (digits.value + (c - digits.first)) % 10);
        return out;
    }
    out.meaning = utf8::is_letter_or_digit(c) ? Meaning::letter : Meaning::sign;
    if (c < 0x80) out.plain = static_cast<char>(c);
    return out;
}

}  // namespace cs
