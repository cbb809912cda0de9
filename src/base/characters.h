// Which characters a text may hold: those that every form in which it may leave again can carry.
// XML 1.0, and so XLSX, knows no control characters but tab and line breaks, and Unicode keeps its
// noncharacters to itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cs::utf8 {

bool is_storable(char32_t character);
/// Something that is seen and is read as part of a word or number; coarse where a script is rare.
/// All else separates: punctuation, signs, blanks of any width, and what is not seen at all.
bool is_letter_or_digit(char32_t character);
/// Nothing that ends a line, controls a terminal or turns the direction of writing.
bool is_printable(char32_t character);
/// The first character that no text may hold, of valid text.
std::optional<char32_t> first_unstorable(std::string_view text);
/// The same of the texts of a JSON document, escaped or not, in which nothing else may be wrong.
std::optional<char32_t> first_unstorable_in_json(std::string_view json);
/// The text without such characters.
std::string storable(std::string_view text);
/// "U+FFFF".
std::string name_of(char32_t character);

}  // namespace cs::utf8
