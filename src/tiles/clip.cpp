// Sutherland and Hodgman's algorithm: the ring is cut at one edge of the box after the other. Where
// a ring leaves the box and comes back it is closed along the margin, which no map shows.
#include "tiles/clip.h"

#include <cmath>

namespace cs::tiles {

namespace {

constexpr double low = -margin;
constexpr double high = extent + margin;

// One edge of the box: which side of it is kept, and where a line crosses it.
struct Side {
    double TilePlace::*across;
    double TilePlace::*along;
    double bound;
    bool keeps_above;

    bool keeps(const TilePlace& p) const {
        return keeps_above ? p.*across >= bound : p.*across <= bound;
    }
    TilePlace crossing(const TilePlace& a, const TilePlace& b) const {
        double share = (bound - a.*across) / (b.*across - a.*across);
        TilePlace out;
        out.*across = bound;
        out.*along = a.*along + (b.*along - a.*along) * share;
        return out;
    }
};

std::vector<TilePlace> cut(std::span<const TilePlace> ring, const Side& side) {
    std::vector<TilePlace> out;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto& from = ring[i == 0 ? ring.size() - 1 : i - 1];
        const auto& to = ring[i];
        if (side.keeps(from) != side.keeps(to)) out.push_back(side.crossing(from, to));
        if (side.keeps(to)) out.push_back(to);
    }
    return out;
}

bool lies_inside(std::span<const TilePlace> ring) {
    for (const auto& p : ring)
        if (p.x < low || p.x > high || p.y < low || p.y > high) return false;
    return true;
}

bool is_straight(TilePoint a, TilePoint b, TilePoint c) {
    return std::int64_t{b.x - a.x} * (c.y - b.y) == std::int64_t{b.y - a.y} * (c.x - b.x);
}

void append(TileRing& out, TilePoint point) {
    if (!out.empty() && out.back() == point) return;
    while (out.size() >= 2 && is_straight(out[out.size() - 2], out.back(), point)) out.pop_back();
    if (out.empty() || out.back() != point) out.push_back(point);
}

TileRing rounded_ring(std::span<const TilePlace> ring) {
    TileRing out;
    for (const auto& p : ring)
        append(out, rounded(p));
    while (out.size() > 1 && out.back() == out.front()) out.pop_back();
    return out;
}

}  // namespace

TilePoint rounded(const TilePlace& place) {
    return {static_cast<std::int32_t>(std::lround(place.x)),
            static_cast<std::int32_t>(std::lround(place.y))};
}

std::int64_t twice_area(const TileRing& ring) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto& a = ring[i];
        const auto& b = ring[i + 1 == ring.size() ? 0 : i + 1];
        sum += std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
    }
    return sum;
}

TileRing clipped(std::span<const TilePlace> ring) {
    std::vector<TilePlace> kept;
    if (!lies_inside(ring)) {
        kept = cut(ring, {&TilePlace::x, &TilePlace::y, low, true});
        kept = cut(kept, {&TilePlace::x, &TilePlace::y, high, false});
        kept = cut(kept, {&TilePlace::y, &TilePlace::x, low, true});
        kept = cut(kept, {&TilePlace::y, &TilePlace::x, high, false});
        ring = kept;
    }
    auto out = rounded_ring(ring);
    if (out.size() < 3 || twice_area(out) == 0) return {};
    return out;
}

}  // namespace cs::tiles
