// Web Mercator (EPSG:3857) as map tiles use it: the world as one square, cut in four with every
// zoom, and a tile as 4,096 units with y downwards. Outside latitudes of 85.05° there is no map.
#pragma once

#include <cstdint>
#include <optional>

#include "base/describe.h"
#include "base/geo.h"
#include "grid/geometry.h"

namespace cs::tiles {

inline constexpr int highest_zoom = 18;
inline constexpr std::int32_t extent = 4'096;
/// What a tile holds beyond its edge, so that lines and symbols do not end at it.
inline constexpr std::int32_t margin = 64;

/// WGS84 as everywhere inside; GCJ-02 for clients over China's public maps.
enum class Datum : std::uint8_t { wgs84, gcj02 };
DESCRIBED_ENUM(Datum, wgs84, gcj02)

struct TileId {
    std::uint32_t zoom = 0;
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    auto operator<=>(const TileId&) const = default;
    bool is_there() const;
};

/// A place in the square of the world: 0 to 1 from west to east and from north to south.
struct WorldPoint {
    double x = 0;
    double y = 0;
};
WorldPoint world_point(LonLat at, Datum datum);

/// Where a place comes in the order in which every tile, whatever its zoom, is one stretch
/// (Morton's: the bits of x and y in turn).
std::uint64_t place_in_order(WorldPoint point);
struct Stretch {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};
/// Precondition: tile.zoom <= 31.
Stretch stretch_of(const TileId& tile);

/// In units of one tile; inside it from 0 to `extent`.
struct TilePlace {
    double x = 0;
    double y = 0;
};
TilePlace place_in(const TileId& tile, WorldPoint point);
/// Without the margin: each place lies in one tile of a zoom.
bool lies_in_tile(const TilePlace& place);

/// What a tile with its margin covers, in WGS84; for GCJ-02 a little more, to miss nothing.
Box box_of(const TileId& tile, Datum datum);

}  // namespace cs::tiles
