#include "ingest/city_faces.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "grid/outline.h"

namespace cs {

namespace {

struct FaceBorder {
    std::size_t face, other;
    double length;
};

std::vector<std::vector<FaceBorder>> face_borders(const std::vector<Face>& faces) {
    std::vector<std::pair<Edge, std::size_t>> edges;
    for (std::size_t i = 0; i < faces.size(); ++i)
        for (const auto& edge : edges_of(faces[i].polygon)) edges.emplace_back(edge, i);
    std::sort(edges.begin(), edges.end());
    std::vector<std::vector<FaceBorder>> borders(faces.size());
    for (const auto& [edge, face] : edges) {
        const auto other = std::lower_bound(edges.begin(), edges.end(),
                                            std::pair(Edge{edge.to, edge.from}, std::size_t{0}));
        if (other == edges.end() || other->first != Edge{edge.to, edge.from}) continue;
        const double length = std::hypot(static_cast<double>(edge.to.lon_e7) - edge.from.lon_e7,
                                         static_cast<double>(edge.to.lat_e7) - edge.from.lat_e7);
        borders[face].push_back({face, other->second, length});
    }
    return borders;
}

// The connected parts of equal label: for each face the number of its part.
std::vector<std::size_t> parts_of(const std::vector<std::vector<FaceBorder>>& borders,
                                  const std::vector<std::size_t>& labels, std::size_t& count) {
    std::vector<std::size_t> part(labels.size(), SIZE_MAX), open;
    count = 0;
    for (std::size_t start = 0; start < labels.size(); ++start) {
        if (part[start] != SIZE_MAX) continue;
        part[start] = count;
        open.push_back(start);
        while (!open.empty()) {
            const auto face = open.back();
            open.pop_back();
            for (const auto& border : borders[face]) {
                if (part[border.other] != SIZE_MAX || labels[border.other] != labels[face])
                    continue;
                part[border.other] = count;
                open.push_back(border.other);
            }
        }
        ++count;
    }
    return part;
}

}  // namespace

void settle_labels(const std::vector<Face>& faces, std::vector<std::size_t>& labels,
                   const LabelKinship& kinship) {
    const auto borders = face_borders(faces);
    std::size_t count = 0;
    const auto part = parts_of(borders, labels, count);
    std::vector<Int128> areas(count);
    std::vector<std::vector<std::size_t>> members(count);
    for (std::size_t i = 0; i < faces.size(); ++i) {
        areas[part[i]] += twice_area(faces[i].polygon);
        members[part[i]].push_back(i);
    }
    std::map<std::size_t, std::size_t> largest;
    for (std::size_t i = 0; i < count; ++i) {
        const auto label = labels[members[i][0]];
        if (label == no_label) continue;
        const auto [known, added] = largest.try_emplace(label, i);
        if (!added && areas[i] > areas[known->second]) known->second = i;
    }
    std::vector<bool> settled(count);
    for (const auto& [label, main] : largest) settled[main] = true;
    for (bool progress = true; progress;) {
        progress = false;
        for (std::size_t i = 0; i < count; ++i) {
            if (settled[i]) continue;
            const auto own = labels[members[i][0]];
            std::map<std::size_t, double> lengths;
            for (auto face : members[i])
                for (const auto& border : borders[face])
                    if (settled[part[border.other]])
                        lengths[labels[border.other]] += border.length;
            if (lengths.empty()) continue;
            const auto best = std::max_element(
                lengths.begin(), lengths.end(), [&](const auto& a, const auto& b) {
                    return std::pair(kinship(own, a.first), a.second) <
                           std::pair(kinship(own, b.first), b.second);
                });
            for (auto face : members[i]) labels[face] = best->first;
            settled[i] = progress = true;
        }
    }
}

std::vector<Polygon> outlines(const std::vector<Face>& faces,
                              const std::vector<std::size_t>& labels, std::size_t count) {
    std::vector<std::vector<const Polygon*>> parts(count);
    for (std::size_t i = 0; i < faces.size(); ++i)
        if (labels[i] != no_label) parts[labels[i]].push_back(&faces[i].polygon);
    std::vector<Polygon> out;
    for (const auto& group : parts) out.push_back(outline(group));
    return out;
}

}  // namespace cs
