#include "tiles/case_layer.h"

#include <algorithm>
#include <vector>

#include "base/json.h"
#include "tiles/mvt.h"

namespace cs::tiles {

namespace {

constexpr std::string_view layer_name = "cases";

struct Counts {
    std::array<std::uint64_t, phase_count> by_phase{};
    std::uint64_t all = 0;
    std::uint64_t overdue = 0;
    double x = 0, y = 0;  ///< sums of their places
};

using Cell = std::pair<std::uint32_t, std::uint32_t>;

const WorldPoint& place_of(const CaseMark& mark, Datum datum) {
    return mark.at[static_cast<std::size_t>(datum)];
}

Cell cell_of(const WorldPoint& point, std::uint32_t zoom) {
    double cells = static_cast<double>(1u << zoom);
    auto index = [&](double part) {
        return static_cast<std::uint32_t>(std::clamp(part * cells, 0.0, cells - 1));
    };
    return {index(point.x), index(point.y)};
}

TilePlace middle_of(const Cell& cell, std::uint32_t cell_zoom, const TileId& tile) {
    double cells = static_cast<double>(1u << cell_zoom);
    return place_in(tile, {(cell.first + 0.5) / cells, (cell.second + 0.5) / cells});
}

WorldPoint mean_of(const Counts& counts) {
    auto all = static_cast<double>(counts.all);
    return {counts.x / all, counts.y / all};
}

Attributes attributes_of(const Counts& counts) {
    Attributes out{{"cases", counts.all}, {"overdue", counts.overdue}};
    for (std::size_t i = 0; i < counts.by_phase.size(); ++i)
        if (counts.by_phase[i] > 0)
            out.emplace_back(json::enum_name(static_cast<Phase>(i)), counts.by_phase[i]);
    return out;
}

}  // namespace

CaseMark mark_of(CaseId id, LonLat at) {
    CaseMark out;
    out.id = id;
    out.at = {world_point(at, Datum::wgs84), world_point(at, Datum::gcj02)};
    return out;
}

CaseSheet::CaseSheet(std::vector<CaseMark> marks, Instant at) : marks_(std::move(marks)), at_(at) {
    // Those that are drawn together lie together.
    std::ranges::sort(marks_, {}, [](const CaseMark& mark) {
        return place_in_order(place_of(mark, Datum::wgs84));
    });
    for (auto datum : {Datum::wgs84, Datum::gcj02}) {
        auto& places = places_[static_cast<std::size_t>(datum)];
        places.reserve(marks_.size());
        for (std::uint32_t i = 0; i < marks_.size(); ++i)
            places.push_back({place_in_order(place_of(marks_[i], datum)), i});
        std::ranges::sort(places, {}, &Place::in_order);
    }
    for (const auto& mark : marks_)
        if (mark.due >= at_) next_due_ = std::min(next_due_, mark.due);
}

void CaseSheet::each_in(const TileId& tile, Datum datum,
                        const std::function<void(const CaseMark&)>& visit) const {
    const auto& places = places_[static_cast<std::size_t>(datum)];
    auto [first, last] = stretch_of(tile);
    auto from = std::ranges::lower_bound(places, first, {}, &Place::in_order);
    for (; from != places.end() && from->in_order <= last; ++from) visit(marks_[from->mark]);
}

std::string case_clusters(const CaseSheet& cases, const Shown& shown, const TileId& tile,
                          Datum datum, std::uint32_t cell_zoom, std::uint32_t place_zoom) {
    // A square of cells, or one that is larger than the tile.
    bool is_finer = cell_zoom >= tile.zoom;
    auto shift = is_finer ? cell_zoom - tile.zoom : tile.zoom - cell_zoom;
    auto side = is_finer ? 1u << shift : 1u;
    auto looked_at = is_finer ? tile : TileId{cell_zoom, tile.x >> shift, tile.y >> shift};
    auto first = is_finer ? Cell{tile.x << shift, tile.y << shift}
                          : Cell{looked_at.x, looked_at.y};
    std::vector<Counts> cells(std::size_t{side} * side);
    cases.each_in(looked_at, datum, [&](const CaseMark& mark) {
        if (!shown(mark)) return;
        auto at = place_of(mark, datum);
        auto cell = cell_of(at, cell_zoom);
        auto& counts = cells[std::size_t{cell.second - first.second} * side +
                             (cell.first - first.first)];
        ++counts.all;
        counts.x += at.x;
        counts.y += at.y;
        ++counts.by_phase[static_cast<std::size_t>(mark.phase)];
        if (mark.due < cases.at()) ++counts.overdue;
    });
    LayerWriter layer(layer_name);
    for (std::uint32_t i = 0; i < cells.size(); ++i) {
        if (cells[i].all == 0) continue;
        auto where = cell_of(mean_of(cells[i]), place_zoom);
        auto place = middle_of(where, place_zoom, tile);
        if (!lies_in_tile(place)) continue;
        Cell cell{first.first + i % side, first.second + i / side};
        auto id = (std::uint64_t{cell.first} << cell_zoom) | cell.second;
        layer.add_point(id, rounded(place), attributes_of(cells[i]));
    }
    return layer.tile();
}

std::string case_points(const CaseSheet& cases, const Shown& shown, const TileId& tile,
                        Datum datum) {
    LayerWriter layer(layer_name);
    cases.each_in(tile, datum, [&](const CaseMark& mark) {
        if (!shown(mark)) return;
        layer.add_point(raw(mark.id) & max_counter,
                        rounded(place_in(tile, place_of(mark, datum))),
                        {{"case", id_text(mark.id)},
                         {"phase", std::string(json::enum_name(mark.phase))},
                         {"overdue", mark.due < cases.at()},
                         {"unit", id_text(mark.unit)}});
    });
    return layer.tile();
}

}  // namespace cs::tiles
