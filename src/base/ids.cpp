#include "base/ids.h"

#include <charconv>

namespace cs {

namespace {

// What one unit of each level is worth in a twelve-digit code.
constexpr std::uint64_t step_of_level[] = {10'000'000'000, 100'000'000, 1'000'000, 1'000, 1};

std::uint64_t step(DivisionLevel level) { return step_of_level[static_cast<int>(level)]; }

bool read_digits(std::string_view text, std::uint64_t& out) {
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
    return ec == std::errc{} && end == text.data() + text.size();
}

}  // namespace

void append_entity_id(std::string& out, std::uint64_t id) {
    char digits[24];
    auto put = [&](std::uint64_t value) {
        auto [end, ec] = std::to_chars(digits, digits + sizeof digits, value);
        static_cast<void>(ec);
        out.append(digits, end);
    };
    put(id >> counter_bits);
    out += '-';
    put(id & max_counter);
}

std::string entity_id_text(std::uint64_t id) {
    std::string out;
    append_entity_id(out, id);
    return out;
}

Result<std::uint64_t> parse_entity_id(std::string_view text) {
    std::uint64_t realm = 0, counter = 0;
    auto dash = text.find('-');
    if (dash == std::string_view::npos || !read_digits(text.substr(0, dash), realm) ||
        !read_digits(text.substr(dash + 1), counter) || realm >= (1u << 30) ||
        counter > max_counter)
        return fail("\"" + std::string(text) + "\" is not an id", {},
                    "an id looks like 410100000-42");
    return (realm << counter_bits) | counter;
}

Result<DivisionCode> parse_division_code(std::string_view digits) {
    std::uint64_t value = 0;
    bool good_length = digits.size() == 2 || digits.size() == 4 || digits.size() == 6 ||
                       digits.size() == 9 || digits.size() == 12;
    if (!good_length || !read_digits(digits, value) || digits.front() == '0')
        return fail("\"" + std::string(digits) + "\" is not a division code", {},
                    "a code has 2, 4, 6, 9 or 12 digits");
    for (auto n = digits.size(); n < 12; ++n) value *= 10;
    return DivisionCode{value};
}

Result<GridId> parse_grid_id(std::string_view digits) {
    std::uint64_t value = 0;
    if (digits.size() != 18 || !read_digits(digits, value))
        return fail("\"" + std::string(digits) + "\" is not a grid id", {},
                    "a grid id has 18 digits");
    return GridId{value};
}

DivisionLevel level_of(DivisionCode code) {
    int level = 0;
    while (level < 4 && raw(code) % step_of_level[level] != 0) ++level;
    return static_cast<DivisionLevel>(level);
}

DivisionCode ancestor_at(DivisionCode code, DivisionLevel level) {
    return DivisionCode{raw(code) / step(level) * step(level)};
}

bool within(DivisionCode inner, DivisionCode outer) {
    return ancestor_at(inner, level_of(outer)) == outer;
}

DivisionCode division_of(GridId grid) { return DivisionCode{raw(grid) / 1'000'000}; }

}  // namespace cs
