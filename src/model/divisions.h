// Divisions 行政区划 and grids 网格: the places by which a city is run.
#pragma once

#include <cstdint>
#include <string>

#include "base/describe.h"
#include "base/ids.h"

namespace cs {

struct Division {
    DivisionCode code{};
    std::string name;
    DESCRIBED(Division, code, name)
};

/// community 社区网格 (300–500 households), micro 微网格 (50–70), rural 农村网格, dedicated 专属网格
/// (hubs, schools, hospitals, markets), which overlies the others.
enum class GridKind : std::uint8_t { community, micro, rural, dedicated };
DESCRIBED_ENUM(GridKind, community, micro, rural, dedicated)

struct GridInfo {
    GridId id{};
    GridKind kind = GridKind::community;
    std::string name;
    std::uint32_t households = 0;
    DESCRIBED(GridInfo, id, kind, name, households)
};

}  // namespace cs
