#include "ingest/cell_form.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/time.h"

namespace cs::ingest {

namespace {

constexpr double days_to_1970 = 25'569, days_to_1904 = 1'462;
constexpr double day_after_the_last = 2'958'466;  // 10000-01-01

bool is_between(int number, int first, int last) { return number >= first && number <= last; }

std::string date_text(double days) {
    auto seconds = std::llround((days - days_to_1970) * 86'400);
    return utc_text(Instant{} + Duration::seconds(seconds) - shanghai_offset);
}

void append_utf8(std::string& out, unsigned unit) {
    if (unit < 0x80) {
        out += static_cast<char>(unit);
    } else if (unit < 0x800) {
        out += static_cast<char>(0xC0 | unit >> 6);
        out += static_cast<char>(0x80 | (unit & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | unit >> 12);
        out += static_cast<char>(0x80 | (unit >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (unit & 0x3F));
    }
}

// The character that "_xHHHH_" stands for; -1 where it is just text.
int escaped_unit(std::string_view text) {
    if (text.size() < 7 || !text.starts_with("_x") || text[6] != '_') return -1;
    int unit = 0;
    auto read = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
    bool is_character = read.ptr == text.data() + 6 && unit > 0 &&
                        !is_between(unit, 0xD800, 0xDFFF);
    return is_character ? unit : -1;
}

}  // namespace

CellForm built_in_form(int number) {
    // Those from 27 on are dates in Chinese and other languages of East Asia.
    bool is_date = is_between(number, 14, 22) || is_between(number, 27, 36) ||
                   number == 45 || number == 47 || is_between(number, 50, 58);
    return {is_date, 0};
}

CellForm described_form(std::string_view code) {
    constexpr std::string_view of_dates = "yYmMdDhHsS", of_lengths = "hHmMsS";
    if (!code.empty() && code.find_first_not_of('0') == std::string_view::npos)
        return {false, code.size()};
    for (std::size_t at = 0; at < code.size(); ++at) {
        char c = code[at];
        if (of_dates.contains(c)) return {true, 0};
        // How long something took, in hours, minutes or seconds: "[h]:mm".
        if (c == '[' && at + 1 < code.size() && of_lengths.contains(code[at + 1])) return {};
        if (c == '\\' || c == '_' || c == '*') ++at;  // the next one is only shown
        if (c == '"' || c == '[') at = code.find(c == '[' ? ']' : '"', at + 1);
        if (at == std::string_view::npos) break;
    }
    return {};
}

std::optional<std::string> shown_number(std::string_view stored, CellForm form, Epoch epoch) {
    double value = 0;
    auto end = stored.data() + stored.size();
    auto read = std::from_chars(stored.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(value))
        return std::string(stored);
    auto days = value + (epoch == Epoch::of_1904 ? days_to_1904 : 0);
    if (form.is_date && days >= 1 && days < day_after_the_last) return date_text(days);
    constexpr double least_inexact = 1e15;
    if (std::abs(value) >= least_inexact) {
        bool is_in_full = stored.find_first_not_of("0123456789") == std::string_view::npos;
        return is_in_full ? std::optional(std::string(stored)) : std::nullopt;
    }
    char rounded[32];
    std::snprintf(rounded, sizeof rounded, "%.15g", value);
    char text[512];
    auto written = std::to_chars(text, std::end(text), std::strtod(rounded, nullptr),
                                 std::chars_format::fixed);
    std::string out(text, written.ptr);
    bool is_whole = out.find_first_not_of("0123456789") == std::string::npos;
    if (is_whole && out.size() < form.digits) out.insert(0, form.digits - out.size(), '0');
    return out;
}

std::string unescaped(std::string text) {
    if (text.find("_x") == std::string::npos) return text;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto unit = escaped_unit(std::string_view(text).substr(at));
        if (unit < 0) {
            out += text[at++];
            continue;
        }
        append_utf8(out, static_cast<unsigned>(unit));
        at += 7;
    }
    return out;
}

}  // namespace cs::ingest
