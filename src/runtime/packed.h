// Texts made small for the archive: Zstandard, fastest level. A closed case of 2.2 KB takes 0.6.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cs::runtime {

/// Replaces what `out` holds.
void pack(std::string& out, std::string_view text);
Result<std::string> unpack(std::string_view packed);

}  // namespace cs::runtime
