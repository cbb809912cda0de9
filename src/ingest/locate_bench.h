// How fast and how truly points are located: the index against GEOS (prepared polygons in an
// STRtree) on the same city and in the same run.
#pragma once

#include <cstdint>
#include <string>

#include "base/describe.h"
#include "base/result.h"
#include "grid/index.h"

namespace cs {

struct LocateFigures {
    std::uint64_t grids = 0;
    std::uint64_t index_bytes = 0;
    std::uint64_t index_build_ms = 0;
    std::uint64_t cells_whole = 0;
    std::uint64_t cells_mixed = 0;
    std::uint64_t points = 0;             ///< random points inside the city, different each
    std::uint64_t single_per_second = 0;  ///< one point a call
    std::uint64_t batch_per_second = 0;   ///< all points in one call
    std::uint64_t peer_points = 0;
    std::uint64_t peer_per_second = 0;  ///< GEOS
    DESCRIBED(LocateFigures, grids, index_bytes, index_build_ms, cells_whole, cells_mixed, points,
              single_per_second, batch_per_second, peer_points, peer_per_second)
};

/// Rates are per second of one core's time. Fails when the index refuses the plan.
Result<LocateFigures> bench_locate(const CityPlan& plan, std::uint64_t points,
                                   std::uint64_t peer_points);

struct LocateComparison {
    std::uint64_t random_points = 0;
    std::uint64_t border_points = 0;       ///< vertices, points on edges and beside them
    std::uint64_t border_touching = 0;     ///< of these, on a border by GEOS
    std::uint64_t disagreements = 0;
    std::string first_disagreement;
    DESCRIBED(LocateComparison, random_points, border_points, border_touching, disagreements,
              first_disagreement)
};

/// Every answer of the index against GEOS. A point in the inside of grids by GEOS must have
/// exactly those; of the micro and rural grids whose border it is on it must have exactly one;
/// the community grid must be that of the micro grid and hold the point by GEOS too.
Result<LocateComparison> compare_with_geos(const CityPlan& plan, std::uint64_t random_points,
                                           std::uint64_t border_points, std::uint64_t seed);

}  // namespace cs
