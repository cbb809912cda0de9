// Divisions and grids as nouns: what a place is called and which kind of grid it is.
// A grid's id carries its division and its kind: 12 digits, one digit of the kind, 5 of serial.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/describe.h"
#include "base/ids.h"

namespace cs {

/// A division of the national code book; its level is level_of(code).
struct Division {
    DivisionCode code{};
    std::string name;
    auto operator<=>(const Division&) const = default;
    DESCRIBED(Division, code, name)
};

/// community: 300–500 households; micro: 50–70, inside a community grid; rural: a part of a
/// village; dedicated: a hub, school, hospital or market, lying over the others.
/// The values are the kind digit of a GridId.
enum class GridKind : std::uint8_t { community = 1, micro = 2, rural = 3, dedicated = 4 };
DESCRIBED_ENUM(GridKind, community, micro, rural, dedicated)

struct GridInfo {
    GridId id{};
    GridKind kind = GridKind::community;
    std::string name;
    std::optional<GridId> parent;   ///< a micro grid's community grid; nothing for the others
    std::uint32_t households = 0;   ///< 0 for dedicated grids
    std::uint64_t area_m2 = 0;
    auto operator<=>(const GridInfo&) const = default;
    DESCRIBED(GridInfo, id, kind, name, parent, households, area_m2)
};

inline constexpr std::uint32_t max_grid_serial = 99'999;

/// Precondition: the code has twelve digits and serial is in 1 … max_grid_serial.
GridId make_grid_id(DivisionCode division, GridKind kind, std::uint32_t serial);
/// The kind an id names; nothing when its kind digit is none of the known ones.
std::optional<GridKind> kind_of(GridId id);
std::uint32_t serial_of(GridId id);

}  // namespace cs
