#include "city/words_test.h"

#include <algorithm>
#include <array>

namespace cs::city {

namespace {

// Each is followed by its value, but `dispatched`, which stands alone.
constexpr std::array<std::string_view, 22> keywords{
    "because", "basis",   "as",        "in",      "to",        "from",      "into",
    "naming",  "with",    "dated",     "number",  "assisting", "condition", "saying",
    "about",   "channel", "proposing", "scoring", "advised",   "dedicated",
    "promised", "ended"};

std::vector<std::pair<std::string, bool>> tokens(std::string_view text) {
    std::vector<std::pair<std::string, bool>> out;
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] == ' ') {
            ++at;
        } else if (text[at] == '{') {
            out.emplace_back(text.substr(at), true);
            break;
        } else if (text[at] == '"') {
            auto end = std::min(text.find('"', at + 1), text.size());
            out.emplace_back(text.substr(at + 1, end - at - 1), true);
            at = end + 1;
        } else {
            auto end = std::min(text.find(' ', at), text.size());
            std::string word(text.substr(at, end - at));
            if (word.size() > 1 && word.back() == ',') word.pop_back();
            out.emplace_back(std::move(word), false);
            at = end;
        }
    }
    return out;
}

}  // namespace

std::string Line::option(std::string_view name) const {
    auto found = options.find(name);
    return found == options.end() ? std::string() : found->second;
}

Line parse_line(std::string_view text) {
    Line line;
    line.raw = text;
    auto all = tokens(text);
    bool is_expectation = !all.empty() && all[0].first == "expect";
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto& [word, quoted] = all[i];
        quoted = quoted || is_expectation;
        bool is_keyword = !quoted && std::ranges::find(keywords, word) != keywords.end();
        if (is_keyword && i + 1 < all.size() && i > 0)
            line.options[word] = all[++i].first;
        else if (!quoted && word == "dispatched")
            line.options[word] = "";
        else
            line.words.push_back(word);
    }
    return line;
}

}  // namespace cs::city
