#include "tiles/case_layer.h"

#include <cmath>
#include <map>

#include "base/json.h"
#include "tiles/mvt.h"

namespace cs::tiles {

namespace {

constexpr std::string_view layer_name = "cases";

struct Counts {
    std::array<std::uint64_t, phase_count> by_phase{};
    std::uint64_t all = 0;
    std::uint64_t overdue = 0;
};

using Cell = std::pair<std::uint32_t, std::uint32_t>;

const WorldPoint& place_of(const CaseMark& mark, Datum datum) {
    return mark.at[static_cast<std::size_t>(datum)];
}

Cell cell_of(const WorldPoint& point, std::uint32_t zoom) {
    double cells = static_cast<double>(1u << zoom);
    return {static_cast<std::uint32_t>(point.x * cells),
            static_cast<std::uint32_t>(point.y * cells)};
}

TilePoint rounded(const TilePlace& place) {
    return {static_cast<std::int32_t>(std::lround(place.x)),
            static_cast<std::int32_t>(std::lround(place.y))};
}

// Each place belongs to one tile.
bool lies_in(const TilePlace& place) {
    return place.x >= 0 && place.x < extent && place.y >= 0 && place.y < extent;
}

TilePlace middle_of(const Cell& cell, std::uint32_t cell_zoom, const TileId& tile) {
    double cells = static_cast<double>(1u << cell_zoom);
    return place_in(tile, {(cell.first + 0.5) / cells, (cell.second + 0.5) / cells});
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

std::string case_clusters(std::span<const CaseMark> marks, const Shown& shown, const TileId& tile,
                          Datum datum, Instant now, std::uint32_t cell_zoom) {
    std::map<Cell, Counts> cells;
    for (const auto& mark : marks) {
        auto cell = cell_of(place_of(mark, datum), cell_zoom);
        if (!lies_in(middle_of(cell, cell_zoom, tile)) || !shown(mark)) continue;
        auto& counts = cells[cell];
        ++counts.all;
        ++counts.by_phase[static_cast<std::size_t>(mark.phase)];
        if (mark.due < now) ++counts.overdue;
    }
    LayerWriter layer(layer_name);
    for (const auto& [cell, counts] : cells) {
        auto id = (std::uint64_t{cell.first} << cell_zoom) | cell.second;
        layer.add_point(id, rounded(middle_of(cell, cell_zoom, tile)), attributes_of(counts));
    }
    return layer.tile();
}

std::string case_points(std::span<const CaseMark> marks, const Shown& shown, const TileId& tile,
                        Datum datum, Instant now) {
    LayerWriter layer(layer_name);
    for (const auto& mark : marks) {
        auto place = place_in(tile, place_of(mark, datum));
        if (!lies_in(place) || !shown(mark)) continue;
        layer.add_point(raw(mark.id) & max_counter, rounded(place),
                        {{"case", id_text(mark.id)},
                         {"phase", std::string(json::enum_name(mark.phase))},
                         {"overdue", mark.due < now},
                         {"unit", id_text(mark.unit)}});
    }
    return layer.tile();
}

}  // namespace cs::tiles
