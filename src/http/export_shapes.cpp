#include "http/export_shapes.h"

#include <cstdio>

#include "views/case_points.h"

namespace cs::http {

namespace {

using boost::json::object;

std::string text_in(const object& row, std::string_view member) {
    const auto* found = row.if_contains(member);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

std::string coordinates_of(LonLat at) {
    char out[48];
    std::snprintf(out, sizeof out, "[%.7f,%.7f]", at.lon_e7 / 1e7, at.lat_e7 / 1e7);
    return out;
}

std::string point_text(LonLat at) {
    return "{\"type\":\"Point\",\"coordinates\":" + coordinates_of(at) + "}";
}

std::string ring_text(const Ring& ring) {
    std::string out = "[";
    for (const auto& point : ring) out += coordinates_of(point) + ",";
    return out + coordinates_of(ring.front()) + "]";
}

// Each outer ring with the holes that lie in it; both turn as the standard wants them.
std::string shape_text(const Polygon* polygon) {
    if (polygon == nullptr) return "null";
    std::string out;
    for (const auto& ring : polygon->rings) {
        if (twice_area(ring) <= 0) continue;
        out += (out.empty() ? "[" : ",[") + ring_text(ring);
        Polygon alone{{ring}};
        for (const auto& hole : polygon->rings)
            if (twice_area(hole) < 0 && holds(alone, hole.front())) out += "," + ring_text(hole);
        out += "]";
    }
    return "{\"type\":\"MultiPolygon\",\"coordinates\":[" + out + "]}";
}

}  // namespace

std::string ExportShapes::of_case(const object& row) const {
    auto id = parse_id<CaseId>(text_in(row, "id"));
    auto division = parse_division_code(text_in(row, "division"));
    auto unit = parse_id<UnitId>(text_in(row, "unit"));
    auto reader = api_.follower.readers().borrow();
    if (!id || !division || !unit || !reader) return "null";
    auto at = views::point_of(**reader, *id);
    if (!at || !*at) return "null";
    auto shown = shown_place(caller_, **at, {*division, {*unit}});
    return shown ? point_text(*shown) : "null";
}

std::string ExportShapes::of_report(const object& row) const {
    const auto* place = row.if_contains("place");
    if (place == nullptr || !place->is_object()) return "null";
    if (!place->as_object().contains("at")) return "null";
    const auto& at = place->at("at");
    LonLat point{at.at("lon_e7").to_number<std::int32_t>(),
                 at.at("lat_e7").to_number<std::int32_t>()};
    auto division = parse_division_code(text_in(place->as_object(), "division"));
    if (!division) return "null";
    auto shown = shown_place(caller_, point, {*division, {}});
    return shown ? point_text(*shown) : "null";
}

std::string ExportShapes::of_unit(const object& row) const {
    auto division = parse_division_code(text_in(row, "division"));
    if (!division || api_.atlas == nullptr) return "null";
    auto at = api_.atlas->middle_of(*division);
    return at ? point_text(*at) : "null";
}

std::string ExportShapes::shape_of(const object& row) const {
    if (what_.format != FileFormat::geojson) return "null";
    switch (what_.list) {
        case ExportList::cases: return of_case(row);
        case ExportList::inbox: return of_case(row.at("subject").as_object());
        case ExportList::case_reports:
        case ExportList::reports: return of_report(row);
        case ExportList::search: return of_report(row.at("report").as_object());
        case ExportList::units: return of_unit(row);
        case ExportList::divisions: {
            auto code = parse_division_code(text_in(row, "code"));
            return shape_text(code && api_.atlas ? api_.atlas->shape_of(*code) : nullptr);
        }
        case ExportList::grids: {
            auto id = parse_grid_id(text_in(row, "id"));
            return shape_text(id && api_.atlas ? api_.atlas->shape_of(*id) : nullptr);
        }
        case ExportList::people:
        case ExportList::matters:
        case ExportList::duties:
        case ExportList::kpis:
        case ExportList::timeline:
        case ExportList::orders:
        case ExportList::clocks:
        case ExportList::case_evidence:
        case ExportList::report_evidence:
        case ExportList::webhooks:
        case ExportList::dead_letters: return "null";
    }
    return "null";
}

}  // namespace cs::http
