#include "http/preferences.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string>

namespace cs::http {

namespace {

std::string_view trimmed(std::string_view text) {
    auto from = text.find_first_not_of(" \t");
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

// "0.5" in thousandths.
int quality_of(std::string_view parameters) {
    auto at = parameters.find_first_of("qQ");
    if (at == std::string_view::npos) return 1'000;
    auto text = trimmed(parameters.substr(at + 1));
    if (text.starts_with("=1")) return 1'000;
    if (!text.starts_with("=0.")) return 0;
    std::string digits(text.substr(3, 3));
    digits.resize(3, '0');
    int value = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + 3, value);
    return error == std::errc() && end == digits.data() + 3 ? value : 0;
}

// "zh" and "zh-CN" are Chinese.
bool is_language(std::string_view word, std::string_view language) {
    return is_same_word(word.substr(0, word.find('-')), language);
}

}  // namespace

bool is_same_word(std::string_view one, std::string_view other) {
    auto small = [](unsigned char c) { return std::tolower(c); };
    return std::ranges::equal(one, other, {}, small, small);
}

std::optional<Preference> next_preference(std::string_view& header) {
    if (header.empty()) return std::nullopt;
    auto end = std::min(header.find(','), header.size());
    auto piece = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    auto semicolon = std::min(piece.find(';'), piece.size());
    return Preference{trimmed(piece.substr(0, semicolon)), quality_of(piece.substr(semicolon))};
}

bool prefers_chinese(std::string_view accept_language) {
    int chinese = -1, english = -1, any = 0;
    bool names_chinese_first = false;
    while (auto next = next_preference(accept_language)) {
        if (is_language(next->word, "zh")) {
            names_chinese_first |= english < 0;
            chinese = std::max(chinese, next->quality);
        }
        if (is_language(next->word, "en")) english = std::max(english, next->quality);
        if (next->word == "*") any = next->quality;
    }
    if (chinese < 0) chinese = any;
    if (english < 0) english = any;
    return chinese > english || (chinese == english && chinese > 0 && names_chinese_first);
}

}  // namespace cs::http
