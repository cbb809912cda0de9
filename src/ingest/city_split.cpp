#include "ingest/city_split.h"

#include <algorithm>

#include "ingest/city_faces.h"

namespace cs {

namespace {

constexpr int draws_per_site = 8;
constexpr int tries_per_draw = 400;

std::int64_t squared_gap(LonLat a, LonLat b, std::int64_t per_mille) {
    const auto x = (std::int64_t{a.lon_e7} - b.lon_e7) * per_mille / 1'000;
    const auto y = std::int64_t{a.lat_e7} - b.lat_e7;
    return x * x + y * y;
}

std::optional<LonLat> draw_site(const Polygon& polygon, const Box& box, const SiteWish& wish,
                                Random& random) {
    for (int i = 0; i < tries_per_draw; ++i) {
        LonLat at{static_cast<std::int32_t>(random.between(box.low.lon_e7, box.high.lon_e7)),
                  static_cast<std::int32_t>(random.between(box.low.lat_e7, box.high.lat_e7))};
        // A seat without room around it gives way to the whole polygon.
        if (wish.reach_percent < 100 && i < tries_per_draw / 2) {
            const auto reach = random.between(2, wish.reach_percent);
            const auto toward = [&](std::int32_t from, std::int32_t to) {
                return static_cast<std::int32_t>(
                    from + (std::int64_t{to} - from) * reach / 100);
            };
            at = {toward(wish.seat.lon_e7, at.lon_e7), toward(wish.seat.lat_e7, at.lat_e7)};
        }
        if (holds(polygon, at)) return at;
    }
    return std::nullopt;
}

}  // namespace

Result<std::vector<LonLat>> draw_sites(const Polygon& polygon, const std::vector<SiteWish>& wishes,
                                       Random& random) {
    const auto box = box_of(polygon);
    const auto per_mille = lon_per_mille(box.low.lat_e7);
    std::vector<LonLat> sites;
    for (const auto& wish : wishes) {
        std::optional<LonLat> best;
        std::int64_t best_gap = 0;
        for (int i = 0; i < draws_per_site; ++i) {
            const auto at = draw_site(polygon, box, wish, random);
            if (!at) continue;
            std::int64_t gap = INT64_MAX;
            for (auto site : sites) gap = std::min(gap, squared_gap(*at, site, per_mille));
            if (gap > best_gap) {
                best = at;
                best_gap = gap;
            }
        }
        if (!best) return fail("its border has no room for " + std::to_string(wishes.size()) +
                               " parts");
        sites.push_back(*best);
    }
    return sites;
}

Result<std::vector<Polygon>> split_polygon(const Geos& geos, const Polygon& polygon,
                                           const std::vector<LonLat>& sites) {
    if (sites.size() == 1) return std::vector{polygon};
    const auto box = box_of(polygon);
    const auto origin = box.low;
    // Longitudes are shortened for the diagram, so that cells are round on the ground.
    const double scale = static_cast<double>(lon_per_mille(origin.lat_e7)) / 1'000.0;
    std::vector<PlanePoint> scaled;
    for (auto site : sites)
        scaled.push_back({(site.lon_e7 - origin.lon_e7) * scale,
                          static_cast<double>(site.lat_e7 - origin.lat_e7)});
    auto lines = TRY(voronoi_edges(geos, scaled, {0, 0},
                                   {(box.high.lon_e7 - origin.lon_e7) * scale,
                                    static_cast<double>(box.high.lat_e7 - origin.lat_e7)}));
    for (auto& line : lines)
        for (auto& point : line) point.x /= scale;
    add_rings(polygon, origin, lines);
    auto faces = TRY(faces_of(geos, lines, origin));
    std::erase_if(faces, [&](const Face& face) {
        return !holds_plane_point(polygon, origin, face.inside);
    });
    std::vector<std::size_t> labels;
    for (const auto& face : faces) {
        const auto nearest =
            std::min_element(scaled.begin(), scaled.end(), [&](PlanePoint a, PlanePoint b) {
                const auto gap = [&](PlanePoint p) {
                    const double x = p.x - face.inside.x * scale, y = p.y - face.inside.y;
                    return x * x + y * y;
                };
                return gap(a) < gap(b);
            });
        labels.push_back(static_cast<std::size_t>(nearest - scaled.begin()));
    }
    settle_labels(faces, labels, [](std::size_t, std::size_t) { return 0; });
    auto cells = outlines(faces, labels, sites.size());
    for (const auto& cell : cells)
        if (cell.rings.empty()) return fail("a part came out empty");
    return cells;
}

Result<std::vector<Polygon>> split_at_random(const Geos& geos, const Polygon& polygon,
                                             const std::vector<SiteWish>& wishes, Random random,
                                             std::vector<LonLat>* sites) {
    constexpr int attempts = 4;
    for (int attempt = 1;; ++attempt) {
        auto drawn = TRY(draw_sites(polygon, wishes, random));
        auto cells = split_polygon(geos, polygon, drawn);
        if (!cells && attempt < attempts) continue;
        if (cells && sites != nullptr) *sites = std::move(drawn);
        return cells;
    }
}

}  // namespace cs
