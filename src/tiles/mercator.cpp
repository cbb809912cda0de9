#include "tiles/mercator.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ingest/coordinates.h"

namespace cs::tiles {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double highest_latitude = 85.05112877980659;
// GCJ-02 moves a point by less than a kilometre.
constexpr std::int32_t datum_reach_e7 = 150'000;

std::int32_t lon_e7_at(double x) { return static_cast<std::int32_t>((x * 360 - 180) * 1e7); }

std::int32_t lat_e7_at(double y) {
    double degrees = std::atan(std::sinh(pi * (1 - 2 * y))) * 180 / pi;
    return static_cast<std::int32_t>(degrees * 1e7);
}

// The bits of a number, each followed by a zero.
std::uint64_t spread(std::uint32_t number) {
    std::uint64_t out = number;
    out = (out | out << 16) & 0x0000ffff0000ffff;
    out = (out | out << 8) & 0x00ff00ff00ff00ff;
    out = (out | out << 4) & 0x0f0f0f0f0f0f0f0f;
    out = (out | out << 2) & 0x3333333333333333;
    return (out | out << 1) & 0x5555555555555555;
}

std::uint32_t in_fine_steps(double part) {
    constexpr double steps = 4'294'967'296;
    return static_cast<std::uint32_t>(std::clamp(part * steps, 0.0, steps - 1));
}

}  // namespace

bool TileId::is_there() const {
    return zoom <= highest_zoom && x < (1u << zoom) && y < (1u << zoom);
}

WorldPoint world_point(LonLat at, Datum datum) {
    auto degrees = to_degrees(at);
    if (datum == Datum::gcj02) degrees = gcj02_from_wgs84(degrees);
    double lat = std::clamp(degrees.lat, -highest_latitude, highest_latitude) * pi / 180;
    return {(degrees.lon + 180) / 360, (1 - std::asinh(std::tan(lat)) / pi) / 2};
}

std::uint64_t place_in_order(WorldPoint point) {
    return spread(in_fine_steps(point.x)) | spread(in_fine_steps(point.y)) << 1;
}

Stretch stretch_of(const TileId& tile) {
    auto finer = 32 - tile.zoom;
    std::uint64_t length = finer == 32 ? 0 : std::uint64_t{1} << 2 * finer;  // 0: all 2^64
    auto index = spread(tile.x) | spread(tile.y) << 1;
    auto first = finer == 32 ? 0 : index << 2 * finer;
    return {first, first + (length - 1)};
}

TilePlace place_in(const TileId& tile, WorldPoint point) {
    double tiles = static_cast<double>(1u << tile.zoom);
    return {(point.x * tiles - tile.x) * extent, (point.y * tiles - tile.y) * extent};
}

bool lies_in_tile(const TilePlace& place) {
    return place.x >= 0 && place.x < extent && place.y >= 0 && place.y < extent;
}

Box box_of(const TileId& tile, Datum datum) {
    double tiles = static_cast<double>(1u << tile.zoom);
    double beyond = static_cast<double>(margin) / extent;
    auto within_world = [](double at) { return std::clamp(at, 0.0, 1.0); };
    std::int32_t reach = datum == Datum::gcj02 ? datum_reach_e7 : 1;
    Box out;
    out.add(LonLat{lon_e7_at(within_world((tile.x - beyond) / tiles)) - reach,
             lat_e7_at(within_world((tile.y + 1 + beyond) / tiles)) - reach});
    out.add(LonLat{lon_e7_at(within_world((tile.x + 1 + beyond) / tiles)) + reach,
             lat_e7_at(within_world((tile.y - beyond) / tiles)) + reach});
    return out;
}

}  // namespace cs::tiles
