#include "grid/history.h"

#include <algorithm>

#include "grid/outline.h"

namespace cs {

namespace {

std::string name_of(GridId id) { return "grid " + id_text(id); }

std::vector<const Polygon*> polygons_of(const std::vector<GridArea>& parts) {
    std::vector<const Polygon*> out;
    for (const auto& part : parts) out.push_back(&part.polygon);
    return out;
}

}  // namespace

std::size_t GridHistory::place_of(GridId id) const {
    const auto at = std::lower_bound(
        terms_.begin(), terms_.end(), id,
        [](const GridTerm& term, GridId wanted) { return term.grid.info.id < wanted; });
    return static_cast<std::size_t>(at - terms_.begin());
}

const GridTerm* GridHistory::term(GridId id) const {
    const auto place = place_of(id);
    return place < terms_.size() && terms_[place].grid.info.id == id ? &terms_[place] : nullptr;
}

const GridArea* GridHistory::find(GridId id, Instant at) const {
    const auto* found = term(id);
    return found != nullptr && found->from <= at && at < found->until ? &found->grid : nullptr;
}

Result<std::size_t> GridHistory::in_force(GridId id, Instant at) const {
    const auto* found = term(id);
    if (found == nullptr) return fail("there is no such grid", name_of(id));
    if (found->until != Instant::never())
        return fail("this grid ended on " + local_date(found->until).text(), name_of(id));
    if (at <= found->from)
        return fail("the change is not after the grid's beginning", name_of(id));
    return place_of(id);
}

Result<void> GridHistory::unused(GridId id) const {
    if (term(id) != nullptr)
        return fail("this id was used before", name_of(id), "give the grid a new serial");
    return {};
}

void GridHistory::add(GridArea grid, Instant at) {
    const auto place = static_cast<std::ptrdiff_t>(place_of(grid.info.id));
    terms_.insert(terms_.begin() + place, GridTerm{std::move(grid), at, Instant::never(), {}});
}

Result<void> GridHistory::begin(GridArea grid, Instant at) {
    TRY_VOID(unused(grid.info.id));
    add(std::move(grid), at);
    return {};
}

Result<void> GridHistory::split(GridId id, std::vector<GridArea> parts, Instant at) {
    const auto place = TRY(in_force(id, at));
    const auto& old = terms_[place].grid;
    if (parts.size() < 2) return fail("a split needs at least two parts", name_of(id));
    std::vector<GridId> successors;
    for (const auto& part : parts) {
        TRY_VOID(unused(part.info.id));
        if (part.info.kind != old.info.kind || part.info.parent != old.info.parent)
            return fail("a part has another kind or parent", name_of(part.info.id));
        successors.push_back(part.info.id);
    }
    std::sort(successors.begin(), successors.end());
    if (std::adjacent_find(successors.begin(), successors.end()) != successors.end())
        return fail("two parts have the same id", name_of(id));
    TRY_VOID(check_tiling(outline(polygons_of(parts)), polygons_of(parts)));
    // The parts may bring new vertices of their own, but not move the border.
    for (const auto& edge : edges_of(outline(polygons_of(parts))))
        if (!on_border(old.polygon, edge.from))
            return fail("the parts do not keep the border of the whole", name_of(id));
    Int128 area = 0;
    for (const auto& part : parts) area += twice_area(part.polygon);
    if (area != twice_area(old.polygon))
        return fail("the areas of the parts do not add up", name_of(id));
    terms_[place].until = at;
    terms_[place].successors = std::move(successors);
    for (auto& part : parts) add(std::move(part), at);
    return {};
}

Result<void> GridHistory::merge(std::span<const GridId> ids, GridInfo whole, Instant at) {
    if (ids.size() < 2) return fail("a merger needs at least two grids", name_of(whole.id));
    TRY_VOID(unused(whole.id));
    std::vector<const Polygon*> polygons;
    std::vector<GridId> sorted(ids.begin(), ids.end());
    std::sort(sorted.begin(), sorted.end());
    if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
        return fail("a grid is named twice", name_of(whole.id));
    whole.area_m2 = 0;
    for (auto id : sorted) {
        const auto& grid = terms_[TRY(in_force(id, at))].grid;
        if (grid.info.kind != whole.kind || grid.info.parent != whole.parent)
            return fail("this grid has another kind or parent than the whole", name_of(id));
        polygons.push_back(&grid.polygon);
        whole.area_m2 += grid.info.area_m2;
    }
    GridArea merged{std::move(whole), outline(polygons)};
    const auto outer = std::count_if(merged.polygon.rings.begin(), merged.polygon.rings.end(),
                                     [](const Ring& ring) { return twice_area(ring) > 0; });
    if (outer != 1) return fail("the grids do not lie side by side", name_of(merged.info.id));
    for (auto id : sorted) {
        auto& old = terms_[place_of(id)];
        old.until = at;
        old.successors = {merged.info.id};
    }
    add(std::move(merged), at);
    return {};
}

Result<void> GridHistory::retire(GridId id, Instant at) {
    const auto place = TRY(in_force(id, at));
    if (terms_[place].grid.info.kind != GridKind::dedicated)
        return fail("only a dedicated grid can end without a successor", name_of(id),
                    "merge it with its neighbours");
    terms_[place].until = at;
    return {};
}

std::vector<const GridArea*> GridHistory::as_of(Instant at) const {
    std::vector<const GridArea*> out;
    for (const auto& term : terms_)
        if (term.from <= at && at < term.until) out.push_back(&term.grid);
    return out;
}

std::vector<GridId> GridHistory::descendants(GridId id) const {
    std::vector<GridId> out, open{id};
    while (!open.empty()) {
        const auto* found = term(open.back());
        open.pop_back();
        if (found == nullptr) continue;
        if (found->until == Instant::never()) out.push_back(found->grid.info.id);
        open.insert(open.end(), found->successors.begin(), found->successors.end());
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace cs
