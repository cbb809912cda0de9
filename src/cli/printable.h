// Other people's text on this terminal.
#pragma once

#include <string>
#include <string_view>

namespace cs::cli {

/// On one line and without what would drive a terminal or turn the order of its text: control
/// characters, line breaks and directional marks become spaces.
std::string printable(std::string_view text);

/// Its lines, each printable, indented by four columns.
std::string indented(std::string_view text);

}  // namespace cs::cli
