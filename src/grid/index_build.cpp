// Builds the index: every edge marks the cells it touches; a cell without marks lies wholly inside
// whatever its western neighbour's candidates say, since no border runs between the two.
#include <algorithm>

#include "base/check.h"
#include "grid/index.h"
#include "grid/index_cells.h"

namespace cs {

using namespace index_cells;

struct GridIndex::Builder {
    struct OwnedEdge {
        Edge edge;
        GridNumber owner;
        auto operator<=>(const OwnedEdge&) const = default;
    };
    struct Mark {
        std::uint32_t cell;
        GridNumber grid;
        auto operator<=>(const Mark&) const = default;
    };

    GridIndex& index;
    std::vector<GridKind> kinds;
    std::vector<Mark> marks;
    std::vector<std::uint32_t> open_cells;

    Result<void> take_grids(std::span<const GridArea> grids);
    void lay_cells();
    void link_neighbours();
    void mark_all();
    void mark_inside(GridNumber grid);
    LonLat corner(std::int64_t column, std::int64_t row) const;
    template <class Visit>
    void each_cell(const Edge& edge, Visit visit) const;
    Result<void> write_records();
    void fill_runs();
    bool is_base(GridNumber grid) const {
        return kinds[grid] == GridKind::micro || kinds[grid] == GridKind::rural;
    }
};

Result<void> GridIndex::Builder::take_grids(std::span<const GridArea> grids) {
    for (const auto& grid : grids) {
        const auto name = "grid " + id_text(grid.info.id);
        if (!index.ids_.empty() && index.ids_.back() >= grid.info.id)
            return fail("the grids are not in the order of their ids", name);
        if (kind_of(grid.info.id) != grid.info.kind)
            return fail("the kind is not the one its id names", name);
        index.ids_.push_back(grid.info.id);
        index.first_edge_.push_back(static_cast<std::uint32_t>(index.edges_.size()));
        for (const auto& edge : edges_of(grid.polygon)) index.edges_.push_back(edge);
        kinds.push_back(grid.info.kind);
        const auto number = static_cast<GridNumber>(kinds.size() - 1);
        if (is_base(number)) index.box_.add(box_of(grid.polygon));
    }
    index.first_edge_.push_back(static_cast<std::uint32_t>(index.edges_.size()));
    for (const auto& grid : grids) {
        auto above = grid.info.parent ? index.number(*grid.info.parent) : std::nullopt;
        if (grid.info.kind == GridKind::micro && !above)
            return fail("its community grid is missing", "grid " + id_text(grid.info.id));
        index.community_.push_back(grid.info.kind == GridKind::micro ? *above : no_grid);
    }
    const auto& box = index.box_;
    if (box.low.lon_e7 > box.high.lon_e7) return fail("there is no micro or rural grid");
    if (std::int64_t{box.high.lon_e7} - box.low.lon_e7 >= max_extent_e7 ||
        std::int64_t{box.high.lat_e7} - box.low.lat_e7 >= max_extent_e7)
        return fail("the grids extend over more than 107 degrees");
    return {};
}

// The finest cells, from 2^10 units (about 10 m) up, of which there are no more than eight million.
void GridIndex::Builder::lay_cells() {
    const auto width = static_cast<std::uint64_t>(std::int64_t{index.box_.high.lon_e7} -
                                                  index.box_.low.lon_e7);
    const auto height = static_cast<std::uint64_t>(std::int64_t{index.box_.high.lat_e7} -
                                                   index.box_.low.lat_e7);
    constexpr std::uint64_t most_cells = 8'000'000;
    for (index.shift_ = 10;; ++index.shift_) {
        index.columns_ = (width >> index.shift_) + 1;
        index.rows_ = (height >> index.shift_) + 1;
        if (index.columns_ * index.rows_ <= most_cells) break;
    }
    // One more, always outside, is where the batch looks for points beyond the box.
    index.cells_.assign(index.columns_ * index.rows_ + 1, outside_cell);
}

void GridIndex::Builder::link_neighbours() {
    std::vector<OwnedEdge> owned;
    for (GridNumber grid = 0; grid < kinds.size(); ++grid)
        if (is_base(grid))
            for (const auto& edge : index.edges(grid)) owned.push_back({edge, grid});
    std::sort(owned.begin(), owned.end());
    std::vector<std::pair<GridNumber, GridNumber>> pairs;
    for (const auto& [edge, owner] : owned) {
        const auto other = std::lower_bound(owned.begin(), owned.end(),
                                            OwnedEdge{{edge.to, edge.from}, 0});
        if (other != owned.end() && other->edge == Edge{edge.to, edge.from})
            pairs.emplace_back(owner, other->owner);
        else
            each_cell(edge, [&](std::uint32_t cell) { open_cells.push_back(cell); });
    }
    std::sort(open_cells.begin(), open_cells.end());
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    index.first_neighbour_.assign(kinds.size() + 1, 0);
    for (const auto& [grid, other] : pairs) {
        ++index.first_neighbour_[grid + 1];
        index.neighbours_.push_back(other);
    }
    for (std::size_t i = 1; i <= kinds.size(); ++i)
        index.first_neighbour_[i] += index.first_neighbour_[i - 1];
}

// Visits every cell the edge touches, and perhaps some it only comes within a unit of.
template <class Visit>
void GridIndex::Builder::each_cell(const Edge& edge, Visit visit) const {
    const auto shift = index.shift_;
    auto low = edge.from, high = edge.to;
    if (low.lat_e7 > high.lat_e7) std::swap(low, high);
    const std::int64_t ax = std::int64_t{low.lon_e7} - index.box_.low.lon_e7;
    const std::int64_t ay = std::int64_t{low.lat_e7} - index.box_.low.lat_e7;
    const std::int64_t bx = std::int64_t{high.lon_e7} - index.box_.low.lon_e7;
    const std::int64_t by = std::int64_t{high.lat_e7} - index.box_.low.lat_e7;
    const auto last_row = static_cast<std::int64_t>(index.rows_) - 1;
    const auto last_column = static_cast<std::int64_t>(index.columns_) - 1;
    const auto at = [&](std::int64_t y) { return ax + (bx - ax) * (y - ay) / (by - ay); };
    for (auto row = std::max<std::int64_t>(0, ay >> shift); row <= std::min(last_row, by >> shift);
         ++row) {
        std::int64_t west = std::min(ax, bx), east = std::max(ax, bx);
        if (by > ay) {
            // Division rounds by less than a unit, hence the unit on either side.
            const auto x = at(std::max(ay, row << shift)), z = at(std::min(by, (row + 1) << shift));
            west = std::max(west, std::min(x, z) - 1);
            east = std::min(east, std::max(x, z) + 1);
        }
        const auto from = std::max<std::int64_t>(0, west >> shift);
        for (auto column = from; column <= std::min(last_column, east >> shift); ++column)
            visit(static_cast<std::uint32_t>(row * (last_column + 1) + column));
    }
}

// Cells wholly inside a dedicated grid name it too; their corner lies inside it.
void GridIndex::Builder::mark_inside(GridNumber grid) {
    Box box;
    for (const auto& edge : index.edges(grid)) box.add(edge.from);
    const auto cells_to = [&](std::int32_t at, std::int32_t low) {
        return (std::int64_t{at} - low) >> index.shift_;
    };
    const LonLat low = index.box_.low;
    const auto last_row = std::min(cells_to(box.high.lat_e7, low.lat_e7),
                                   static_cast<std::int64_t>(index.rows_) - 1);
    const auto last_column = std::min(cells_to(box.high.lon_e7, low.lon_e7),
                                      static_cast<std::int64_t>(index.columns_) - 1);
    const auto first_row = std::max<std::int64_t>(0, cells_to(box.low.lat_e7, low.lat_e7));
    const auto first_column = std::max<std::int64_t>(0, cells_to(box.low.lon_e7, low.lon_e7));
    for (auto row = first_row; row <= last_row; ++row)
        for (auto column = first_column; column <= last_column; ++column)
            if (index.holds_point(grid, corner(column, row)))
                marks.push_back({static_cast<std::uint32_t>(
                                     row * static_cast<std::int64_t>(index.columns_) + column),
                                 grid});
}

// The south-western corner of a cell.
LonLat GridIndex::Builder::corner(std::int64_t column, std::int64_t row) const {
    return {static_cast<std::int32_t>(index.box_.low.lon_e7 + (column << index.shift_)),
            static_cast<std::int32_t>(index.box_.low.lat_e7 + (row << index.shift_))};
}

void GridIndex::Builder::mark_all() {
    for (GridNumber grid = 0; grid < kinds.size(); ++grid) {
        if (kinds[grid] == GridKind::community) continue;
        std::uint32_t previous = UINT32_MAX;
        for (const auto& edge : index.edges(grid)) {
            each_cell(edge, [&](std::uint32_t cell) {
                if (cell != previous) marks.push_back({cell, grid});
                previous = cell;
            });
        }
        if (is_base(grid)) continue;
        mark_inside(grid);
    }
    std::sort(marks.begin(), marks.end());
    marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
}

Result<void> GridIndex::Builder::write_records() {
    const auto edge_count = [&](GridNumber grid) { return index.edges(grid).size(); };
    std::vector<GridNumber> bases, dedicated;
    for (std::size_t i = 0; i < marks.size();) {
        const auto cell = marks[i].cell;
        bases.clear();
        dedicated.clear();
        for (; i < marks.size() && marks[i].cell == cell; ++i)
            (is_base(marks[i].grid) ? bases : dedicated).push_back(marks[i].grid);
        if (dedicated.size() > max_dedicated_hits)
            return fail("more than " + std::to_string(max_dedicated_hits) +
                            " dedicated grids come near one place",
                        "grid " + id_text(index.ids_[dedicated.front()]));
        CHECK(bases.size() <= max_bases);
        std::stable_sort(bases.begin(), bases.end(), [&](GridNumber a, GridNumber b) {
            return edge_count(a) < edge_count(b);
        });
        const bool open = std::binary_search(open_cells.begin(), open_cells.end(), cell);
        index.cells_[cell] = mixed_bit | static_cast<std::uint32_t>(index.pool_.size());
        index.pool_.push_back(header_of(bases.size(), dedicated.size(), open));
        index.pool_.insert(index.pool_.end(), bases.begin(), bases.end());
        index.pool_.insert(index.pool_.end(), dedicated.begin(), dedicated.end());
    }
    return {};
}

// Gives every cell without a border its grid, from west to east. A cell that only dedicated grids
// mark gets that grid as its single candidate.
void GridIndex::Builder::fill_runs() {
    for (std::size_t row = 0; row < index.rows_; ++row) {
        GridNumber run = no_grid;                   // whole grid of the cell to the west
        const std::uint32_t* mixed = nullptr;       // or the record of that cell
        for (std::size_t column = 0; column < index.columns_; ++column) {
            auto& cell = index.cells_[row * index.columns_ + column];
            std::uint32_t* record =
                (cell & mixed_bit) != 0 ? index.pool_.data() + (cell & ~mixed_bit) : nullptr;
            if (record != nullptr && base_count(*record) > 0) {
                mixed = record;
                continue;
            }
            if (mixed != nullptr) {
                const auto here = corner(static_cast<std::int64_t>(column),
                                         static_cast<std::int64_t>(row));
                run = no_grid;
                for (std::size_t i = 1; i <= base_count(*mixed) && run == no_grid; ++i)
                    if (index.holds_point(mixed[i], here)) run = mixed[i];
                mixed = nullptr;
            }
            if (record == nullptr) {
                cell = run == no_grid ? outside_cell : run + 1;
            } else if (run != no_grid) {
                const auto count = dedicated_count(*record);
                const std::vector<std::uint32_t> dedicated(record + 1, record + 1 + count);
                cell = mixed_bit | static_cast<std::uint32_t>(index.pool_.size());
                index.pool_.push_back(header_of(1, count, false));
                index.pool_.push_back(run);
                index.pool_.insert(index.pool_.end(), dedicated.begin(), dedicated.end());
            }
        }
    }
    index.pool_.shrink_to_fit();
}

Result<GridIndex> GridIndex::build(std::span<const GridArea> grids) {
    GridIndex index;
    Builder builder{index, {}, {}, {}};
    TRY_VOID(builder.take_grids(grids));
    builder.lay_cells();
    builder.link_neighbours();
    builder.mark_all();
    TRY_VOID(builder.write_records());
    builder.fill_runs();
    return index;
}

}  // namespace cs
