// A city as it is laid out: its divisions and grids with their borders.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "grid/geometry.h"
#include "model/divisions.h"

namespace cs {

struct DivisionArea {
    Division division;
    Polygon polygon;
    auto operator<=>(const DivisionArea&) const = default;
};

struct GridArea {
    GridInfo info;
    Polygon polygon;
    auto operator<=>(const GridArea&) const = default;
};

/// Invariants: divisions and grids are in the order of their codes and ids. Micro and rural grids
/// tile the city; micro grids tile their community grid; community grids, and rural grids, tile
/// their community; communities tile streets, streets districts; shared borders have the same
/// vertices. Dedicated grids lie inside one community, over the others.
struct CityPlan {
    Division city;
    std::uint64_t seed = 0;
    Hash256 sources;  ///< of everything the plan was made from, the seed included
    std::vector<DivisionArea> divisions;
    std::vector<GridArea> grids;
    auto operator<=>(const CityPlan&) const = default;
};

}  // namespace cs
