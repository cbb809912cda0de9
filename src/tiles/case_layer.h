// Open cases as tiles: where they stand close together, one number for each cell of the map, with
// how many are in which phase and how many are overdue; close up, each of them.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

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

/// Open cases as they were at an instant, so ordered that what a tile shows is found without
/// looking at the others.
class CaseSheet {
public:
    CaseSheet(std::vector<CaseMark> marks, Instant at);

    Instant at() const { return at_; }
    const std::vector<CaseMark>& marks() const { return marks_; }
    /// When the next of them will be overdue that is not yet.
    Instant next_due() const { return next_due_; }
    /// Calls `visit` with each that lies in the tile.
    void each_in(const TileId& tile, Datum datum,
                 const std::function<void(const CaseMark&)>& visit) const;

private:
    struct Place {
        std::uint64_t in_order = 0;
        std::uint32_t mark = 0;  ///< in marks_
    };
    std::vector<CaseMark> marks_;
    std::array<std::vector<Place>, 2> places_;  ///< by datum, in order
    Instant at_;
    Instant next_due_ = Instant::never();
};

using Shown = std::function<bool(const CaseMark&)>;

/// A feature for each cell of zoom `cell_zoom`, where its cases are on average: told no finer than
/// by cells of zoom `place_zoom`, at least as fine; it is in the tile where that place lies.
std::string case_clusters(const CaseSheet& cases, const Shown& shown, const TileId& tile,
                          Datum datum, std::uint32_t cell_zoom, std::uint32_t place_zoom);
/// A feature for each case.
std::string case_points(const CaseSheet& cases, const Shown& shown, const TileId& tile,
                        Datum datum);

}  // namespace cs::tiles
