// Polygons in integer coordinates and the one rule by which a point belongs to one of them.
// Border rule: a point counts as if moved a step towards the east and a far smaller step towards
// the north, both too small to measure. So polygons that share a border never both hold a point.
// Everything is exact: coordinates are whole numbers, extents stay below 2^30 (107 degrees).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/geo.h"

namespace cs {

__extension__ using Int128 = __int128;

/// A closed ring; the last vertex is joined to the first and not repeated.
using Ring = std::vector<LonLat>;

/// Rings read by the even-odd rule: outer rings counter-clockwise, holes clockwise.
struct Polygon {
    std::vector<Ring> rings;
    auto operator<=>(const Polygon&) const = default;
};

struct Edge {
    LonLat from;
    LonLat to;
    auto operator<=>(const Edge&) const = default;
};

/// A closed box; empty until something is added.
struct Box {
    LonLat low{INT32_MAX, INT32_MAX};
    LonLat high{INT32_MIN, INT32_MIN};
    void add(LonLat point);
    void add(const Box& other);
    bool holds(LonLat point) const;
    bool meets(const Box& other) const;
    bool operator==(const Box&) const = default;
};

inline constexpr std::int64_t max_extent_e7 = std::int64_t{1} << 30;

/// > 0: c lies to the left of the line from a to b; 0: on it. Exact for extents below 2^30.
constexpr std::int64_t turn(LonLat a, LonLat b, LonLat c) {
    return (std::int64_t{b.lon_e7} - a.lon_e7) * (std::int64_t{c.lat_e7} - a.lat_e7) -
           (std::int64_t{b.lat_e7} - a.lat_e7) * (std::int64_t{c.lon_e7} - a.lon_e7);
}

/// Twice the area, positive for a counter-clockwise ring (shoelace formula).
Int128 twice_area(const Ring& ring);
Int128 twice_area(const Polygon& polygon);

Box box_of(const Polygon& polygon);
/// The edges in the direction of the rings, each ring after the other.
std::vector<Edge> edges_of(const Polygon& polygon);

/// Whether the point belongs to the polygon by the border rule above.
bool holds(std::span<const Edge> edges, LonLat point);
bool holds(const Polygon& polygon, LonLat point);
/// Whether the point lies exactly on the edge.
bool on_edge(const Edge& edge, LonLat point);
bool on_border(const Polygon& polygon, LonLat point);

/// Whether two edges share a point that is not an end of both.
bool edges_conflict(const Edge& a, const Edge& b);

/// How many thousandths of a degree of latitude a degree of longitude is long at this latitude.
std::int64_t lon_per_mille(std::int32_t lat_e7);
/// The squared distance from the point to the edge in units of 1e-7 degree of latitude, rounded
/// down; longitudes are shortened by `per_mille`. Saturates at INT64_MAX.
std::int64_t squared_distance(const Edge& edge, LonLat point, std::int64_t per_mille);

}  // namespace cs
