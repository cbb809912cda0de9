// A ring as one tile shows it: cut at the tile's margin, on whole units, without vertices that say
// nothing at that scale. Both sides of a shared border are rounded alike, so that none opens.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tiles/mercator.h"

namespace cs::tiles {

struct TilePoint {
    std::int32_t x = 0;
    std::int32_t y = 0;
    bool operator==(const TilePoint&) const = default;
};
TilePoint rounded(const TilePlace& place);
/// Closed: the last vertex is joined to the first and not repeated.
using TileRing = std::vector<TilePoint>;

/// Twice the area, positive where y, which grows downwards, is to the right of x.
std::int64_t twice_area(const TileRing& ring);

/// Empty when nothing of it is left.
TileRing clipped(std::span<const TilePlace> ring);

}  // namespace cs::tiles
