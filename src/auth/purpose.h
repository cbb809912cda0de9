// Why somebody wants to read what is personal, as he says it: it stands in the audit for good, in a
// line of its own for each record that he read.
#pragma once

#include <cstddef>
#include <string_view>

namespace cs::auth {

inline constexpr std::size_t longest_purpose = 200;  // characters

/// Whether this says something: valid UTF-8 that is not too long, with a letter or digit that can
/// be seen, and without line breaks and other control characters.
bool is_purpose(std::string_view text);

}  // namespace cs::auth
