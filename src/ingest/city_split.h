// One polygon into Voronoi cells: where the sites go and what the cells are.
#pragma once

#include <functional>
#include <vector>

#include "base/random.h"
#include "ingest/geos.h"

namespace cs {

/// How the sites of a polygon's parts are drawn. Each part has its own seat and reach: its site is
/// on the way from the seat to a random point, at most `reach_percent` of it. 100: anywhere.
struct SiteWish {
    LonLat seat;
    int reach_percent = 100;
};

/// Distinct sites inside the polygon, one a wish, far from each other (the best of a few draws).
/// Fails when no place can be found.
Result<std::vector<LonLat>> draw_sites(const Polygon& polygon, const std::vector<SiteWish>& wishes,
                                       Random& random);

/// The Voronoi cells of the sites inside the polygon, in order of the sites, connected wherever
/// the polygon is. Fails when a site is left without a cell.
Result<std::vector<Polygon>> split_polygon(const Geos& geos, const Polygon& polygon,
                                           const std::vector<LonLat>& sites);

/// Draws and splits, drawing again a few times when a site was left without a cell.
Result<std::vector<Polygon>> split_at_random(const Geos& geos, const Polygon& polygon,
                                             const std::vector<SiteWish>& wishes, Random random,
                                             std::vector<LonLat>* sites = nullptr);

}  // namespace cs
