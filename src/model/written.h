// What a character of a text is to whoever looks for numbers and accounts in it: a digit however it
// is written, a letter, full-width ones as plain, or something between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cs {

/// sign: neither letter nor digit, to be seen or not, blanks of any width too. numeral: a digit
/// that is a word or a sign of its own, and also an ordinary word before a number: 周一 138….
enum class Meaning : std::uint8_t { nothing, sign, letter, digit, numeral };

struct Written {
    Meaning meaning = Meaning::nothing;  ///< nothing: behind the text's end
    char plain = 0;  ///< a digit's 0 to 9; ASCII, of its full-width forms too, and - for any dash
    std::size_t end = 0;  ///< behind the character

    bool is_digit() const { return meaning == Meaning::digit || meaning == Meaning::numeral; }
};

/// The character that begins at `at` of valid UTF-8.
Written written_at(std::string_view text, std::size_t at);

}  // namespace cs
