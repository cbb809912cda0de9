// Map tiles and the style that draws them. Shapes and units are open to all; of cases anybody may
// know how many there are of which phase in a square kilometre, and whoever works there sees each.
#include <boost/json/serialize.hpp>
#include <charconv>

#include "base/bytes.h"
#include "base/json.h"
#include "http/handlers.h"
#include "http/origins.h"
#include "http/query.h"
#include "tiles/atlas.h"
#include "tiles/case_layer.h"
#include "tiles/mvt.h"

namespace cs::http {

namespace {

using boost::json::array;
using boost::json::object;
using tiles::Datum;
using tiles::TileId;

// Below it, cells; from it on, each case, for whoever may see it.
constexpr std::uint32_t single_cases_from = 14;
constexpr std::uint32_t cells_finer_by = 3;     // zooms: 64 cells a tile
constexpr std::uint32_t finest_public_cell = 15;  // about a kilometre
constexpr std::uint32_t finest_place = 30;
constexpr std::uint32_t units_from = 8;

Asked<Datum> datum_of(const Request& request) {
    auto text = TRY(text_of(request, "datum"));
    if (!text) return Datum::wgs84;
    auto datum = json::enum_from_name<Datum>(*text);
    if (!datum) return bad_request("datum", "expected wgs84 or gcj02");
    return *datum;
}

Asked<TileId> tile_in_path(const Request& request) {
    TileId out;
    const std::pair<std::string_view, std::uint32_t*> members[] = {
        {"z", &out.zoom}, {"x", &out.x}, {"y", &out.y}};
    for (const auto& [name, member] : members) {
        auto text = request.parameter(name);
        if (name == "y" && text.ends_with(".mvt")) text.remove_suffix(4);
        auto read = std::from_chars(text.data(), text.data() + text.size(), *member);
        if (read.ec != std::errc{} || read.ptr != text.data() + text.size())
            return not_found("tile " + request.path);
    }
    if (!out.is_there()) return not_found("tile " + request.path);
    return out;
}

Response tile_answer(const tiles::MadeTile& tile, std::string_view cache_control) {
    Response out;
    out.content_type = "application/vnd.mapbox-vector-tile";
    out.etag = tile.hash;
    out.cache_control = cache_control;
    out.body = tile.bytes;
    return out;
}

Asked<tiles::Atlas*> atlas_of(Api& api) {
    if (api.atlas != nullptr) return api.atlas;
    return std::unexpected(Failure(503, "no_map", "the city's map is not loaded here",
                                   "未加载城市网格", "start with --city-file"));
}

// A unit stands in the middle of its division.
std::string units_tile(Api& api, tiles::Atlas& atlas, const TileId& tile, Datum datum) {
    tiles::LayerWriter layer("units");
    if (tile.zoom < units_from) return {};
    api.follower.with_registry([&](const registry::Registry& registry) {
        for (UnitId id : registry.unit_ids()) {
            const auto& unit = *registry.unit(id);
            auto at = atlas.middle_of(unit.division);
            if (unit.retired.value_or(false) || !at) continue;
            auto place = tiles::place_in(tile, tiles::world_point(*at, datum));
            if (!tiles::lies_in_tile(place)) continue;
            layer.add_point(raw(id) & max_counter, tiles::rounded(place),
                            {{"unit", id_text(id)}, {"name", unit.name}, {"kind", unit.kind}});
        }
    });
    return layer.tile();
}

bool is_in(const std::vector<views::CaseScope>& scopes, const tiles::CaseMark& mark) {
    if (scopes.empty()) return true;
    return std::ranges::any_of(scopes, [&](const views::CaseScope& scope) {
        return within(mark.division, scope.division) && (!scope.unit || *scope.unit == mark.unit);
    });
}

Asked<tiles::Tile> cases_tile(Api& api, const Caller& caller, const TileId& tile, Datum datum) {
    auto realm = api.follower.with_registry([](const auto& registry) {
        return registry.division();
    });
    bool is_staff = caller.may(auth::Scope::read) &&
                    std::ranges::any_of(caller.grants, [](const Grant& grant) {
                        return grant.role != Role::citizen;
                    });
    auto scopes = is_staff ? scopes_of(caller, realm) : std::vector<views::CaseScope>{};
    auto shown = [&](const tiles::CaseMark& mark) { return is_in(scopes, mark); };
    auto picture = TRY(api.case_map.picture(api.time.now()));
    return picture->tiles.find_or_make({tile, datum, is_staff, scopes}, [&] {
        if (is_staff && tile.zoom >= single_cases_from)
            return case_points(picture->cases, shown, tile, datum);
        auto cell = tile.zoom + cells_finer_by;
        return case_clusters(picture->cases, shown, tile, datum,
                             is_staff ? cell : std::min(cell, finest_public_cell),
                             is_staff ? finest_place : finest_public_cell);
    });
}

object paint(std::string_view id, std::string_view type, std::string_view layer,
             object how, array filter = {}) {
    object out{{"id", id},
               {"type", type},
               {"source", layer},
               {"source-layer", layer},
               {"paint", std::move(how)}};
    if (!filter.empty()) out["filter"] = std::move(filter);
    return out;
}

// Fonts are the reader's own: no glyphs are served.
object labels(std::string_view id, std::string_view source, std::string_view layer, array text,
              object layout, object how, array filter) {
    layout["text-field"] = std::move(text);
    layout["text-font"] = array{"sans-serif"};
    return {{"id", id},
            {"type", "symbol"},
            {"source", source},
            {"source-layer", layer},
            {"filter", std::move(filter)},
            {"layout", std::move(layout)},
            {"paint", std::move(how)}};
}

object names_of(std::string_view level, int size, int from, int until) {
    auto out = labels(std::string(level) + "-names", "divisions", "division-names",
                      array{"get", "name"}, {{"text-size", size}},
                      {{"text-color", "#34495e"},
                       {"text-halo-color", "#ffffff"},
                       {"text-halo-width", 1.2}},
                      array{"==", array{"get", "level"}, level});
    out["minzoom"] = from;
    out["maxzoom"] = until;
    return out;
}

array layers() {
    array by_size{"interpolate", array{"linear"}, array{"get", "cases"}, 1, 9, 100, 17, 5000, 30};
    array by_time{"case", array{">", array{"get", "overdue"}, 0}, "#c0392b", "#2471a3"};
    array alone{"!", array{"has", "cases"}};
    array late{"case", array{"get", "overdue"}, "#c0392b", "#2471a3"};
    return {
        {{"id", "background"},
         {"type", "background"},
         {"paint", {{"background-color", "#f4f3ef"}}}},
        paint("division-areas", "fill", "divisions", {{"fill-color", "#ffffff"}},
              {"==", array{"get", "level"}, "district"}),
        paint("grid-borders", "line", "grids", {{"line-color", "#d5d8dc"}, {"line-width", 0.5}}),
        paint("division-borders", "line", "divisions",
              {{"line-color", "#7f8c8d"},
               {"line-width", array{"match", array{"get", "level"}, "district", 2, "street", 1,
                                    0.5}}}),
        paint("units", "circle", "units", {{"circle-radius", 3}, {"circle-color", "#239b56"}}),
        paint("case-clusters", "circle", "cases",
              {{"circle-radius", std::move(by_size)},
               {"circle-color", std::move(by_time)},
               {"circle-opacity", 0.7}},
              {"has", "cases"}),
        paint("cases", "circle", "cases",
              {{"circle-radius", 5}, {"circle-color", std::move(late)}}, std::move(alone)),
        names_of("district", 15, 7, 12),
        names_of("street", 13, 11, 15),
        names_of("community", 12, 14, 24),
        labels("case-counts", "cases", "cases", array{"to-string", array{"get", "cases"}},
               {{"text-size", 12}, {"text-allow-overlap", true}}, {{"text-color", "#ffffff"}},
               {"has", "cases"})};
}

}  // namespace

namespace {

Answer tile_of(Api& api, const Request& request, const Caller& caller) {
    auto tile = TRY(tile_in_path(request));
    auto datum = TRY(datum_of(request));
    auto layer = request.parameter("layer");
    if (layer == "cases")
        return tile_answer(*TRY(cases_tile(api, caller, tile, datum)), "private, no-cache");
    auto shapes = json::enum_from_name<tiles::Shapes>(layer);
    if (!shapes && layer != "units") return not_found("layer " + std::string(layer));
    auto* atlas = TRY(atlas_of(api));
    if (!shapes)
        return tile_answer(tiles::made(units_tile(api, *atlas, tile, datum)), "no-cache");
    return tile_answer(*atlas->tile(*shapes, tile, datum), "public, max-age=300");
}

}  // namespace

Answer read_tile(Api& api, const Request& request, Caller& caller) {
    auto response = TRY(tile_of(api, request, caller));
    allow_origins(api.map_origins, request, response);
    return response;
}

Answer read_style(Api& api, const Request& request, Caller&) {
    auto datum = TRY(datum_of(request));
    object sources;
    for (std::string_view layer : {"divisions", "grids", "units", "cases"}) {
        auto url = origin_of(request) + "/api/v1/tiles/" + std::string(layer) + "/{z}/{x}/{y}.mvt";
        if (datum == Datum::gcj02) url += "?datum=gcj02";
        sources[layer] = {{"type", "vector"},
                          {"tiles", array{url}},
                          {"minzoom", layer == "grids" ? 11 : 0},
                          {"maxzoom", layer == "cases" ? tiles::highest_zoom : 16}};
    }
    auto name = api.follower.with_registry([](const auto& registry) { return registry.name(); });
    object style{{"version", 8},
                 {"name", name},
                 {"sources", std::move(sources)},
                 {"layers", layers()}};
    if (api.grids != nullptr) {
        const auto& box = api.grids->box();
        auto middle = [](std::int32_t a, std::int32_t b) { return (a / 1e7 + b / 1e7) / 2; };
        style["center"] = array{middle(box.low.lon_e7, box.high.lon_e7),
                                middle(box.low.lat_e7, box.high.lat_e7)};
        style["zoom"] = 9;
    }
    auto response = Response::json(boost::json::serialize(style));
    allow_origins(api.map_origins, request, response);
    return response;
}

}  // namespace cs::http
