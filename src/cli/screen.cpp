#include "cli/screen.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace cs::cli {

namespace {

constexpr std::size_t usual_width = 80;

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
}

std::string_view code(Colour colour) {
    switch (colour) {
        case Colour::none: return "";
        case Colour::bold: return "\x1b[1m";
        case Colour::faint: return "\x1b[2m";
        case Colour::red: return "\x1b[31m";
        case Colour::green: return "\x1b[32m";
        case Colour::yellow: return "\x1b[33m";
    }
    return "";
}

}  // namespace

Screen Screen::of(int descriptor) {
    Screen screen;
    screen.is_terminal = isatty(descriptor) == 1;
    if (!screen.is_terminal) return screen;
    screen.has_colour = environment("NO_COLOR").empty() && environment("TERM") != "dumb";
    winsize size{};
    bool known = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    screen.width = known ? size.ws_col : usual_width;
    return screen;
}

std::string Screen::paint(Colour colour, std::string_view text) const {
    std::string out(text);
    if (!has_colour || colour == Colour::none || text.empty()) return out;
    return std::string(code(colour)) + out + "\x1b[0m";
}

}  // namespace cs::cli
