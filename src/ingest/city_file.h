// The file a city plan is kept in: a compact binary form with version and hash, so that a
// damaged, cut or newer file is never read. The format is written down in docs/grids.md.
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

/// Refuses a path where something else than a city file is: it must not be written over.
Result<void> check_is_city_file_or_absent(const std::string& path);

/// Writes beside the path and renames, so that a reader never sees half a file.
Result<void> write_city_file(const CityPlan& plan, const std::string& path);
Result<CityPlan> read_city_file(const std::string& path);

}  // namespace cs
