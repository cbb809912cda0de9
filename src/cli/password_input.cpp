#include "cli/password_input.h"

#include <termios.h>
#include <unistd.h>

#include <cstdio>

#include "auth/password.h"

namespace cs::cli {

namespace {

constexpr char interrupt = 3;  // Ctrl-C
constexpr char erase_one = 127;
constexpr char erase_all = 21;  // Ctrl-U

// No echo, and Ctrl-C as a character, so that the terminal is never left without its echo.
class SilentTerminal {
public:
    SilentTerminal() {
        tcgetattr(STDIN_FILENO, &before_);
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG | ICANON);
        silent.c_cc[VMIN] = 1;
        silent.c_cc[VTIME] = 0;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~SilentTerminal() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;

private:
    termios before_{};
};

void take_last_character(std::string& line) {
    while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xC0) == 0x80)
        line.pop_back();
    if (!line.empty()) line.pop_back();
}

Result<std::string> read_line(const Context& context) {
    std::string line;
    char c = 0;
    while (line.size() <= auth::longest_password) {
        auto got = ::read(STDIN_FILENO, &c, 1);
        if (got == 0 || c == '\n' || c == '\r') break;
        if (got < 0 || c == interrupt)
            return fail(context.say(Text::password_cancelled), {},
                        context.say(Text::password_nothing_changed));
        if (c == erase_one)
            take_last_character(line);
        else if (c == erase_all)
            line.clear();
        else
            line += c;
    }
    return line;
}

Result<std::string> ask(const Context& context, Text question) {
    auto text = context.say(question);
    std::fwrite(text.data(), 1, text.size(), stderr);
    SilentTerminal silent;
    auto line = read_line(context);
    std::fputc('\n', stderr);
    return line;
}

}  // namespace

Result<std::string> read_new_password(const Context& context) {
    if (::isatty(STDIN_FILENO) == 0) return read_line(context);
    auto first = TRY(ask(context, Text::password_ask));
    auto second = TRY(ask(context, Text::password_ask_again));
    if (first != second)
        return fail(context.say(Text::password_differs), {},
                    context.say(Text::password_nothing_changed));
    return first;
}

}  // namespace cs::cli
