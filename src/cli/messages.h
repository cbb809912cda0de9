// The one message catalogue of the interface, English and Chinese side by side: messages.def.
// A key that is misspelt does not compile; a test finds keys that nobody uses and placeholders
// that differ between the two languages.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace cs::cli {

enum class Language : std::uint8_t { english, chinese };

enum class Text : std::uint16_t {
#define MESSAGE(key, english, chinese) key,
#include "cli/messages.def"
#undef MESSAGE
};

/// The text with {0}, {1}, … replaced. A placeholder without an argument is a bug.
std::string say(Language language, Text text, std::initializer_list<std::string_view> args = {});

/// For tests: every row.
struct MessageRow {
    std::string_view key;
    std::string_view english;
    std::string_view chinese;
};
const MessageRow& message_row(Text text);
std::size_t message_count();

/// "zh" and "en" choose; anything else is nothing.
bool parse_language(std::string_view name, Language& out);
/// The language of a POSIX locale name: Chinese for zh_CN.UTF-8, English for the rest.
Language language_of_locale(std::string_view locale);

}  // namespace cs::cli
