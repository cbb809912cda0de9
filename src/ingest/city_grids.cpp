// Grids inside communities: how many, how many households each, and their cells.
#include <algorithm>
#include <numeric>

#include "ingest/city_layout.h"
#include "ingest/city_split.h"

namespace cs {

namespace {

// Shares a total out by weight: what the first i get is the rounded share of their weights.
class Sharing {
public:
    Sharing(std::uint64_t total, std::uint64_t weights) : total_(total), weights_(weights) {}
    /// The next one's share, at least one.
    std::uint32_t next(std::uint64_t weight) {
        const auto before = total_ * given_ / weights_;
        given_ += weight;
        const auto share = total_ * given_ / weights_ - before;
        return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, share));
    }

private:
    std::uint64_t total_;
    std::uint64_t weights_;
    std::uint64_t given_ = 0;
};

std::vector<SiteWish> anywhere(std::size_t count) { return std::vector<SiteWish>(count); }

// 50–70 households a micro grid, 300–500 in its community grid; micro is 5 … 8.
std::uint32_t draw_households(std::uint32_t micro, Random& random) {
    const auto least = std::max<std::int64_t>(50, (300 + micro - 1) / micro);
    const auto most = std::min<std::int64_t>(70, 500 / micro);
    return static_cast<std::uint32_t>(random.between(least, most));
}

}  // namespace

std::string short_community_name(std::string_view name) {
    for (std::string_view tail : {"居民委员会", "村民委员会", "居委会", "村委会"}) {
        if (!name.ends_with(tail) || name.size() == tail.size()) continue;
        const bool village = tail.starts_with("村");
        return std::string(name.substr(0, name.size() - tail.size())) + (village ? "村" : "");
    }
    return std::string(name);
}

// On a sphere of 6,371 km a unit of latitude is 0.0111195 m.
std::uint64_t area_m2_of(const Polygon& polygon) {
    const auto box = box_of(polygon);
    const auto middle = static_cast<std::int32_t>(
        (std::int64_t{box.low.lat_e7} + box.high.lat_e7) / 2);
    const double units = static_cast<double>(twice_area(polygon)) / 2;
    const double shrink = static_cast<double>(lon_per_mille(middle)) / 1'000;
    return static_cast<std::uint64_t>(units * shrink * 0.0111195 * 0.0111195);
}

Result<void> CityLayout::lay_grids() {
    std::vector<std::uint64_t> weights;
    std::uint64_t urban_weight = 0, rural_weight = 0;
    std::uint32_t urban = 0, rural = 0;
    for (const auto& community : communities_) {
        const bool village = is_rural_community(community.division->name);
        weights.push_back(static_cast<std::uint64_t>(
            random_for(raw(community.division->code) + 1).between(60, 140)));
        (village ? rural_weight : urban_weight) += weights.back();
        ++(village ? rural : urban);
    }
    // What a profile leaves open follows the shape of real cities: some 1,500 households in four
    // or five grids to a community, six grids to a village.
    const auto& profile = sources_.profile;
    const std::uint64_t community_grids = profile.community_grids.value_or(urban * 45 / 10);
    const std::uint64_t micro_grids =
        profile.micro_grids.value_or(static_cast<std::uint32_t>(community_grids * 585 / 100));
    Sharing community_share(community_grids, std::max<std::uint64_t>(1, urban_weight));
    Sharing rural_share(profile.rural_grids.value_or(rural * 63 / 10),
                        std::max<std::uint64_t>(1, rural_weight));
    Sharing micro_share(micro_grids, std::max<std::uint64_t>(1, community_grids));
    for (std::size_t i = 0; i < communities_.size(); ++i) {
        const auto& community = communities_[i];
        Result<void> laid;
        if (is_rural_community(community.division->name)) {
            laid = lay_rural(community, rural_share.next(weights[i]));
        } else {
            const auto grids = community_share.next(weights[i]);
            laid = lay_urban(community, grids, micro_share.next(grids));
        }
        if (!laid) return fail(laid.error().text(), community.division->name);
        step(1);
    }
    return {};
}

Result<void> CityLayout::lay_urban(const Area& community, std::uint32_t grids,
                                   std::uint32_t micro_grids) {
    const auto code = community.division->code;
    const auto name = short_community_name(community.division->name);
    auto random = random_for(raw(code));
    const auto cells = TRY(split_at_random(geos_, community.polygon, anywhere(grids), random));
    std::uint32_t serial = 0;
    for (std::uint32_t i = 0; i < grids; ++i) {
        const auto id = make_grid_id(code, GridKind::community, i + 1);
        const auto number = std::to_string(i + 1);
        const auto share = micro_grids * (i + 1) / grids - micro_grids * i / grids;
        const auto micro = std::clamp<std::uint32_t>(share, 5, 8);
        const auto parts = TRY(split_at_random(geos_, cells[i], anywhere(micro),
                                               random.fork(raw(id))));
        std::uint32_t households = 0;
        for (std::uint32_t j = 0; j < micro; ++j) {
            const auto own = draw_households(micro, random);
            households += own;
            tiles_.push_back({{make_grid_id(code, GridKind::micro, ++serial), GridKind::micro,
                               name + "第" + number + "网格" + std::to_string(j + 1) + "号微网格",
                               id, own, 0},
                              parts[j]});
        }
        community_grids_.push_back({{id, GridKind::community, name + "第" + number + "网格",
                                     std::nullopt, households, 0},
                                    {}});
    }
    return {};
}

Result<void> CityLayout::lay_rural(const Area& community, std::uint32_t grids) {
    const auto code = community.division->code;
    const auto name = short_community_name(community.division->name);
    auto random = random_for(raw(code));
    const auto cells = TRY(split_at_random(geos_, community.polygon, anywhere(grids), random));
    for (std::uint32_t i = 0; i < grids; ++i)
        tiles_.push_back({{make_grid_id(code, GridKind::rural, i + 1), GridKind::rural,
                           name + "第" + std::to_string(i + 1) + "农村网格", std::nullopt,
                           static_cast<std::uint32_t>(random.between(60, 100)), 0},
                          cells[i]});
    return {};
}

}  // namespace cs
