#include "http/geojson_rows.h"

#include <boost/json.hpp>
#include <map>
#include <set>

#include "base/json.h"

namespace cs::http {

namespace {

using boost::json::object;
using boost::json::value;
using Cells = std::map<std::string, std::string>;

constexpr std::size_t most_columns = 200;
constexpr std::size_t most_cells = 4'000'000;

std::string cell_of(const value& from) {
    if (from.is_null()) return {};
    if (const auto* text = from.if_string()) return {text->data(), text->size()};
    return boost::json::serialize(from);
}

void add_cells(Cells& out, const object& from, const std::string& before) {
    for (const auto& [name, member] : from) {
        auto path = before + std::string(name);
        if (const auto* members = member.if_object())
            add_cells(out, *members, path + ".");
        else
            out[path] = cell_of(member);
    }
}

void add_point(Cells& out, const object& feature) {
    const auto* geometry = feature.if_contains("geometry");
    const auto* shape = geometry == nullptr ? nullptr : geometry->if_object();
    if (shape == nullptr || !shape->contains("type") || shape->at("type") != "Point") return;
    const auto* at = shape->if_contains("coordinates");
    const auto* pair = at == nullptr ? nullptr : at->if_array();
    if (pair == nullptr || pair->size() < 2) return;
    // In full: a number in JSON may be written with an exponent.
    char text[32];
    for (auto [place, name] : {std::pair(0, "longitude"), {1, "latitude"}}) {
        const auto& number = (*pair)[static_cast<std::size_t>(place)];
        if (!number.is_number()) return;
        std::snprintf(text, sizeof text, "%.7f", number.to_number<double>());
        out[name] = text;
    }
}

std::unexpected<Error> not_features() {
    return fail("this is not a FeatureCollection with a feature", "the body",
                "send GeoJSON as the export writes it");
}

}  // namespace

Result<ingest::TableText> table_of_geojson(std::string_view text) {
    if (text.size() > longest_geojson)
        return fail("the GeoJSON is longer than 16 MiB", "the body", "send it in parts, or as CSV");
    auto tree = TRY(json::parse(text));
    const auto* whole = tree.if_object();
    const auto* list = whole == nullptr ? nullptr : whole->if_contains("features");
    if (list == nullptr || !list->is_array() || list->get_array().empty()) return not_features();
    std::vector<Cells> rows;
    std::set<std::string> columns;
    for (const auto& one : list->get_array()) {
        const auto* feature = one.if_object();
        const auto* properties = feature == nullptr ? nullptr : feature->if_contains("properties");
        if (properties == nullptr || !properties->is_object())
            return fail("this feature has no properties",
                        "feature " + std::to_string(rows.size() + 1),
                        "send GeoJSON as the export writes it");
        auto& cells = rows.emplace_back();
        add_cells(cells, properties->get_object(), "");
        add_point(cells, *feature);
        for (const auto& [name, cell] : cells) columns.insert(name);
        if (rows.size() * columns.size() > most_cells)
            return fail("its features have more properties than a file may hold", "the body",
                        "send it in parts, or as CSV");
        if (columns.size() > most_columns)
            return fail("its features have more than 200 properties", "the body",
                        "send GeoJSON as the export writes it");
    }
    if (columns.empty()) return not_features();
    ingest::TableText out;
    out.add_row(0, {columns.begin(), columns.end()});
    for (auto& cells : rows) {
        std::vector<std::string> row;
        for (const auto& name : columns) row.push_back(std::move(cells[name]));
        out.add_row(out.rows.size(), row);
    }
    return out;
}

}  // namespace cs::http
