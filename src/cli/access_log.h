// Who looked at personal data in clear, when and why: access.log in the data directory, JSON lines.
// Invariant: the record is durable before anything is shown.
#pragma once

#include <string>

#include "base/result.h"

namespace cs::cli {

/// Appends one record; `what` names the data looked at, such as "case 410100000-42".
Result<void> record_access(const std::string& data, const std::string& what,
                           const std::string& purpose);

}  // namespace cs::cli
