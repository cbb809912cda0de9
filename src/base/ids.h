// Strong ids. An entity's id is realm (30 bits: the node's division code, nine digits) and a
// counter (34 bits), so that journals of different nodes can be joined without renaming anything.
// On the wire it is text, "410100000-42": a 64-bit number would lose digits in JavaScript.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/result.h"

namespace cs {

/// What one node is the authority for: the first nine digits of its division code, 410100000.
enum class Realm : std::uint32_t {};

enum class ReportId : std::uint64_t {};
enum class CaseId : std::uint64_t {};
enum class UnitId : std::uint64_t {};
enum class PersonId : std::uint64_t {};
/// Whoever reported: the person whose data can be erased. Never a name or a number.
enum class SubjectId : std::uint64_t {};

/// Division code, always twelve digits: 410102001002; a city is 410100000000. Wire: the digits.
enum class DivisionCode : std::uint64_t {};
/// Eighteen digits: twelve of the division, one of the kind, five serial. Wire: the digits.
enum class GridId : std::uint64_t {};

template <class T>
inline constexpr bool is_entity_id =
    std::is_same_v<T, ReportId> || std::is_same_v<T, CaseId> || std::is_same_v<T, UnitId> ||
    std::is_same_v<T, PersonId> || std::is_same_v<T, SubjectId>;
template <class T>
inline constexpr bool is_code = std::is_same_v<T, DivisionCode> || std::is_same_v<T, GridId>;

inline constexpr int counter_bits = 34;
inline constexpr std::uint64_t max_counter = (std::uint64_t{1} << counter_bits) - 1;

template <class Id>
constexpr Id make_id(Realm realm, std::uint64_t counter) {
    static_assert(is_entity_id<Id>);
    return Id{(static_cast<std::uint64_t>(realm) << counter_bits) | counter};
}
template <class Id>
constexpr std::uint64_t raw(Id id) {
    return static_cast<std::uint64_t>(id);
}
template <class Id>
constexpr Realm realm_of(Id id) {
    return Realm{static_cast<std::uint32_t>(raw(id) >> counter_bits)};
}
template <class Id>
constexpr std::uint64_t counter_of(Id id) {
    return raw(id) & max_counter;
}

/// "410100000-42"
std::string entity_id_text(std::uint64_t id);
void append_entity_id(std::string& out, std::uint64_t id);
Result<std::uint64_t> parse_entity_id(std::string_view text);

template <class Id>
std::string id_text(Id id) {
    if constexpr (is_code<Id>)
        return std::to_string(raw(id));
    else
        return entity_id_text(raw(id));
}
template <class Id>
Result<Id> parse_id(std::string_view text) {
    return Id{TRY(parse_entity_id(text))};
}

/// Reads a code of 2, 4, 6, 9 or 12 digits and fills it up with zeros to twelve.
Result<DivisionCode> parse_division_code(std::string_view digits);
/// Reads a grid id of eighteen digits.
Result<GridId> parse_grid_id(std::string_view digits);

/// Level of a division by its trailing zeros.
enum class DivisionLevel : std::uint8_t { province, city, district, street, community };
DivisionLevel level_of(DivisionCode code);
/// The enclosing division of the level; the code itself when it is of that level or above.
DivisionCode ancestor_at(DivisionCode code, DivisionLevel level);
/// Whether `inner` is `outer` or lies within it.
bool within(DivisionCode inner, DivisionCode outer);
/// The division a grid belongs to: its first twelve digits.
DivisionCode division_of(GridId grid);

}  // namespace cs
