// What is known of the terminal, and colour that appears only there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cs::cli {

enum class Colour : std::uint8_t { none, bold, faint, red, green, yellow };

/// One output stream: standard output or standard error.
struct Screen {
    bool is_terminal = false;
    bool has_colour = false;
    std::size_t width = 0;  ///< columns; 0 when there is no edge to keep to (a pipe, a file)

    /// NO_COLOR set and not empty, TERM=dumb, or no terminal: no colour.
    static Screen of(int descriptor);
    std::string paint(Colour colour, std::string_view text) const;
};

}  // namespace cs::cli
