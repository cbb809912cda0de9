#include "grid/geometry.h"

#include <algorithm>

namespace cs {

void Box::add(LonLat point) {
    low = {std::min(low.lon_e7, point.lon_e7), std::min(low.lat_e7, point.lat_e7)};
    high = {std::max(high.lon_e7, point.lon_e7), std::max(high.lat_e7, point.lat_e7)};
}

void Box::add(const Box& other) {
    if (other.low.lon_e7 > other.high.lon_e7) return;
    add(other.low);
    add(other.high);
}

bool Box::holds(LonLat point) const {
    return point.lon_e7 >= low.lon_e7 && point.lon_e7 <= high.lon_e7 &&
           point.lat_e7 >= low.lat_e7 && point.lat_e7 <= high.lat_e7;
}

bool Box::meets(const Box& other) const {
    return low.lon_e7 <= other.high.lon_e7 && other.low.lon_e7 <= high.lon_e7 &&
           low.lat_e7 <= other.high.lat_e7 && other.low.lat_e7 <= high.lat_e7;
}

Int128 twice_area(const Ring& ring) {
    Int128 sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const LonLat a = ring[i], b = ring[i + 1 == ring.size() ? 0 : i + 1];
        sum += static_cast<Int128>(a.lon_e7) * b.lat_e7 - static_cast<Int128>(a.lat_e7) * b.lon_e7;
    }
    return sum;
}

Int128 twice_area(const Polygon& polygon) {
    Int128 sum = 0;
    for (const auto& ring : polygon.rings) sum += twice_area(ring);
    return sum;
}

Box box_of(const Polygon& polygon) {
    Box box;
    for (const auto& ring : polygon.rings)
        for (auto point : ring) box.add(point);
    return box;
}

std::vector<Edge> edges_of(const Polygon& polygon) {
    std::vector<Edge> edges;
    for (const auto& ring : polygon.rings)
        for (std::size_t i = 0; i < ring.size(); ++i)
            edges.push_back({ring[i], ring[i + 1 == ring.size() ? 0 : i + 1]});
    return edges;
}

// Counts the edges that a ray towards the east crosses. Comparing latitudes with `>` on one side
// only is the step north; refusing turn == 0 is the step east.
bool holds(std::span<const Edge> edges, LonLat point) {
    bool inside = false;
    for (const auto& edge : edges) {
        const bool from_above = edge.from.lat_e7 > point.lat_e7;
        if (from_above == (edge.to.lat_e7 > point.lat_e7)) continue;
        const auto side = turn(edge.from, edge.to, point);
        inside ^= from_above ? side < 0 : side > 0;
    }
    return inside;
}

bool holds(const Polygon& polygon, LonLat point) {
    bool inside = false;
    for (const auto& ring : polygon.rings) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const Edge edge{ring[i], ring[i + 1 == ring.size() ? 0 : i + 1]};
            inside ^= holds(std::span(&edge, 1), point);
        }
    }
    return inside;
}

bool on_edge(const Edge& edge, LonLat point) {
    Box box;
    box.add(edge.from);
    box.add(edge.to);
    return box.holds(point) && turn(edge.from, edge.to, point) == 0;
}

bool on_border(const Polygon& polygon, LonLat point) {
    for (const auto& ring : polygon.rings)
        for (std::size_t i = 0; i < ring.size(); ++i)
            if (on_edge({ring[i], ring[i + 1 == ring.size() ? 0 : i + 1]}, point)) return true;
    return false;
}

bool edges_conflict(const Edge& a, const Edge& b) {
    Box box_a, box_b;
    box_a.add(a.from);
    box_a.add(a.to);
    box_b.add(b.from);
    box_b.add(b.to);
    if (!box_a.meets(box_b)) return false;
    auto is_end = [](const Edge& edge, LonLat p) { return edge.from == p || edge.to == p; };
    for (auto p : {a.from, a.to})
        if (!is_end(b, p) && on_edge(b, p)) return true;
    for (auto p : {b.from, b.to})
        if (!is_end(a, p) && on_edge(a, p)) return true;
    auto opposite = [](std::int64_t s, std::int64_t t) {
        return (s < 0 && t > 0) || (s > 0 && t < 0);
    };
    return opposite(turn(a.from, a.to, b.from), turn(a.from, a.to, b.to)) &&
           opposite(turn(b.from, b.to, a.from), turn(b.from, b.to, a.to));
}

// cos x = 1 - x²/2 + x⁴/24 - x⁶/720 with x in millionths of a radian; off by less than 1 ‰ to 75°.
std::int64_t lon_per_mille(std::int32_t lat_e7) {
    constexpr std::int64_t one = 1'000'000;
    const std::int64_t x = std::int64_t{lat_e7} * 17'453'293 / 1'000'000'000 / 10;
    const std::int64_t square = x * x / one;
    const std::int64_t fourth = square * square / one;
    const std::int64_t sixth = fourth * square / one;
    return std::max<std::int64_t>(1, (one - square / 2 + fourth / 24 - sixth / 720) / 1'000);
}

std::int64_t squared_distance(const Edge& edge, LonLat point, std::int64_t per_mille) {
    const auto x = [&](LonLat p) {
        return (std::int64_t{p.lon_e7} - point.lon_e7) * per_mille / 1'000;
    };
    const auto y = [&](LonLat p) { return std::int64_t{p.lat_e7} - point.lat_e7; };
    const Int128 ax = x(edge.from), ay = y(edge.from), bx = x(edge.to), by = y(edge.to);
    const Int128 dx = bx - ax, dy = by - ay;
    const Int128 length = dx * dx + dy * dy;
    const Int128 along = -(ax * dx + ay * dy);
    Int128 squared;
    if (along <= 0 || length == 0) {
        squared = ax * ax + ay * ay;
    } else if (along >= length) {
        squared = bx * bx + by * by;
    } else {
        const Int128 cross = ax * dy - ay * dx;  // below 2^62, so its square fits
        squared = cross * cross / length;
    }
    return squared > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(squared);
}

}  // namespace cs
