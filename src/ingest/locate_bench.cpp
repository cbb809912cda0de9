#include "ingest/locate_bench.h"

#include <time.h>

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "ingest/geos.h"

namespace cs {

namespace {

// Time this thread has had a core for: what others do on the machine does not count.
double core_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double seconds_since(double start) { return core_seconds() - start; }

// The peer: every grid as a prepared polygon, found through an STRtree.
class GeosGrids {
public:
    explicit GeosGrids(const CityPlan& plan, LonLat origin)
        : origin_(origin), tree_(GEOSSTRtree_create_r(geos_.handle(), 10)) {
        numbers_.resize(plan.grids.size());
        std::iota(numbers_.begin(), numbers_.end(), GridNumber{0});
        for (std::size_t i = 0; i < plan.grids.size(); ++i) {
            shapes_.push_back(geometry_of(geos_, plan.grids[i].polygon, origin_));
            prepared_.push_back(GEOSPrepare_r(geos_.handle(), shapes_.back().get()));
            GEOSSTRtree_insert_r(geos_.handle(), tree_, shapes_.back().get(), &numbers_[i]);
        }
    }
    ~GeosGrids() {
        for (const auto* prepared : prepared_) GEOSPreparedGeom_destroy_r(geos_.handle(), prepared);
        GEOSSTRtree_destroy_r(geos_.handle(), tree_);
    }
    GeosGrids(const GeosGrids&) = delete;
    GeosGrids& operator=(const GeosGrids&) = delete;

    /// The grids that hold the point or have it on their border, in order; inside[i] tells which.
    void locate(LonLat point, std::vector<GridNumber>& found, std::vector<bool>& inside) {
        const auto shape = shape_of(point);
        found.clear();
        inside.clear();
        near_.clear();
        GEOSSTRtree_query_r(geos_.handle(), tree_, shape.get(), collect, &near_);
        std::sort(near_.begin(), near_.end());
        for (auto grid : near_) {
            if (GEOSPreparedIntersects_r(geos_.handle(), prepared_[grid], shape.get()) != 1)
                continue;
            found.push_back(grid);
            inside.push_back(GEOSPreparedContains_r(geos_.handle(), prepared_[grid],
                                                    shape.get()) == 1);
        }
    }
    /// How many grids hold the point; what the benchmark times.
    std::size_t count(LonLat point) {
        const auto shape = shape_of(point);
        near_.clear();
        GEOSSTRtree_query_r(geos_.handle(), tree_, shape.get(), collect, &near_);
        std::size_t held = 0;
        for (auto grid : near_)
            held += GEOSPreparedContains_r(geos_.handle(), prepared_[grid], shape.get()) == 1;
        return held;
    }

private:
    static void collect(void* item, void* into) {
        static_cast<std::vector<GridNumber>*>(into)->push_back(*static_cast<GridNumber*>(item));
    }
    Geometry shape_of(LonLat point) const {
        return point_of(geos_, {static_cast<double>(point.lon_e7) - origin_.lon_e7,
                                static_cast<double>(point.lat_e7) - origin_.lat_e7});
    }

    Geos geos_;
    LonLat origin_;
    GEOSSTRtree* tree_;
    std::vector<GridNumber> numbers_, near_;
    std::vector<Geometry> shapes_;
    std::vector<const GEOSPreparedGeometry*> prepared_;
};

bool tiles_city(GridKind kind) { return kind == GridKind::micro || kind == GridKind::rural; }

std::vector<LonLat> points_in(const GridIndex& index, std::uint64_t count, Random random) {
    std::vector<LonLat> points;
    const auto& box = index.box();
    while (points.size() < count) {
        const LonLat point{
            static_cast<std::int32_t>(random.between(box.low.lon_e7, box.high.lon_e7)),
            static_cast<std::int32_t>(random.between(box.low.lat_e7, box.high.lat_e7))};
        if (index.locate(point).base != no_grid) points.push_back(point);
    }
    return points;
}

// A vertex, a whole-unit point of the edge when it has one, or the point nearest its middle.
LonLat border_point(const Edge& edge, Random& random) {
    const std::int64_t dx = std::int64_t{edge.to.lon_e7} - edge.from.lon_e7;
    const std::int64_t dy = std::int64_t{edge.to.lat_e7} - edge.from.lat_e7;
    const auto way = random.below(3);
    if (way == 0) return edge.from;
    const auto steps = way == 1 ? std::gcd(std::abs(dx), std::abs(dy)) : 2;
    const auto at = way == 1 ? random.between(0, steps) : 1;
    return {static_cast<std::int32_t>(edge.from.lon_e7 + dx * at / steps),
            static_cast<std::int32_t>(edge.from.lat_e7 + dy * at / steps)};
}

class Comparison {
public:
    Comparison(const CityPlan& plan, const GridIndex& index)
        : plan_(plan), index_(index), peer_(plan, index.box().low) {}

    void compare(LonLat point, LocateComparison& out) {
        peer_.locate(point, found_, inside_);
        const auto hits = index_.locate(point);
        if (std::find(inside_.begin(), inside_.end(), false) != inside_.end())
            ++out.border_touching;
        if (agrees(hits)) return;
        if (out.disagreements++ == 0)
            out.first_disagreement = std::to_string(point.lon_e7) + " " +
                                     std::to_string(point.lat_e7) + ": the index says grid " +
                                     (hits.base == no_grid ? "none"
                                                           : id_text(index_.id(hits.base))) +
                                     ", GEOS finds " + std::to_string(found_.size());
    }

private:
    bool agrees(const GridHits& hits) const {
        const auto touches = [&](GridNumber grid) {
            return std::binary_search(found_.begin(), found_.end(), grid);
        };
        if (hits.base == no_grid ? hits.community != no_grid
                                 : !touches(hits.base) || (hits.community != no_grid &&
                                                           !touches(hits.community)))
            return false;
        const auto* first = hits.dedicated.data();
        for (std::uint32_t i = 0; i < hits.dedicated_count; ++i)
            if (!touches(first[i])) return false;
        for (std::size_t i = 0; i < found_.size(); ++i) {
            const auto kind = plan_.grids[found_[i]].info.kind;
            if (tiles_city(kind)) {
                if (hits.base == no_grid || (inside_[i] && hits.base != found_[i])) return false;
            } else if (kind == GridKind::community) {
                if (inside_[i] && hits.community != found_[i]) return false;
            } else if (inside_[i] &&
                       std::find(first, first + hits.dedicated_count, found_[i]) ==
                           first + hits.dedicated_count) {
                return false;
            }
        }
        return true;
    }

    const CityPlan& plan_;
    const GridIndex& index_;
    GeosGrids peer_;
    std::vector<GridNumber> found_;
    std::vector<bool> inside_;
};

}  // namespace

Result<LocateFigures> bench_locate(const CityPlan& plan, std::uint64_t points,
                                   std::uint64_t peer_points) {
    LocateFigures figures;
    double start = core_seconds();
    const auto index = TRY(GridIndex::build(plan.grids));
    figures.index_build_ms = static_cast<std::uint64_t>(seconds_since(start) * 1'000);
    const auto cells = index.cell_counts();
    figures.grids = index.size();
    figures.index_bytes = index.bytes();
    figures.cells_whole = cells.whole;
    figures.cells_mixed = cells.mixed;
    figures.points = points;
    figures.peer_points = std::min(points, peer_points);
    const auto all = points_in(index, points, Random(plan.seed).fork(1));
    const auto rate = [&](std::uint64_t count) {
        return static_cast<std::uint64_t>(static_cast<double>(count) /
                                          std::max(1e-9, seconds_since(start)));
    };
    // The sums are used, so that no answer can be left out.
    std::uint64_t sum = 0;
    start = core_seconds();
    for (auto point : all) sum += index.locate(point).base;
    figures.single_per_second = rate(points);
    std::vector<GridHits> hits(all.size());
    start = core_seconds();
    index.locate(all, hits);
    figures.batch_per_second = rate(points);
    for (const auto& hit : hits) sum -= hit.base;
    if (sum != 0) return fail("single and batch answers differ");
    GeosGrids peer(plan, index.box().low);
    std::size_t held = 0;
    for (std::size_t i = 0; i < std::min<std::uint64_t>(1'000, figures.peer_points); ++i)
        held += peer.count(all[i]);  // the tree and the prepared polygons are made on first use
    start = core_seconds();
    for (std::size_t i = 0; i < figures.peer_points; ++i) held += peer.count(all[i]);
    figures.peer_per_second = rate(figures.peer_points);
    if (held == 0 && figures.peer_points > 0) return fail("GEOS found no grid at all");
    return figures;
}

Result<LocateComparison> compare_with_geos(const CityPlan& plan, std::uint64_t random_points,
                                           std::uint64_t border_points, std::uint64_t seed) {
    const auto index = TRY(GridIndex::build(plan.grids));
    Comparison comparison(plan, index);
    LocateComparison out;
    Random random(seed);
    for (auto point : points_in(index, random_points, random.fork(1))) {
        comparison.compare(point, out);
        ++out.random_points;
    }
    out.border_touching = 0;
    while (out.border_points < border_points) {
        const auto& grid = plan.grids[random.below(plan.grids.size())];
        const auto& ring = grid.polygon.rings[random.below(grid.polygon.rings.size())];
        const auto i = random.below(ring.size());
        comparison.compare(border_point({ring[i], ring[(i + 1) % ring.size()]}, random), out);
        ++out.border_points;
    }
    return out;
}

}  // namespace cs
