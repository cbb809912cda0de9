// A small city for tests: a mesh of crooked quadrilaterals whose inner vertices are moved by a
// seeded draw. The western half is urban (micro grids, two by two in community grids), the
// eastern half rural; a few dedicated triangles lie over both.
#pragma once

#include <algorithm>

#include "base/random.h"
#include "grid/outline.h"
#include "grid/plan.h"

namespace cs {

inline std::vector<GridArea> test_city(std::uint64_t seed, int width, int height,
                                       std::int32_t spacing) {
    Random random(seed);
    std::vector<LonLat> mesh;
    for (int y = 0; y <= height; ++y)
        for (int x = 0; x <= width; ++x)
            mesh.push_back({1'130'000'000 + x * spacing +
                                static_cast<std::int32_t>(random.between(-spacing, spacing) / 5),
                            340'000'000 + y * spacing +
                                static_cast<std::int32_t>(random.between(-spacing, spacing) / 5)});
    const DivisionCode community{410102001002};
    std::vector<GridArea> grids;
    auto at = [&](int x, int y) { return mesh[static_cast<std::size_t>(y * (width + 1) + x)]; };
    std::vector<std::vector<Polygon>> groups(static_cast<std::size_t>(width * height));
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const auto serial = static_cast<std::uint32_t>(y * width + x + 1);
            const Polygon cell{{{at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)}}};
            const bool urban = x < width / 2;
            const auto kind = urban ? GridKind::micro : GridKind::rural;
            const auto group = static_cast<std::uint32_t>(y / 2 * width + x / 2 + 1);
            GridInfo info{make_grid_id(community, kind, serial), kind, "", {}, 60, 0};
            if (urban) info.parent = make_grid_id(community, GridKind::community, group);
            if (urban) groups[group - 1].push_back(cell);
            grids.push_back({info, cell});
            if (serial % 17 == 3) {
                const Polygon over{{{at(x, y), at(x + 1, y), at(x, y + 1)}}};
                grids.push_back({{make_grid_id(community, GridKind::dedicated, serial),
                                  GridKind::dedicated, "", {}, 0, 0},
                                 over});
            }
        }
    }
    for (std::uint32_t group = 0; group < groups.size(); ++group) {
        std::vector<const Polygon*> parts;
        for (const auto& part : groups[group]) parts.push_back(&part);
        if (parts.empty()) continue;
        grids.push_back({{make_grid_id(community, GridKind::community, group + 1),
                          GridKind::community, "", {}, 400, 0},
                         outline(parts)});
    }
    std::sort(grids.begin(), grids.end(),
              [](const GridArea& a, const GridArea& b) { return a.info.id < b.info.id; });
    return grids;
}

}  // namespace cs
