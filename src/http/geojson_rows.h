// A FeatureCollection (RFC 7946) as the CSV that the imports read: a column for each property,
// those of objects joined by points, lists as JSON; of a point also longitude and latitude.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cs::http {

inline constexpr std::size_t longest_geojson = 16 * 1024 * 1024;  ///< bytes: it is read whole

struct GeoJsonRows {
    std::string csv;
    std::vector<std::size_t> lines;  ///< at which each feature begins

    /// The number, from 1, of the feature at a line; the line itself where there are no features.
    std::size_t number_at(std::size_t line) const;
};

/// Refuses what is no such collection, is longer, or has no feature.
Result<GeoJsonRows> rows_of_geojson(std::string_view text);

}  // namespace cs::http
