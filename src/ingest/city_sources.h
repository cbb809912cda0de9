// What a city is built from: its profile (a JSON file), its codes and its districts' polygons.
// Any city can be described so; nothing here or in the builder knows a particular one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/describe.h"
#include "grid/division_book.h"
#include "grid/geometry.h"

namespace cs {

/// The datum of the polygons' coordinates.
enum class Datum { wgs84, gcj02 };
DESCRIBED_ENUM(Datum, wgs84, gcj02)

/// A division without a polygon of its own that lies inside another's: a development zone or one
/// of its streets. The longest code that fits a street decides.
struct HostedZone {
    DivisionCode code{};
    DivisionCode host{};
    std::optional<LonLat> seat;  ///< WGS84; its streets are laid around it
    DESCRIBED(HostedZone, code, host, seat)
};

/// How many grids to make; what is missing follows from the number of communities.
struct CityProfile {
    DivisionCode code{};
    std::string villages;  ///< CSV of communities, beside the profile
    std::string polygons;  ///< GeoJSON of districts with properties.adcode, beside the profile
    Datum datum = Datum::wgs84;
    std::vector<HostedZone> zones;
    std::optional<std::uint32_t> community_grids;
    std::optional<std::uint32_t> micro_grids;
    std::optional<std::uint32_t> rural_grids;
    std::optional<std::uint32_t> dedicated_grids;
    DESCRIBED(CityProfile, code, villages, polygons, datum, zones, community_grids, micro_grids,
              rural_grids, dedicated_grids)
};

struct DistrictBorder {
    DivisionCode code{};
    LonLat seat;      ///< properties.center, or the middle of the box
    Polygon polygon;  ///< WGS84
};

struct CitySources {
    CityProfile profile;
    DivisionBook book;
    std::vector<DistrictBorder> districts;
    Hash256 hash;  ///< of every file read
    std::vector<std::string> warnings;
};

/// Reads the profile, the files it names and the code book (a CSV file or a directory of them).
/// Refuses with one sentence: a file that cannot be read, a city that is not in the book, a
/// district with streets but neither polygon nor host, a street without communities.
Result<CitySources> read_city_sources(const std::string& profile_path,
                                      const std::string& divisions_path);

/// Reads the polygons of a GeoJSON FeatureCollection; `where` names it in errors.
Result<std::vector<DistrictBorder>> read_district_borders(std::string_view geojson, Datum datum,
                                                          const std::string& where);

/// The polygon a street lies in: the host of its zone, or its own district.
DivisionCode host_of(const CityProfile& profile, DivisionCode street);
/// The zone a street belongs to, if any.
const HostedZone* zone_of(const CityProfile& profile, DivisionCode street);

/// Urban (居委会, 社区) or rural (村委会, 村) by the name of a community.
bool is_rural_community(std::string_view name);
/// 街道 and the like rather than 镇 or 乡, by the name of a street.
bool is_urban_street(std::string_view name);

}  // namespace cs
