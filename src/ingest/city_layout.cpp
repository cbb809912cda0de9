// Districts from their borders, streets and communities as Voronoi cells inside.
#include "ingest/city_layout.h"

#include <algorithm>

#include "ingest/city_faces.h"
#include "ingest/city_split.h"

namespace cs {

namespace {

// Faces between districts that nobody claims and that are smaller are taken for slivers of the
// source, larger ones for enclaves of another city. Square units: about a square kilometre.
constexpr std::int64_t largest_sliver = 10'000'000'000;

}  // namespace

CityLayout::CityLayout(const CitySources& sources, std::uint64_t seed,
                       const BuildProgress& progress)
    : sources_(sources), seed_(seed), progress_(progress) {
    const auto count =
        sources.book.under(sources.profile.code, DivisionLevel::community).size();
    total_ = count * 3;  // a third each for communities and grids, and one for settling
}

void CityLayout::step(std::uint64_t work) {
    done_ = std::min(total_, done_ + work);
    if (progress_) progress_(done_, total_);
}

Result<void> CityLayout::lay_districts() {
    // Only what hosts a street of this city is part of it.
    for (const auto& border : sources_.districts) {
        const auto streets =
            sources_.book.under(sources_.profile.code, DivisionLevel::street);
        const bool used = std::any_of(streets.begin(), streets.end(), [&](const auto* street) {
            return host_of(sources_.profile, street->code) == border.code;
        });
        const auto* division = sources_.book.find(border.code);
        if (!used) continue;
        if (division == nullptr)
            return fail("the polygon " + id_text(border.code) + " is not in the code book");
        hosts_.push_back({division, border.seat, border.polygon});
    }
    Box box;
    for (const auto& host : hosts_) box.add(box_of(host.polygon));
    if (std::int64_t{box.high.lon_e7} - box.low.lon_e7 >= max_extent_e7)
        return fail("the polygons extend over more than 107 degrees");
    std::vector<Path> lines;
    for (const auto& host : hosts_) add_rings(host.polygon, box.low, lines);
    auto faces = TRY(faces_of(geos_, lines, box.low));
    std::vector<std::size_t> labels;
    std::erase_if(faces, [&](const Face& face) {
        const auto owner = std::find_if(hosts_.begin(), hosts_.end(), [&](const Area& host) {
            return holds_plane_point(host.polygon, box.low, face.inside);
        });
        if (owner == hosts_.end() && twice_area(face.polygon) / 2 > largest_sliver) return true;
        labels.push_back(owner == hosts_.end()
                             ? no_label
                             : static_cast<std::size_t>(owner - hosts_.begin()));
        return false;
    });
    // Districts may have islands; a part is never given away, only slivers are.
    std::vector<std::size_t> settled = labels;
    settle_labels(faces, settled, [](std::size_t, std::size_t) { return 0; });
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] == no_label || twice_area(faces[i].polygon) / 2 < largest_sliver)
            labels[i] = settled[i];
    auto polygons = outlines(faces, labels, hosts_.size());
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
        if (polygons[i].rings.empty())
            return fail("its polygon is covered by others", hosts_[i].division->name);
        hosts_[i].polygon = std::move(polygons[i]);
    }
    return {};
}

Result<void> CityLayout::lay_streets() {
    const auto all = sources_.book.under(sources_.profile.code, DivisionLevel::street);
    for (const auto& host : hosts_) {
        std::vector<const Division*> own;
        std::vector<SiteWish> wishes;
        for (const auto* street : all) {
            if (host_of(sources_.profile, street->code) != host.division->code) continue;
            const auto* zone = zone_of(sources_.profile, street->code);
            const bool urban = is_urban_street(street->name);
            own.push_back(street);
            if (zone != nullptr && zone->seat)
                wishes.push_back({*zone->seat, urban ? 20 : 40});
            else
                wishes.push_back({host.seat, urban ? 60 : 100});
        }
        std::vector<LonLat> sites;
        auto cells = split_at_random(geos_, host.polygon, wishes,
                                     random_for(raw(host.division->code)), &sites);
        if (!cells) return fail(cells.error().text(), host.division->name);
        for (std::size_t i = 0; i < own.size(); ++i)
            streets_.push_back({own[i], sites[i], std::move((*cells)[i])});
    }
    return {};
}

Result<void> CityLayout::lay_communities() {
    for (const auto& street : streets_) {
        const auto own = sources_.book.under(street.division->code, DivisionLevel::community);
        const bool mixed = std::any_of(own.begin(), own.end(), [](const auto* community) {
            return is_rural_community(community->name);
        });
        std::vector<SiteWish> wishes;
        for (const auto* community : own) {
            // Among villages the urban communities make up the town.
            const bool town = mixed && !is_rural_community(community->name);
            wishes.push_back({street.seat, town ? 40 : 100});
        }
        std::vector<LonLat> sites;
        auto cells = split_at_random(geos_, street.polygon, wishes,
                                     random_for(raw(street.division->code)), &sites);
        if (!cells) return fail(cells.error().text(), street.division->name);
        for (std::size_t i = 0; i < own.size(); ++i)
            communities_.push_back({own[i], sites[i], std::move((*cells)[i])});
        step(own.size());
    }
    std::sort(communities_.begin(), communities_.end(), [](const Area& a, const Area& b) {
        return a.division->code < b.division->code;
    });
    return {};
}

}  // namespace cs
