// Open cases as tiles: where they stand close together, one number for each cell of the map, with
// how many are in which phase and how many are overdue; close up, each of them.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <string>

#include "model/case.h"
#include "tiles/mercator.h"

namespace cs::tiles {

struct CaseMark {
    CaseId id{};
    std::array<WorldPoint, 2> at{};  ///< by datum
    Phase phase = Phase::filed;
    Instant due = Instant::never();  ///< of the earliest running clock
    DivisionCode division{};
    UnitId unit{};  ///< responsible
};
CaseMark mark_of(CaseId id, LonLat at);

using Shown = std::function<bool(const CaseMark&)>;

/// A feature for each cell of zoom `cell_zoom`, where its cases are on average: told no finer than
/// by cells of zoom `place_zoom`, at least as fine; it is in the tile where that place lies.
std::string case_clusters(std::span<const CaseMark> marks, const Shown& shown, const TileId& tile,
                          Datum datum, Instant now, std::uint32_t cell_zoom,
                          std::uint32_t place_zoom);
/// A feature for each case.
std::string case_points(std::span<const CaseMark> marks, const Shown& shown, const TileId& tile,
                        Datum datum, Instant now);

}  // namespace cs::tiles
