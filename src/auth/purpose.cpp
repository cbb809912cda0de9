#include "auth/purpose.h"

#include "base/characters.h"
#include "base/utf8.h"

namespace cs::auth {

bool is_purpose(std::string_view text) {
    if (utf8::first_invalid(text) || utf8::length(text) > longest_purpose) return false;
    bool says_something = false;
    for (std::size_t at = 0; at < text.size();) {
        auto character = utf8::next(text, at);
        if (!utf8::is_printable(character) || !utf8::is_storable(character)) return false;
        says_something |= utf8::is_letter_or_digit(character);
    }
    return says_something;
}

}  // namespace cs::auth
