// GCJ-02, the datum of China's public map services, to and from WGS84. Only the edge knows it.
// The forward formula is the one published since 2013 (eviltransform and others), on the
// Krasovsky ellipsoid; the inverse repeats it until it is exact to a hundredth of a millimetre.
#pragma once

#include "base/geo.h"

namespace cs {

struct Degrees {
    double lon = 0;
    double lat = 0;
};

/// Outside China's box (72.004–137.8347 E, 0.8293–55.8271 N) both give the point back unchanged.
Degrees gcj02_from_wgs84(Degrees wgs84);
Degrees wgs84_from_gcj02(Degrees gcj02);

LonLat to_lon_lat(Degrees degrees);
Degrees to_degrees(LonLat point);

}  // namespace cs
