// GEOS behind a few functions of our own: Voronoi edges, and the faces that lines enclose once
// they are noded on whole units (snap rounding), so that every vertex is an integer point.
#pragma once

#include <geos_c.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "grid/geometry.h"

namespace cs {

/// One GEOS context; keeps the message of its last error.
class Geos {
public:
    Geos();
    ~Geos();
    Geos(const Geos&) = delete;
    Geos& operator=(const Geos&) = delete;
    GEOSContextHandle_t handle() const { return handle_; }
    const std::string& message() const { return message_; }

private:
    GEOSContextHandle_t handle_;
    std::string message_;
};

struct GeometryDeleter {
    GEOSContextHandle_t handle;
    void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(handle, geometry); }
};
using Geometry = std::unique_ptr<GEOSGeometry, GeometryDeleter>;

/// A point in units relative to some origin; not yet on whole units.
struct PlanePoint {
    double x = 0;
    double y = 0;
};
using Path = std::vector<PlanePoint>;

/// An area that lines enclose, with a point inside it (also relative to the origin).
struct Face {
    Polygon polygon;
    PlanePoint inside;
};

/// The edges of the Voronoi diagram of the sites, within a frame of `size` around the box.
Result<std::vector<Path>> voronoi_edges(const Geos& geos, std::span<const PlanePoint> sites,
                                        PlanePoint low, PlanePoint high);

/// Nodes the lines on whole units and returns every bounded face; vertices get `origin` added.
Result<std::vector<Face>> faces_of(const Geos& geos, std::span<const Path> lines, LonLat origin);

/// Adds the polygon's rings, closed, to the lines.
void add_rings(const Polygon& polygon, LonLat origin, std::vector<Path>& lines);

/// The polygon as GEOS sees it, relative to the origin. Precondition: holes follow outer rings.
Geometry geometry_of(const Geos& geos, const Polygon& polygon, LonLat origin);
Geometry point_of(const Geos& geos, PlanePoint point);

/// Even-odd test for a point that need not be on whole units.
bool holds_plane_point(const Polygon& polygon, LonLat origin, PlanePoint point);

}  // namespace cs
