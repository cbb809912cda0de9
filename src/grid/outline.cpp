#include "grid/outline.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/check.h"

namespace cs {

namespace {

std::string edge_text(const Edge& edge) {
    auto point = [](LonLat p) {
        return std::to_string(p.lon_e7) + " " + std::to_string(p.lat_e7);
    };
    return "edge " + point(edge.from) + " → " + point(edge.to);
}

// The edges whose reverse is not among them, sorted.
std::vector<Edge> uncancelled(std::vector<Edge> edges) {
    std::sort(edges.begin(), edges.end());
    std::vector<Edge> left;
    for (const auto& edge : edges)
        if (!std::binary_search(edges.begin(), edges.end(), Edge{edge.to, edge.from}))
            left.push_back(edge);
    return left;
}

// Cuts a closed walk into rings that visit each vertex once.
void cut_into_rings(const std::vector<LonLat>& walk, std::vector<Ring>& rings) {
    std::map<LonLat, std::size_t> place;
    Ring open;
    for (auto vertex : walk) {
        if (auto seen = place.find(vertex); seen != place.end()) {
            const auto first = open.begin() + static_cast<std::ptrdiff_t>(seen->second);
            rings.emplace_back(first, open.end());
            for (auto it = first; it != open.end(); ++it) place.erase(*it);
            open.erase(first, open.end());
        }
        place[vertex] = open.size();
        open.push_back(vertex);
    }
    if (!open.empty()) rings.push_back(std::move(open));
}

}  // namespace

Polygon outline(std::span<const Polygon* const> parts) {
    std::vector<Edge> edges;
    for (const auto* part : parts)
        for (const auto& edge : edges_of(*part)) edges.push_back(edge);
    edges = uncancelled(std::move(edges));
    std::vector<bool> used(edges.size());
    Polygon out;
    for (std::size_t start = 0; start < edges.size(); ++start) {
        if (used[start]) continue;
        std::vector<LonLat> walk;
        for (auto at = start;;) {
            used[at] = true;
            walk.push_back(edges[at].from);
            if (edges[at].to == edges[start].from) break;
            at = static_cast<std::size_t>(
                std::lower_bound(edges.begin(), edges.end(),
                                 Edge{edges[at].to, {INT32_MIN, INT32_MIN}}) -
                edges.begin());
            while (at < edges.size() && used[at]) ++at;
            CHECK(at < edges.size());
        }
        cut_into_rings(walk, out.rings);
    }
    std::sort(out.rings.begin(), out.rings.end(),
              [](const Ring& a, const Ring& b) { return twice_area(a) > twice_area(b); });
    return out;
}

Result<void> check_tiling(const Polygon& parent, std::span<const Polygon* const> children) {
    std::vector<Edge> edges;
    Int128 area = 0;
    for (const auto* child : children) {
        for (const auto& edge : edges_of(*child)) edges.push_back(edge);
        area += twice_area(*child);
    }
    std::sort(edges.begin(), edges.end());
    if (auto twice = std::adjacent_find(edges.begin(), edges.end()); twice != edges.end())
        return fail("two parts overlap along one edge", edge_text(*twice));
    auto border = edges_of(parent);
    std::sort(border.begin(), border.end());
    const auto left = uncancelled(std::move(edges));
    auto [ours, theirs] = std::mismatch(left.begin(), left.end(), border.begin(), border.end());
    if (ours != left.end() || theirs != border.end())
        return fail("the parts' outline is not the border of the whole",
                    edge_text(ours != left.end() ? *ours : *theirs));
    if (area != twice_area(parent)) return fail("the areas of the parts do not add up");
    return {};
}

Result<void> check_planar(std::vector<Edge> edges) {
    for (auto& edge : edges)
        if (edge.to < edge.from) std::swap(edge.from, edge.to);
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    std::vector<std::size_t> open;  // edges that may still meet the sweep from west to east
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const auto west = edges[i].from.lon_e7;
        std::erase_if(open, [&](std::size_t j) { return edges[j].to.lon_e7 < west; });
        for (auto j : open)
            if (edges_conflict(edges[i], edges[j]))
                return fail("two borders cross",
                            edge_text(edges[i]) + " and " + edge_text(edges[j]));
        open.push_back(i);
    }
    return {};
}

}  // namespace cs
