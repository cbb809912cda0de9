#include "tiles/atlas.h"

#include <algorithm>

#include "tiles/mvt.h"

namespace cs::tiles {

namespace {

bool is_outer(const Ring& ring) { return cs::twice_area(ring) > 0; }

// Turned round, because y grows downwards in a tile. What rounding has turned inside out is gone.
void append_ring(std::vector<TileRing>& out, const Ring& ring, bool is_hole, const TileId& tile,
                 Datum datum) {
    std::vector<TilePlace> places;
    places.reserve(ring.size());
    for (auto at = ring.rbegin(); at != ring.rend(); ++at)
        places.push_back(place_in(tile, world_point(*at, datum)));
    auto shown = clipped(places);
    if (!shown.empty() && (twice_area(shown) < 0) == is_hole) out.push_back(std::move(shown));
}

std::vector<TileRing> rings_in(const Polygon& polygon, const TileId& tile, Datum datum) {
    std::vector<TileRing> out;
    for (const auto& ring : polygon.rings) {
        if (!is_outer(ring)) continue;
        auto before = out.size();
        append_ring(out, ring, false, tile, datum);
        if (out.size() == before) continue;
        Polygon alone{{ring}};
        for (const auto& hole : polygon.rings)
            if (polygon.rings.size() > 1 && !is_outer(hole) && holds(alone, hole.front()))
                append_ring(out, hole, true, tile, datum);
    }
    return out;
}

std::string_view word_of(DivisionLevel level) {
    switch (level) {
        case DivisionLevel::province: return "province";
        case DivisionLevel::city: return "city";
        case DivisionLevel::district: return "district";
        case DivisionLevel::street: return "street";
        case DivisionLevel::community: return "community";
    }
    return {};
}

std::string_view word_of(GridKind kind) {
    switch (kind) {
        case GridKind::community: return "community";
        case GridKind::micro: return "micro";
        case GridKind::rural: return "rural";
        case GridKind::dedicated: return "dedicated";
    }
    return {};
}

Attributes attributes_of(const DivisionArea& area) {
    return {{"code", id_text(area.division.code)},
            {"name", area.division.name},
            {"level", std::string(word_of(level_of(area.division.code)))}};
}

Attributes attributes_of(const GridArea& area) {
    Attributes out{{"grid", id_text(area.info.id)},
                   {"name", area.info.name},
                   {"kind", std::string(word_of(area.info.kind))}};
    if (area.info.households > 0)
        out.emplace_back("households", std::uint64_t{area.info.households});
    return out;
}

int first_zoom_of(const DivisionArea& area) { return first_zoom(level_of(area.division.code)); }
int first_zoom_of(const GridArea& area) { return first_zoom(area.info.kind); }

template <class Area>
std::string make_layer(std::string_view name, const std::vector<Area>& areas,
                       const std::vector<Box>& boxes, const TileId& tile, Datum datum) {
    LayerWriter layer(name);
    auto box = cs::tiles::box_of(tile, datum);
    for (std::size_t i = 0; i < areas.size(); ++i) {
        if (!boxes[i].meets(box)) continue;
        if (static_cast<int>(tile.zoom) < first_zoom_of(areas[i])) continue;
        layer.add_polygon(i + 1, rings_in(areas[i].polygon, tile, datum), attributes_of(areas[i]));
    }
    return layer.tile();
}

// Polygons are cut at the edges of tiles, and each piece would get its name: a point has one tile.
std::string make_names(const CityPlan& plan, const std::map<DivisionCode, LonLat>& middles,
                       const TileId& tile, Datum datum) {
    LayerWriter layer("division-names");
    for (std::size_t i = 0; i < plan.divisions.size(); ++i) {
        const auto& area = plan.divisions[i];
        if (static_cast<int>(tile.zoom) < first_zoom_of(area)) continue;
        auto at = place_in(tile, world_point(middles.at(area.division.code), datum));
        if (!lies_in_tile(at)) continue;
        layer.add_point(i + 1, rounded(at), attributes_of(area));
    }
    return layer.tile();
}

template <class Area>
std::vector<Box> boxes_of(const std::vector<Area>& areas) {
    std::vector<Box> out;
    out.reserve(areas.size());
    for (const auto& area : areas) out.push_back(cs::box_of(area.polygon));
    return out;
}

// The middle of the longest stretch that a line through the middle of the box has inside.
LonLat middle_of_polygon(const Polygon& polygon, const Box& box) {
    auto lat = static_cast<std::int32_t>((std::int64_t{box.low.lat_e7} + box.high.lat_e7) / 2);
    std::vector<std::int64_t> crossings;
    for (const auto& edge : edges_of(polygon)) {
        auto [low, high] = std::minmax(edge.from.lat_e7, edge.to.lat_e7);
        if (lat < low || lat >= high) continue;
        auto rise = std::int64_t{edge.to.lat_e7} - edge.from.lat_e7;
        auto run = std::int64_t{edge.to.lon_e7} - edge.from.lon_e7;
        crossings.push_back(edge.from.lon_e7 + run * (lat - edge.from.lat_e7) / rise);
    }
    std::ranges::sort(crossings);
    std::int64_t best = 0, middle = (std::int64_t{box.low.lon_e7} + box.high.lon_e7) / 2;
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
        if (crossings[i + 1] - crossings[i] <= best) continue;
        best = crossings[i + 1] - crossings[i];
        middle = crossings[i] + best / 2;
    }
    return {static_cast<std::int32_t>(middle), lat};
}

template <class Area, class Code, class CodeOf>
const Polygon* find_shape(const std::vector<Area>& areas, Code code, CodeOf code_of) {
    auto found = std::ranges::lower_bound(areas, code, {}, code_of);
    bool is_there = found != areas.end() && code_of(*found) == code;
    return is_there ? &found->polygon : nullptr;
}

}  // namespace

int first_zoom(DivisionLevel level) {
    switch (level) {
        case DivisionLevel::province:
        case DivisionLevel::city: return 0;
        case DivisionLevel::district: return 5;
        case DivisionLevel::street: return 8;
        case DivisionLevel::community: return 11;
    }
    return 0;
}

int first_zoom(GridKind kind) {
    switch (kind) {
        case GridKind::community: return 11;
        case GridKind::rural: return 12;
        case GridKind::micro:
        case GridKind::dedicated: return 13;
    }
    return 0;
}

Atlas::Atlas(const CityPlan& plan)
    : plan_(plan), division_boxes_(boxes_of(plan.divisions)), grid_boxes_(boxes_of(plan.grids)) {
    for (std::size_t i = 0; i < plan.divisions.size(); ++i)
        middles_[plan.divisions[i].division.code] =
            middle_of_polygon(plan.divisions[i].polygon, division_boxes_[i]);
}

std::string Atlas::make(Shapes shapes, const TileId& tile, Datum datum) const {
    switch (shapes) {
        case Shapes::divisions:
            return make_layer("divisions", plan_.divisions, division_boxes_, tile, datum) +
                   make_names(plan_, middles_, tile, datum);
        case Shapes::grids: return make_layer("grids", plan_.grids, grid_boxes_, tile, datum);
    }
    return {};
}

Tile Atlas::tile(Shapes shapes, const TileId& tile, Datum datum) {
    return made_.find_or_make({shapes, tile, datum}, [&] { return make(shapes, tile, datum); });
}

std::optional<LonLat> Atlas::middle_of(DivisionCode division) const {
    auto found = middles_.find(division);
    return found == middles_.end() ? std::nullopt : std::optional(found->second);
}

const Polygon* Atlas::shape_of(DivisionCode division) const {
    return find_shape(plan_.divisions, division,
                      [](const DivisionArea& area) { return area.division.code; });
}

const Polygon* Atlas::shape_of(GridId grid) const {
    return find_shape(plan_.grids, grid, [](const GridArea& area) { return area.info.id; });
}

}  // namespace cs::tiles
