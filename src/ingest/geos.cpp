#include "ingest/geos.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace cs {

namespace {

void keep_message(const char* text, void* into) { *static_cast<std::string*>(into) = text; }

Geometry owned(const Geos& geos, GEOSGeometry* geometry) {
    return {geometry, GeometryDeleter{geos.handle()}};
}

GEOSCoordSequence* sequence_of(const Geos& geos, std::span<const PlanePoint> path) {
    static_assert(sizeof(PlanePoint) == 2 * sizeof(double));
    return GEOSCoordSeq_copyFromBuffer_r(geos.handle(), &path[0].x,
                                         static_cast<unsigned>(path.size()), 0, 0);
}

Path path_of(const Ring& ring, LonLat origin) {
    Path path;
    for (std::size_t i = 0; i <= ring.size(); ++i) {
        const auto p = ring[i == ring.size() ? 0 : i];
        path.push_back({static_cast<double>(p.lon_e7) - origin.lon_e7,
                        static_cast<double>(p.lat_e7) - origin.lat_e7});
    }
    return path;
}

Path coordinates_of(const Geos& geos, const GEOSGeometry* line) {
    const auto* sequence = GEOSGeom_getCoordSeq_r(geos.handle(), line);
    unsigned size = 0;
    GEOSCoordSeq_getSize_r(geos.handle(), sequence, &size);
    Path path(size);
    GEOSCoordSeq_copyToBuffer_r(geos.handle(), sequence, &path[0].x, 0, 0);
    return path;
}

Ring ring_of(const Geos& geos, const GEOSGeometry* line, LonLat origin, bool hole) {
    auto path = coordinates_of(geos, line);
    path.pop_back();
    Ring ring;
    for (auto p : path)
        ring.push_back({origin.lon_e7 + static_cast<std::int32_t>(std::llround(p.x)),
                        origin.lat_e7 + static_cast<std::int32_t>(std::llround(p.y))});
    if ((twice_area(ring) > 0) == hole) std::reverse(ring.begin(), ring.end());
    return ring;
}

GEOSGeometry* linear_ring(const Geos& geos, const Ring& ring, LonLat origin) {
    return GEOSGeom_createLinearRing_r(geos.handle(), sequence_of(geos, path_of(ring, origin)));
}

}  // namespace

Geos::Geos() : handle_(GEOS_init_r()) {
    CHECK(handle_ != nullptr);
    GEOSContext_setErrorMessageHandler_r(handle_, keep_message, &message_);
}

Geos::~Geos() { GEOS_finish_r(handle_); }

void add_rings(const Polygon& polygon, LonLat origin, std::vector<Path>& lines) {
    for (const auto& ring : polygon.rings) lines.push_back(path_of(ring, origin));
}

Result<std::vector<Path>> voronoi_edges(const Geos& geos, std::span<const PlanePoint> sites,
                                        PlanePoint low, PlanePoint high) {
    const auto points =
        owned(geos, GEOSGeom_createLineString_r(geos.handle(), sequence_of(geos, sites)));
    // The frame reaches well beyond the box, so that no edge ends inside it.
    const double margin = std::max(high.x - low.x, high.y - low.y) + 10;
    const Path corners{{low.x - margin, low.y - margin}, {high.x + margin, high.y + margin}};
    const auto frame =
        owned(geos, GEOSGeom_createLineString_r(geos.handle(), sequence_of(geos, corners)));
    const auto diagram =
        owned(geos, GEOSVoronoiDiagram_r(geos.handle(), points.get(), frame.get(), 0, 1));
    if (!diagram) return fail("GEOS made no Voronoi diagram: " + geos.message());
    std::vector<Path> lines;
    const int count = GEOSGetNumGeometries_r(geos.handle(), diagram.get());
    for (int i = 0; i < count; ++i)
        lines.push_back(
            coordinates_of(geos, GEOSGetGeometryN_r(geos.handle(), diagram.get(), i)));
    return lines;
}

Result<std::vector<Face>> faces_of(const Geos& geos, std::span<const Path> lines, LonLat origin) {
    std::vector<GEOSGeometry*> segments;
    segments.reserve(lines.size());
    for (const auto& line : lines)
        segments.push_back(GEOSGeom_createLineString_r(geos.handle(), sequence_of(geos, line)));
    const auto all = owned(geos, GEOSGeom_createCollection_r(
                                     geos.handle(), GEOS_MULTILINESTRING, segments.data(),
                                     static_cast<unsigned>(segments.size())));
    const auto noded = owned(geos, GEOSUnaryUnionPrec_r(geos.handle(), all.get(), 1.0));
    if (!noded) return fail("GEOS could not node the borders: " + geos.message());
    const GEOSGeometry* parts[] = {noded.get()};
    const auto polygons = owned(geos, GEOSPolygonize_r(geos.handle(), parts, 1));
    if (!polygons) return fail("GEOS could not find the faces: " + geos.message());
    std::vector<Face> faces;
    const int count = GEOSGetNumGeometries_r(geos.handle(), polygons.get());
    for (int i = 0; i < count; ++i) {
        const auto* face = GEOSGetGeometryN_r(geos.handle(), polygons.get(), i);
        Face out;
        out.polygon.rings.push_back(
            ring_of(geos, GEOSGetExteriorRing_r(geos.handle(), face), origin, false));
        const int holes = GEOSGetNumInteriorRings_r(geos.handle(), face);
        for (int hole = 0; hole < holes; ++hole)
            out.polygon.rings.push_back(
                ring_of(geos, GEOSGetInteriorRingN_r(geos.handle(), face, hole), origin, true));
        const auto inside = owned(geos, GEOSPointOnSurface_r(geos.handle(), face));
        if (!inside) return fail("GEOS found no point in a face: " + geos.message());
        out.inside = coordinates_of(geos, inside.get())[0];
        faces.push_back(std::move(out));
    }
    return faces;
}

// An outer ring takes the holes that lie in it; several outer rings make a multipolygon.
Geometry geometry_of(const Geos& geos, const Polygon& polygon, LonLat origin) {
    std::vector<GEOSGeometry*> parts;
    for (const auto& shell : polygon.rings) {
        if (twice_area(shell) <= 0) continue;
        std::vector<GEOSGeometry*> holes;
        const Polygon outer{{shell}};
        for (const auto& ring : polygon.rings) {
            if (twice_area(ring) > 0) continue;
            const bool within = std::all_of(ring.begin(), ring.end(), [&](LonLat p) {
                return holds(outer, p) || on_border(outer, p);
            });
            if (within) holes.push_back(linear_ring(geos, ring, origin));
        }
        parts.push_back(GEOSGeom_createPolygon_r(geos.handle(), linear_ring(geos, shell, origin),
                                                 holes.data(),
                                                 static_cast<unsigned>(holes.size())));
    }
    if (parts.size() == 1) return owned(geos, parts[0]);
    return owned(geos, GEOSGeom_createCollection_r(geos.handle(), GEOS_MULTIPOLYGON, parts.data(),
                                                   static_cast<unsigned>(parts.size())));
}

Geometry point_of(const Geos& geos, PlanePoint point) {
    return owned(geos, GEOSGeom_createPointFromXY_r(geos.handle(), point.x, point.y));
}

bool holds_plane_point(const Polygon& polygon, LonLat origin, PlanePoint point) {
    bool inside = false;
    for (const auto& [from, to] : edges_of(polygon)) {
        const double ax = static_cast<double>(from.lon_e7) - origin.lon_e7;
        const double ay = static_cast<double>(from.lat_e7) - origin.lat_e7;
        const double bx = static_cast<double>(to.lon_e7) - origin.lon_e7;
        const double by = static_cast<double>(to.lat_e7) - origin.lat_e7;
        if ((ay > point.y) == (by > point.y)) continue;
        if (ax + (point.y - ay) * (bx - ax) / (by - ay) > point.x) inside = !inside;
    }
    return inside;
}

}  // namespace cs
