// A FeatureCollection (RFC 7946) as a table that the imports read: a column for each property,
// those of objects joined by points, lists as JSON; of a point also longitude and latitude.
#pragma once

#include <string_view>

#include "base/result.h"
#include "ingest/table_text.h"

namespace cs::http {

inline constexpr std::size_t longest_geojson = 16 * 1024 * 1024;  ///< bytes: it is read whole

/// Features are numbered from 1. Refuses what is no such collection, is longer, or has no feature.
Result<ingest::TableText> table_of_geojson(std::string_view text);

}  // namespace cs::http
