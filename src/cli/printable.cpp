#include "cli/printable.h"

#include <algorithm>

#include "base/utf8.h"

namespace cs::cli {

namespace {

bool is_unprintable(char32_t c) {
    bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    bool is_line_end = c == 0x2028 || c == 0x2029;
    bool is_direction = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                        (c >= 0x2066 && c <= 0x2069);
    return is_control || is_line_end || is_direction;
}

}  // namespace

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto from = at;
        if (is_unprintable(utf8::next(text, at)))
            out += ' ';
        else
            out.append(text.substr(from, at - from));
    }
    return out;
}

std::string indented(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        out += "    " + printable(line) + "\n";
    }
    return out;
}

}  // namespace cs::cli
