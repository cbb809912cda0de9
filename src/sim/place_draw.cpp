#include <algorithm>

#include "base/check.h"
#include "sim/replay.h"

namespace cs::sim {

PlaceDraw::PlaceDraw(const CityPlan& plan, const GridIndex& index, std::uint64_t seed)
    : plan_(plan), index_(index), random_(Random(seed).fork(0x9A)) {
    std::map<DivisionCode, std::vector<std::size_t>> by_division;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < plan.grids.size(); ++i) {
        const auto& info = plan.grids[i].info;
        if (info.kind != GridKind::micro && info.kind != GridKind::rural) continue;
        base_grids_.push_back(i);
        households_up_to_.push_back(sum += std::max(info.households, 1u));
        auto division = division_of(info.id);
        by_division[ancestor_at(division, DivisionLevel::street)].push_back(i);
        by_division[ancestor_at(division, DivisionLevel::district)].push_back(i);
    }
    CHECK(!base_grids_.empty());
    // Streets before districts, so that the nearer name wins.
    for (auto level : {DivisionLevel::street, DivisionLevel::district})
        for (const auto& area : plan.divisions)
            if (level_of(area.division.code) == level && by_division.contains(area.division.code))
                named_.emplace_back(area.division.name, by_division[area.division.code]);
}

std::size_t PlaceDraw::draw_grid(std::string_view text) {
    for (const auto& [name, grids] : named_)
        if (text.find(name) != std::string_view::npos) return grids[random_.below(grids.size())];
    auto at = random_.below(households_up_to_.back());
    auto found = std::ranges::upper_bound(households_up_to_, at) - households_up_to_.begin();
    return base_grids_[static_cast<std::size_t>(found)];
}

Place PlaceDraw::draw(std::string_view text) {
    while (true) {
        const auto& area = plan_.grids[draw_grid(text)];
        Box box = box_of(area.polygon);
        for (int tries = 0; tries < 100; ++tries) {
            LonLat at{static_cast<std::int32_t>(random_.between(box.low.lon_e7, box.high.lon_e7)),
                      static_cast<std::int32_t>(random_.between(box.low.lat_e7, box.high.lat_e7))};
            auto hits = index_.locate(at);
            if (hits.base == no_grid || index_.id(hits.base) != area.info.id) continue;
            Place place;
            place.at = at;
            place.division = division_of(area.info.id);
            place.grid = area.info.id;
            if (hits.dedicated_count > 0) place.dedicated = index_.id(hits.dedicated[0]);
            place.source = PlaceSource::simulated;
            return place;
        }
    }
}

}  // namespace cs::sim
