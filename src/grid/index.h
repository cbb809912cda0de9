// Point → every grid that holds it. A raster of square cells covers the city: a cell that lies
// wholly inside one grid answers at once, any other names its few candidates, which are then
// tried exactly in integers. Micro and rural grids tile the city, so all candidates but one need
// trying. Points on borders follow the rule in geometry.h; a point of the outer border that the
// rule gives to nobody belongs to the grid with the lowest id whose border holds it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "grid/plan.h"

namespace cs {

/// The position of a grid in the index: its place in the order of ids.
using GridNumber = std::uint32_t;
inline constexpr GridNumber no_grid = UINT32_MAX;
inline constexpr std::size_t max_dedicated_hits = 6;

/// The grids that hold a point. `base` is the micro or rural grid and `community` the community
/// grid above a micro one; no_grid where there is none. Dedicated grids are in order of ids.
struct GridHits {
    GridNumber base = no_grid;
    GridNumber community = no_grid;
    std::uint32_t dedicated_count = 0;
    std::array<GridNumber, max_dedicated_hits> dedicated{};
};

class GridIndex {
public:
    /// Grids in order of ids with borders as CityPlan promises. Refuses: no micro or rural grid,
    /// an extent of 2^30 or more, ids out of order, a micro grid without its community grid, more
    /// than max_dedicated_hits dedicated grids that come near one place.
    static Result<GridIndex> build(std::span<const GridArea> grids);

    GridHits locate(LonLat point) const;
    /// The same for many points; faster, since the cells are fetched ahead. Sizes must be equal.
    void locate(std::span<const LonLat> points, std::span<GridHits> hits) const;
    /// The micro or rural grid nearest to a point not farther than about `reach_m` metres from it;
    /// of equally near ones that with the lowest id.
    std::optional<GridNumber> nearest(LonLat point, std::uint32_t reach_m) const;

    GridId id(GridNumber grid) const { return ids_[grid]; }
    std::optional<GridNumber> number(GridId id) const;
    std::size_t size() const { return ids_.size(); }
    /// Micro or rural grids that share an edge with a micro or rural grid, community or rural
    /// grids that share one with a community grid; in order. Nothing for dedicated grids.
    std::vector<GridNumber> neighbours(GridNumber grid) const;
    const Box& box() const { return box_; }
    std::size_t bytes() const;
    /// Cells by kind: whole in one grid, mixed, outside.
    struct CellCounts {
        std::size_t whole = 0, mixed = 0, outside = 0;
    };
    CellCounts cell_counts() const;

private:
    struct Builder;
    GridIndex() = default;
    std::span<const Edge> edges(GridNumber grid) const;
    bool holds_point(GridNumber grid, LonLat point) const;
    std::size_t cell_of(LonLat point) const;
    void refine(std::uint32_t cell, LonLat point, GridHits& hits) const;
    GridNumber find_base(const std::uint32_t* candidates, std::size_t count, bool open,
                         LonLat point) const;

    Box box_;
    int shift_ = 12;  ///< cells are squares of 2^shift_ units
    std::size_t columns_ = 0;
    std::size_t rows_ = 0;
    std::vector<std::uint32_t> cells_;
    std::vector<std::uint32_t> pool_;  ///< mixed cells: header, base candidates, dedicated ones
    std::vector<Edge> edges_;
    std::vector<std::uint32_t> first_edge_;  ///< per grid, and one past the last
    std::vector<GridNumber> community_;      ///< of a micro grid; no_grid for the others
    std::vector<GridId> ids_;
    std::vector<std::uint32_t> first_neighbour_;  ///< per grid, and one past the last
    std::vector<GridNumber> neighbours_;          ///< of base grids
};

}  // namespace cs
