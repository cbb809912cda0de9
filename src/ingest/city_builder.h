// Lays out a city from its codes and its districts' polygons, the same from the same seed.
// Real: codes and names, which communities a street has, the districts' borders. Synthetic: every
// border inside a district, every grid and every number of households (plan_parts()).
// Each level divides a polygon into Voronoi cells (GEOS) noded on whole units; at the end all
// borders of the city are noded together, and every outline is made from the smallest grids up by
// cancelling shared edges, so that nesting is exact by construction.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "grid/plan.h"
#include "ingest/city_sources.h"

namespace cs {

/// Called now and then with the work done and in all; from one thread, in order.
using BuildProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Fails when a polygon has no room for its parts, or when GEOS fails; never in part.
Result<CityPlan> build_city(const CitySources& sources, std::uint64_t seed,
                            const BuildProgress& progress);

/// Takes the plan from `cache_path` when that was made from the same sources, seed and builder;
/// otherwise builds it and writes it there. `built` tells which.
Result<CityPlan> load_or_build_city(const CitySources& sources, std::uint64_t seed,
                                    const std::string& cache_path, const BuildProgress& progress,
                                    bool& built);

/// The hash a plan of these sources and this seed carries.
Hash256 plan_hash(const CitySources& sources, std::uint64_t seed);

/// What of a plan is real and what is made up, for `city build` to say.
struct PlanPart {
    std::string_view english;
    std::string_view chinese;
    bool synthetic;
};
std::span<const PlanPart> plan_parts();

struct GridCounts {
    std::size_t community = 0, micro = 0, rural = 0, dedicated = 0;
    std::uint64_t households = 0;  ///< of micro and rural grids
};
GridCounts count_grids(const CityPlan& plan);

}  // namespace cs
