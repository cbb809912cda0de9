// The file a city plan is kept in. Format, version 1, integers little-endian:
//   "CSCITY\r\n" · u32 version · u64 size of the body · SHA-256 of the body · body
// Body: numbers as varints (7 bits a byte, low first), signed ones zigzag; text is length + UTF-8;
//   city code, city name, seed, 32 bytes of sources;
//   count, then each division: code, name, polygon;
//   count, then each grid: id less the id before, name, parent (0: none), households, area, polygon;
// Polygon: rings, each the number of vertices, then per vertex the steps east and north from the
//   vertex before, across rings and polygons; the first step starts at 0, 0.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "grid/plan.h"

namespace cs {

std::string city_bytes(const CityPlan& plan);
/// Refuses with one sentence what is not a city file, is of a newer version, cut off, changed
/// or not in order; `where` names it.
Result<CityPlan> parse_city_bytes(std::string_view bytes, const std::string& where);

/// Writes beside the path and renames, so that a reader never sees half a file.
Result<void> write_city_file(const CityPlan& plan, const std::string& path);
Result<CityPlan> read_city_file(const std::string& path);

}  // namespace cs
