// Answers of the index. A cell is 0 outside the city, grid number + 1 when one grid holds all of
// it, or mixed_bit + the place of its record in the pool. index_build.cpp makes them.
#include "grid/index.h"

#include <algorithm>

#include "base/check.h"
#include "grid/index_cells.h"

namespace cs {

using namespace index_cells;

std::span<const Edge> GridIndex::edges(GridNumber grid) const {
    return {edges_.data() + first_edge_[grid], edges_.data() + first_edge_[grid + 1]};
}

bool GridIndex::holds_point(GridNumber grid, LonLat point) const {
    return holds(edges(grid), point);
}

std::size_t GridIndex::cell_of(LonLat point) const {
    const auto column = static_cast<std::uint32_t>(point.lon_e7 - box_.low.lon_e7) >> shift_;
    const auto row = static_cast<std::uint32_t>(point.lat_e7 - box_.low.lat_e7) >> shift_;
    return row * columns_ + column;
}

GridNumber GridIndex::find_base(const std::uint32_t* candidates, std::size_t count, bool open,
                                LonLat point) const {
    // Away from the outer border somebody holds the point, so the last one needs no trial.
    const std::size_t trials = open ? count : count - 1;
    for (std::size_t i = 0; i < trials; ++i)
        if (holds_point(candidates[i], point)) return candidates[i];
    if (!open) return candidates[count - 1];
    GridNumber lowest = no_grid;
    for (std::size_t i = 0; i < count; ++i) {
        if (candidates[i] >= lowest) continue;
        const auto border = edges(candidates[i]);
        if (std::any_of(border.begin(), border.end(),
                        [&](const Edge& edge) { return on_edge(edge, point); }))
            lowest = candidates[i];
    }
    return lowest;
}

void GridIndex::refine(std::uint32_t cell, LonLat point, GridHits& hits) const {
    const std::uint32_t* record = pool_.data() + (cell & ~mixed_bit);
    const std::uint32_t header = *record++;
    const std::size_t bases = base_count(header), others = dedicated_count(header);
    if (bases > 0) hits.base = find_base(record, bases, (header & open_bit) != 0, point);
    record += bases;
    for (std::size_t i = 0; i < others; ++i)
        if (holds_point(record[i], point)) hits.dedicated[hits.dedicated_count++] = record[i];
}

GridHits GridIndex::locate(LonLat point) const {
    GridHits hits;
    if (!box_.holds(point)) return hits;
    const std::uint32_t cell = cells_[cell_of(point)];
    if (cell == outside_cell) return hits;
    if ((cell & mixed_bit) == 0)
        hits.base = cell - 1;
    else
        refine(cell, point, hits);
    if (hits.base != no_grid) hits.community = community_[hits.base];
    return hits;
}

void GridIndex::locate(std::span<const LonLat> points, std::span<GridHits> hits) const {
    CHECK(points.size() == hits.size());
    constexpr std::size_t block = 32;
    std::size_t places[block];
    std::uint32_t cells[block];
    for (std::size_t start = 0; start < points.size(); start += block) {
        const std::size_t count = std::min(block, points.size() - start);
        for (std::size_t i = 0; i < count; ++i) {
            const auto point = points[start + i];
            places[i] = box_.holds(point) ? cell_of(point) : cells_.size() - 1;
            __builtin_prefetch(cells_.data() + places[i]);
        }
        for (std::size_t i = 0; i < count; ++i) {
            cells[i] = cells_[places[i]];
            if ((cells[i] & mixed_bit) != 0)
                __builtin_prefetch(pool_.data() + (cells[i] & ~mixed_bit));
        }
        for (std::size_t i = 0; i < count; ++i) {
            if ((cells[i] & mixed_bit) == 0) continue;
            const auto first = pool_[(cells[i] & ~mixed_bit) + 1];
            __builtin_prefetch(edges_.data() + first_edge_[first]);
        }
        for (std::size_t i = 0; i < count; ++i) {
            auto& hit = hits[start + i];
            hit.base = hit.community = no_grid;
            hit.dedicated_count = 0;
            if ((cells[i] & mixed_bit) != 0)
                refine(cells[i], points[start + i], hit);
            else if (cells[i] != outside_cell)
                hit.base = cells[i] - 1;
            if (hit.base != no_grid) hit.community = community_[hit.base];
        }
    }
}

std::optional<GridNumber> GridIndex::nearest(LonLat point, std::uint32_t reach_m) const {
    if (const auto hits = locate(point); hits.base != no_grid) return hits.base;
    const auto per_mille = lon_per_mille(point.lat_e7);
    const std::int64_t reach = std::int64_t{reach_m} * 8'983 / 100;  // metres to units of latitude
    const auto column = (std::int64_t{point.lon_e7} - box_.low.lon_e7) >> shift_;
    const auto row = (std::int64_t{point.lat_e7} - box_.low.lat_e7) >> shift_;
    std::int64_t best = reach * reach;
    std::optional<GridNumber> found;
    const auto try_grid = [&](GridNumber grid) {
        for (const auto& edge : edges(grid)) {
            const auto squared = squared_distance(edge, point, per_mille);
            if (squared < best || (squared == best && (!found || grid < *found))) {
                best = squared;
                found = grid;
            }
        }
    };
    const auto try_cell = [&](std::int64_t at_column, std::int64_t at_row) {
        if (at_column < 0 || at_row < 0 || at_column >= static_cast<std::int64_t>(columns_) ||
            at_row >= static_cast<std::int64_t>(rows_))
            return;
        const auto cell = cells_[static_cast<std::size_t>(at_row) * columns_ +
                                 static_cast<std::size_t>(at_column)];
        if ((cell & mixed_bit) == 0) {
            if (cell != outside_cell) try_grid(cell - 1);
            return;
        }
        const std::uint32_t* record = pool_.data() + (cell & ~mixed_bit);
        for (std::size_t i = 1; i <= base_count(*record); ++i) try_grid(record[i]);
    };
    for (std::int64_t ring = 0;; ++ring) {
        // Whatever has not been tried yet is at least this far away.
        const auto beyond = ((ring - 1) << shift_) * per_mille / 1'000;
        if (ring > 0 && beyond > 0 && beyond * beyond > best) return found;
        for (auto at = column - ring; at <= column + ring; ++at) {
            try_cell(at, row - ring);
            if (ring > 0) try_cell(at, row + ring);
        }
        for (auto at = row - ring + 1; at < row + ring; ++at) {
            try_cell(column - ring, at);
            try_cell(column + ring, at);
        }
    }
}

std::optional<GridNumber> GridIndex::number(GridId id) const {
    const auto at = std::lower_bound(ids_.begin(), ids_.end(), id);
    if (at == ids_.end() || *at != id) return std::nullopt;
    return static_cast<GridNumber>(at - ids_.begin());
}

std::vector<GridNumber> GridIndex::neighbours(GridNumber grid) const {
    const auto of_base = [&](GridNumber base) {
        return std::span(neighbours_.data() + first_neighbour_[base],
                         neighbours_.data() + first_neighbour_[base + 1]);
    };
    std::vector<GridNumber> out;
    if (kind_of(ids_[grid]) != GridKind::community) {
        const auto own = of_base(grid);
        return {own.begin(), own.end()};
    }
    for (GridNumber part = 0; part < ids_.size(); ++part) {
        if (community_[part] != grid) continue;
        for (auto other : of_base(part)) {
            const auto above = community_[other] == no_grid ? other : community_[other];
            if (above != grid) out.push_back(above);
        }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::size_t GridIndex::bytes() const {
    return cells_.size() * sizeof(cells_[0]) + pool_.size() * sizeof(pool_[0]) +
           edges_.size() * sizeof(edges_[0]) + first_edge_.size() * sizeof(first_edge_[0]) +
           community_.size() * sizeof(community_[0]) + ids_.size() * sizeof(ids_[0]) +
           (first_neighbour_.size() + neighbours_.size()) * sizeof(GridNumber);
}

GridIndex::CellCounts GridIndex::cell_counts() const {
    CellCounts counts;
    for (auto cell : cells_) {
        if (cell == outside_cell)
            ++counts.outside;
        else if ((cell & mixed_bit) != 0)
            ++counts.mixed;
        else
            ++counts.whole;
    }
    return counts;
}

}  // namespace cs
