// Positions as integers: WGS84/CGCS2000 degrees times 10^7 (about a centimetre).
#pragma once

#include <compare>
#include <cstdint>

#include "base/describe.h"

namespace cs {

struct LonLat {
    std::int32_t lon_e7 = 0;
    std::int32_t lat_e7 = 0;
    auto operator<=>(const LonLat&) const = default;
    DESCRIBED(LonLat, lon_e7, lat_e7)
};

}  // namespace cs
