#include "cli/printable.h"

#include <algorithm>

#include "base/characters.h"
#include "base/utf8.h"

namespace cs::cli {

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto from = at;
        if (utf8::is_printable(utf8::next(text, at)))
            out.append(text.substr(from, at - from));
        else
            out += ' ';
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
