#include "ingest/city_sources.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <filesystem>

#include "base/json.h"
#include "ingest/coordinates.h"
#include "ingest/divisions.h"
#include "journal/durable_file.h"

namespace cs {

namespace {

Result<LonLat> read_position(const boost::json::value& from, Datum datum) {
    const auto* pair = from.if_array();
    if (pair == nullptr || pair->size() < 2 || !(*pair)[0].is_number() || !(*pair)[1].is_number())
        return fail("a position is not two numbers");
    Degrees degrees{(*pair)[0].to_number<double>(), (*pair)[1].to_number<double>()};
    if (!(std::abs(degrees.lon) <= 180) || !(std::abs(degrees.lat) <= 90))
        return fail("a position is not on the globe");
    return to_lon_lat(datum == Datum::gcj02 ? wgs84_from_gcj02(degrees) : degrees);
}

Result<Ring> read_ring(const boost::json::value& from, Datum datum, bool hole) {
    const auto* list = from.if_array();
    if (list == nullptr) return fail("a ring is not a list");
    Ring ring;
    for (const auto& position : *list) {
        const auto point = TRY(read_position(position, datum));
        if (ring.empty() || ring.back() != point) ring.push_back(point);
    }
    if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
    if (ring.size() < 3) return fail("a ring has fewer than three corners");
    if ((twice_area(ring) > 0) == hole) std::reverse(ring.begin(), ring.end());
    return ring;
}

Result<Polygon> read_geometry(const boost::json::object& geometry, Datum datum) {
    const auto* type = geometry.if_contains("type");
    const auto* coordinates = geometry.if_contains("coordinates");
    if (type == nullptr || coordinates == nullptr || !coordinates->is_array())
        return fail("the geometry lacks type or coordinates");
    boost::json::array parts;
    if (*type == "Polygon")
        parts.push_back(*coordinates);
    else if (*type == "MultiPolygon")
        parts = coordinates->get_array();
    else
        return fail("the geometry is neither Polygon nor MultiPolygon");
    Polygon polygon;
    for (const auto& part : parts) {
        if (!part.is_array()) return fail("a polygon is not a list of rings");
        bool hole = false;
        for (const auto& ring : part.get_array()) {
            polygon.rings.push_back(TRY(read_ring(ring, datum, hole)));
            hole = true;
        }
    }
    if (polygon.rings.empty()) return fail("the polygon is empty");
    return polygon;
}

Result<DistrictBorder> read_feature(const boost::json::value& feature, Datum datum) {
    const auto* object = feature.if_object();
    const auto* properties = object ? object->if_contains("properties") : nullptr;
    const auto* geometry = object ? object->if_contains("geometry") : nullptr;
    if (properties == nullptr || !properties->is_object() || geometry == nullptr ||
        !geometry->is_object())
        return fail("it lacks properties or geometry");
    const auto* adcode = properties->get_object().if_contains("adcode");
    if (adcode == nullptr) return fail("properties.adcode is missing");
    DistrictBorder border;
    border.code = TRY(parse_division_code(adcode->is_string()
                                              ? std::string(adcode->get_string())
                                              : boost::json::serialize(*adcode)));
    border.polygon = TRY(read_geometry(geometry->get_object(), datum));
    const auto box = box_of(border.polygon);
    border.seat = {static_cast<std::int32_t>(
                       (std::int64_t{box.low.lon_e7} + box.high.lon_e7) / 2),
                   static_cast<std::int32_t>(
                       (std::int64_t{box.low.lat_e7} + box.high.lat_e7) / 2)};
    if (const auto* center = properties->get_object().if_contains("center"))
        border.seat = TRY(read_position(*center, datum));
    return border;
}

Result<void> check_sources(const CitySources& sources, const std::string& where) {
    const auto city = sources.profile.code;
    if (sources.book.find(city) == nullptr)
        return fail("the city " + id_text(city) + " is not in the code book", where);
    const auto streets = sources.book.under(city, DivisionLevel::street);
    if (streets.empty()) return fail("the code book has no streets of this city", where);
    for (const auto* street : streets) {
        const auto host = host_of(sources.profile, street->code);
        const bool known = std::any_of(sources.districts.begin(), sources.districts.end(),
                                       [&](const auto& border) { return border.code == host; });
        if (!known)
            return fail("there is no polygon for " + id_text(host) + ", in which " +
                            sources.book.path(street->code) + " lies",
                        where, "add the polygon, or name a host for it under zones");
        if (sources.book.under(street->code, DivisionLevel::community).empty())
            return fail("the street " + sources.book.path(street->code) + " has no communities",
                        where, "add them to " + sources.profile.villages);
    }
    return {};
}

}  // namespace

Result<std::vector<DistrictBorder>> read_district_borders(std::string_view geojson, Datum datum,
                                                          const std::string& where) {
    auto tree = json::parse(geojson);
    if (!tree) return fail(tree.error().text(), where);
    const auto* root = tree->if_object();
    const auto* features = root ? root->if_contains("features") : nullptr;
    if (features == nullptr || !features->is_array())
        return fail("this is not a GeoJSON FeatureCollection", where);
    std::vector<DistrictBorder> borders;
    for (const auto& feature : features->get_array()) {
        auto border = read_feature(feature, datum);
        if (!border)
            return fail(border.error().text(),
                        where + ", feature " + std::to_string(borders.size() + 1));
        for (const auto& other : borders)
            if (other.code == border->code)
                return fail("two polygons have the code " + id_text(other.code), where);
        borders.push_back(std::move(*border));
    }
    std::sort(borders.begin(), borders.end(),
              [](const auto& a, const auto& b) { return a.code < b.code; });
    return borders;
}

Result<CitySources> read_city_sources(const std::string& profile_path,
                                      const std::string& divisions_path) {
    CitySources sources;
    const auto text = TRY(journal::read_whole_file(profile_path));
    auto profile = json::from_text<CityProfile>(text);
    if (!profile) return fail(profile.error().text(), profile_path);
    sources.profile = std::move(*profile);
    const auto folder = std::filesystem::path(profile_path).parent_path();
    const auto villages_path = (folder / sources.profile.villages).string();
    const auto polygons_path = (folder / sources.profile.polygons).string();
    DivisionImport import;
    TRY_VOID(read_divisions_at(divisions_path, import));
    TRY_VOID(read_divisions_at(villages_path, import));
    for (const auto& bad : import.bad)
        sources.warnings.push_back("line " + std::to_string(bad.line) + ": " + bad.reason);
    const auto polygons = TRY(journal::read_whole_file(polygons_path));
    sources.districts =
        TRY(read_district_borders(polygons, sources.profile.datum, polygons_path));
    sources.book = std::move(import.book);
    Sha256 hash;
    hash.add(text);
    hash.add(polygons);
    hash.add(write_divisions(sources.book.under(sources.profile.code)));
    sources.hash = hash.finish();
    TRY_VOID(check_sources(sources, profile_path));
    return sources;
}

const HostedZone* zone_of(const CityProfile& profile, DivisionCode street) {
    const HostedZone* best = nullptr;
    for (const auto& zone : profile.zones)
        if (within(street, zone.code) && (best == nullptr || within(zone.code, best->code)))
            best = &zone;
    return best;
}

DivisionCode host_of(const CityProfile& profile, DivisionCode street) {
    const auto* zone = zone_of(profile, street);
    return zone != nullptr ? zone->host : ancestor_at(street, DivisionLevel::district);
}

bool is_rural_community(std::string_view name) {
    const auto has = [&](std::string_view word) { return name.find(word) != name.npos; };
    if (has("村委会") || has("村民委员会")) return true;
    if (has("居委会") || has("居民委员会") || has("社区")) return false;
    return name.ends_with("村");
}

bool is_urban_street(std::string_view name) {
    return !name.ends_with("镇") && !name.ends_with("乡");
}

}  // namespace cs
