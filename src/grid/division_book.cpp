#include "grid/division_book.h"

#include <algorithm>

namespace cs {

namespace {

bool before(const Division& division, DivisionCode code) { return division.code < code; }

constexpr std::uint64_t width_of_level[] = {10'000'000'000, 100'000'000, 1'000'000, 1'000, 1};

}  // namespace

Result<void> DivisionBook::add(Division division) {
    // Books come in order, so the place is nearly always the end.
    auto at = divisions_.empty() || divisions_.back().code < division.code
                  ? divisions_.end()
                  : std::lower_bound(divisions_.begin(), divisions_.end(), division.code, before);
    if (at != divisions_.end() && at->code == division.code) {
        if (at->name == division.name) return {};
        return fail("this code is \"" + at->name + "\" already, not \"" + division.name + "\"",
                    "division " + id_text(division.code));
    }
    divisions_.insert(at, std::move(division));
    return {};
}

const Division* DivisionBook::find(DivisionCode code) const {
    const auto at = std::lower_bound(divisions_.begin(), divisions_.end(), code, before);
    return at != divisions_.end() && at->code == code ? &*at : nullptr;
}

std::span<const Division> DivisionBook::under(DivisionCode code) const {
    const auto width = width_of_level[static_cast<int>(level_of(code))];
    const auto first = std::lower_bound(divisions_.begin(), divisions_.end(), code, before);
    const auto last =
        std::lower_bound(first, divisions_.end(), DivisionCode{raw(code) + width}, before);
    return {first, last};
}

std::vector<const Division*> DivisionBook::under(DivisionCode code, DivisionLevel level) const {
    std::vector<const Division*> out;
    for (const auto& division : under(code))
        if (level_of(division.code) == level) out.push_back(&division);
    return out;
}

std::string DivisionBook::path(DivisionCode code) const {
    std::string out;
    for (int level = 0; level <= static_cast<int>(level_of(code)); ++level) {
        const auto* division = find(ancestor_at(code, static_cast<DivisionLevel>(level)));
        if (division == nullptr) continue;
        if (!out.empty()) out += ' ';
        out += division->name;
    }
    return out;
}

}  // namespace cs
