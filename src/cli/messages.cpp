#include "cli/messages.h"

#include <cstddef>
#include <iterator>

#include "base/check.h"

namespace cs::cli {

namespace {

constexpr MessageRow rows[] = {
#define MESSAGE(key, english, chinese) {#key, english, chinese},
#include "cli/messages.def"
#undef MESSAGE
};

}  // namespace

const MessageRow& message_row(Text text) { return rows[static_cast<std::size_t>(text)]; }
std::size_t message_count() { return std::size(rows); }

std::string say(Language language, Text text, std::initializer_list<std::string_view> args) {
    const auto& row = message_row(text);
    auto form = language == Language::chinese ? row.chinese : row.english;
    std::string out;
    for (std::size_t i = 0; i < form.size(); ++i) {
        bool is_placeholder = form[i] == '{' && i + 2 < form.size() && form[i + 2] == '}' &&
                              form[i + 1] >= '0' && form[i + 1] <= '9';
        if (!is_placeholder) {
            out += form[i];
            continue;
        }
        auto index = static_cast<std::size_t>(form[i + 1] - '0');
        CHECK(index < args.size());
        out += args.begin()[index];
        i += 2;
    }
    return out;
}

bool parse_language(std::string_view name, Language& out) {
    if (name != "zh" && name != "en") return false;
    out = name == "zh" ? Language::chinese : Language::english;
    return true;
}

Language language_of_locale(std::string_view locale) {
    bool is_chinese = locale.starts_with("zh") &&
                      (locale.size() == 2 || locale[2] == '_' || locale[2] == '.');
    return is_chinese ? Language::chinese : Language::english;
}

}  // namespace cs::cli
