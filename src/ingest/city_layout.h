// The steps of laying out a city, largest parts first, and the settling of all borders at the end.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "ingest/city_builder.h"
#include "ingest/geos.h"

namespace cs {

class CityLayout {
public:
    CityLayout(const CitySources& sources, std::uint64_t seed, const BuildProgress& progress);

    /// In this order, each once.
    Result<void> lay_districts();
    Result<void> lay_streets();
    Result<void> lay_communities();
    Result<void> lay_grids();
    /// Nodes all borders of the city together and takes every outline from the smallest up.
    Result<void> settle();
    Result<CityPlan> take_plan();

private:
    struct Area {
        const Division* division;
        LonLat seat;
        Polygon polygon;
    };
    /// A micro or rural grid; what the city is tiled with.
    struct Tile {
        GridInfo info;
        Polygon polygon;
    };

    Result<void> lay_urban(const Area& community, std::uint32_t grids,
                           std::uint32_t micro_grids);
    Result<void> lay_rural(const Area& community, std::uint32_t grids);
    Result<void> lay_dedicated(std::size_t community, std::uint32_t grids);
    Result<std::vector<std::size_t>> label_faces(const std::vector<Face>& faces) const;
    void gather_outlines();
    void step(std::uint64_t work);
    Random random_for(std::uint64_t code) const { return Random(seed_).fork(code); }

    const CitySources& sources_;
    std::uint64_t seed_;
    const BuildProgress& progress_;
    std::uint64_t done_ = 0;
    std::uint64_t total_ = 0;
    Geos geos_;
    std::vector<Area> hosts_;  ///< one a polygon of the sources
    std::vector<Area> streets_;
    std::vector<Area> communities_;  ///< in order of codes
    std::vector<GridArea> community_grids_;
    std::vector<Tile> tiles_;
    std::vector<GridArea> dedicated_;
    std::map<DivisionCode, Polygon> outlines_;  ///< of every division
};

/// "碧沙岗社区居委会" → "碧沙岗社区": the name without the committee.
std::string short_community_name(std::string_view name);
std::uint64_t area_m2_of(const Polygon& polygon);

}  // namespace cs
