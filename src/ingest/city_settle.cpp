// All borders of the city noded together; outlines from the smallest grids up; dedicated grids.
#include <algorithm>

#include "grid/outline.h"
#include "ingest/city_faces.h"
#include "ingest/city_layout.h"

namespace cs {

namespace {

// Neighbours of the same community grid come before those of the same community, and so on up.
int kinship_of(const GridInfo& a, const GridInfo& b) {
    if (a.parent && a.parent == b.parent) return 4;
    const auto one = division_of(a.id), other = division_of(b.id);
    if (one == other) return 3;
    const auto same = [&](DivisionLevel level) {
        return ancestor_at(one, level) == ancestor_at(other, level);
    };
    return same(DivisionLevel::street) ? 2 : same(DivisionLevel::district) ? 1 : 0;
}

constexpr std::string_view purposes[] = {"学校", "医院", "市场", "交通枢纽", "商业综合体",
                                         "产业园区"};

// Whether the small ring lies inside the polygon: its corners do and no borders meet.
bool lies_inside(const Ring& ring, const std::vector<Edge>& border) {
    for (auto corner : ring)
        if (!holds(border, corner)) return false;
    for (const auto& side : edges_of({{ring}}))
        for (const auto& edge : border)
            if (edges_conflict(side, edge)) return false;
    return true;
}

// A rectangle around the centre, turned towards (u, v); half sides in units.
Ring rectangle_around(LonLat centre, std::int64_t u, std::int64_t v, std::int64_t length,
                      std::int64_t width, std::int64_t per_mille) {
    Ring ring;
    const auto norm = std::max<std::int64_t>(1, std::max(std::abs(u), std::abs(v)));
    for (auto [along, across] : {std::pair{1, 1}, {-1, 1}, {-1, -1}, {1, -1}}) {
        const auto x = (along * length * u - across * width * v) / norm;
        const auto y = (along * length * v + across * width * u) / norm;
        ring.push_back({static_cast<std::int32_t>(centre.lon_e7 + x * 1'000 / per_mille),
                        static_cast<std::int32_t>(centre.lat_e7 + y)});
    }
    return ring;
}

}  // namespace

Result<std::vector<std::size_t>> CityLayout::label_faces(const std::vector<Face>& faces) const {
    const auto handle = geos_.handle();
    GEOSSTRtree* tree = GEOSSTRtree_create_r(handle, 10);
    Box box;
    for (const auto& tile : tiles_) box.add(box_of(tile.polygon));
    std::vector<std::size_t> numbers(tiles_.size());
    std::vector<Geometry> shapes;
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
        numbers[i] = i;
        shapes.push_back(geometry_of(geos_, tiles_[i].polygon, box.low));
        GEOSSTRtree_insert_r(handle, tree, shapes.back().get(), &numbers[i]);
    }
    std::vector<std::size_t> labels, near;
    const auto collect = [](void* item, void* into) {
        static_cast<std::vector<std::size_t>*>(into)->push_back(*static_cast<std::size_t*>(item));
    };
    for (const auto& face : faces) {
        near.clear();
        GEOSSTRtree_query_r(handle, tree, point_of(geos_, face.inside).get(), collect, &near);
        std::sort(near.begin(), near.end());
        const auto owner = std::find_if(near.begin(), near.end(), [&](std::size_t i) {
            return holds_plane_point(tiles_[i].polygon, box.low, face.inside);
        });
        labels.push_back(owner == near.end() ? no_label : *owner);
    }
    GEOSSTRtree_destroy_r(handle, tree);
    return labels;
}

Result<void> CityLayout::settle() {
    Box box;
    for (const auto& tile : tiles_) box.add(box_of(tile.polygon));
    std::vector<Path> lines;
    for (const auto& tile : tiles_) add_rings(tile.polygon, box.low, lines);
    auto faces = TRY(faces_of(geos_, lines, box.low));
    step(total_ / 6);
    auto labels = TRY(label_faces(faces));
    // An unclaimed face is a sliver between two roundings of one border, or a hole of the city.
    std::size_t kept = 0;
    for (std::size_t i = 0; i < faces.size(); ++i) {
        if (labels[i] == no_label && twice_area(faces[i].polygon) > 10'000'000'000) continue;
        if (kept != i) faces[kept] = std::move(faces[i]);
        labels[kept++] = labels[i];
    }
    faces.resize(kept);
    labels.resize(kept);
    settle_labels(faces, labels, [&](std::size_t own, std::size_t other) {
        return own == no_label ? 0 : kinship_of(tiles_[own].info, tiles_[other].info);
    });
    auto polygons = outlines(faces, labels, tiles_.size());
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
        if (polygons[i].rings.empty())
            return fail("a grid vanished when its border was rounded", tiles_[i].info.name,
                        "build with another seed");
        tiles_[i].polygon = std::move(polygons[i]);
    }
    step(total_ / 12);
    gather_outlines();
    return {};
}

void CityLayout::gather_outlines() {
    std::map<GridId, std::vector<const Polygon*>> by_grid;
    for (const auto& tile : tiles_)
        if (tile.info.parent) by_grid[*tile.info.parent].push_back(&tile.polygon);
    for (auto& grid : community_grids_) grid.polygon = outline(by_grid[grid.info.id]);
    for (auto level : {DivisionLevel::community, DivisionLevel::street, DivisionLevel::district,
                       DivisionLevel::city}) {
        std::map<DivisionCode, std::vector<const Polygon*>> by_division;
        for (const auto& tile : tiles_)
            by_division[ancestor_at(division_of(tile.info.id), level)].push_back(&tile.polygon);
        for (const auto& [code, parts] : by_division) outlines_[code] = outline(parts);
    }
}

Result<void> CityLayout::lay_dedicated(std::size_t community, std::uint32_t grids) {
    const auto& area = communities_[community];
    const auto code = area.division->code;
    const auto& polygon = outlines_.at(code);
    const auto border = edges_of(polygon);
    const auto box = box_of(polygon);
    const auto per_mille = lon_per_mille(box.low.lat_e7);
    auto random = random_for(raw(code) + 2);
    std::vector<Box> taken;
    std::uint32_t serial = 0;
    for (int attempt = 0; attempt < 400 && serial < grids; ++attempt) {
        const LonLat centre{
            static_cast<std::int32_t>(random.between(box.low.lon_e7, box.high.lon_e7)),
            static_cast<std::int32_t>(random.between(box.low.lat_e7, box.high.lat_e7))};
        // From some 120 m half a side at first to a few metres where room is scarce.
        const auto size = random.between(3'000, 12'000) >> std::min(attempt / 60, 5);
        const auto ring = rectangle_around(centre, random.between(-100, 100),
                                           random.between(1, 100), size,
                                           size * random.between(40, 100) / 100, per_mille);
        Box own;
        for (auto corner : ring) own.add(corner);
        const bool free = std::none_of(taken.begin(), taken.end(),
                                       [&](const Box& other) { return other.meets(own); });
        if (!free || twice_area(ring) <= 0 || !lies_inside(ring, border)) continue;
        taken.push_back(own);
        const auto purpose = purposes[random.below(std::size(purposes))];
        const auto id = make_grid_id(code, GridKind::dedicated, ++serial);
        dedicated_.push_back({{id, GridKind::dedicated,
                               short_community_name(area.division->name) + std::string(purpose) +
                                   "专属网格" + std::to_string(serial),
                               std::nullopt, 0, 0},
                              {{ring}}});
    }
    if (serial < grids)
        return fail("there is no room for " + std::to_string(grids) + " dedicated grids",
                    area.division->name, "ask for fewer in the profile");
    return {};
}

Result<CityPlan> CityLayout::take_plan() {
    const std::uint64_t communities = communities_.size();
    const std::uint64_t wanted = sources_.profile.dedicated_grids.value_or(
        static_cast<std::uint32_t>(communities * 12 / 10));
    for (std::uint64_t i = 0; i < communities; ++i)
        TRY_VOID(lay_dedicated(i, static_cast<std::uint32_t>(wanted * (i + 1) / communities -
                                                             wanted * i / communities)));
    CityPlan plan;
    plan.city = *sources_.book.find(sources_.profile.code);
    plan.seed = seed_;
    for (auto& [code, polygon] : outlines_) {
        const auto* division = sources_.book.find(code);
        if (division == nullptr)
            return fail("this code is not in the code book", "division " + id_text(code));
        plan.divisions.push_back({*division, std::move(polygon)});
    }
    for (auto& tile : tiles_)
        plan.grids.push_back({std::move(tile.info), std::move(tile.polygon)});
    std::move(community_grids_.begin(), community_grids_.end(), std::back_inserter(plan.grids));
    std::move(dedicated_.begin(), dedicated_.end(), std::back_inserter(plan.grids));
    for (auto& grid : plan.grids) grid.info.area_m2 = area_m2_of(grid.polygon);
    std::sort(plan.grids.begin(), plan.grids.end(),
              [](const GridArea& a, const GridArea& b) { return a.info.id < b.info.id; });
    step(total_);
    return plan;
}

}  // namespace cs
