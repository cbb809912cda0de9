// The city's own shapes as tiles: divisions and grids, each level from the zoom on at which it can
// be read. Made when asked for and kept; a city's shapes do not change while it is served.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "grid/plan.h"
#include "tiles/made_tiles.h"
#include "tiles/mercator.h"

namespace cs::tiles {

enum class Shapes : std::uint8_t { divisions, grids };
DESCRIBED_ENUM(Shapes, divisions, grids)

/// The lowest zoom at which each is drawn.
int first_zoom(DivisionLevel level);
int first_zoom(GridKind kind);

/// Safe to use from many threads. `plan` outlives it.
class Atlas {
public:
    explicit Atlas(const CityPlan& plan);

    /// Precondition: tile.is_there().
    Tile tile(Shapes shapes, const TileId& tile, Datum datum);
    /// A point inside a division, where what belongs to it as a whole can be shown; nothing for a
    /// division without a shape.
    std::optional<LonLat> middle_of(DivisionCode division) const;
    /// The shape of a division or a grid; null where the city has none.
    const Polygon* shape_of(DivisionCode division) const;
    const Polygon* shape_of(GridId grid) const;

private:
    std::string make(Shapes shapes, const TileId& tile, Datum datum) const;

    const CityPlan& plan_;
    std::vector<Box> division_boxes_;
    std::vector<Box> grid_boxes_;
    std::map<DivisionCode, LonLat> middles_;
    MadeTiles<std::tuple<Shapes, TileId, Datum>> made_;
};

}  // namespace cs::tiles
