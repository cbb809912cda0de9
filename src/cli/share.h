// The one place that knows where the data that ships with the program lies: holiday files, the
// default duty catalogue, keywords, habits, messages of our own.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cs::cli {

/// The path of a shipped file or folder, such as "calendar" or "duties/default.csv": under
/// $CHENGSHU_SHARE when that is set, else in the source tree the program was built from, else in
/// /usr/share/chengshu. An error says where it was looked for.
Result<std::string> shipped(std::string_view name);

}  // namespace cs::cli
