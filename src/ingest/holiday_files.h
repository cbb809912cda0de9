// A folder of holiday files, one a year: YYYY.csv of our own form, or the public holiday-cn JSON.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "calendar/holidays.h"

namespace cs::ingest {

/// The years in rising order; other files are ignored. Refuses a folder without any, a year that
/// is there twice, and the first bad file: half a calendar gives wrong due times.
Result<std::vector<calendar::HolidayYear>> read_holiday_folder(const std::string& folder);

/// A whole file as text; the error names the file.
Result<std::string> read_text_file(const std::string& path);

}  // namespace cs::ingest
