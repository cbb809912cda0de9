// The datum of public map services and back.
#include "ingest/coordinates.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cs {
namespace {

double metres_between(Degrees a, Degrees b) {
    return std::hypot((a.lon - b.lon) * 111'320 * std::cos(a.lat * 0.0174532925),
                      (a.lat - b.lat) * 111'320);
}

TEST(Gcj02, MovesAPointAsThePublishedFormulaDoes) {
    // 31.1774276, 121.5272106 → 31.17530398364597, 121.531541859215: the published test vector.
    const auto there = gcj02_from_wgs84({121.5272106, 31.1774276});
    EXPECT_NEAR(there.lon, 121.531541859215, 1e-9);
    EXPECT_NEAR(there.lat, 31.17530398364597, 1e-9);
}

TEST(Gcj02, IsUndoneToAMillimetreAllOverACity) {
    double worst = 0;
    for (int x = 0; x <= 150; ++x) {
        for (int y = 0; y <= 80; ++y) {
            const Degrees point{112.70 + x * 0.01, 34.25 + y * 0.01};
            const auto there = gcj02_from_wgs84(point);
            EXPECT_GT(metres_between(point, there), 100);
            worst = std::max(worst, metres_between(point, wgs84_from_gcj02(there)));
        }
    }
    EXPECT_LT(worst, 0.001);
}

TEST(Gcj02, LeavesTheRestOfTheWorldAlone) {
    EXPECT_EQ(gcj02_from_wgs84({-76.6, 39.3}).lon, -76.6);
    EXPECT_EQ(wgs84_from_gcj02({-76.6, 39.3}).lat, 39.3);
}

TEST(LonLat, RoundsToTheNearestUnit) {
    EXPECT_EQ(to_lon_lat({113.62493, 34.74725}), (LonLat{1'136'249'300, 347'472'500}));
    EXPECT_EQ(to_lon_lat({-0.00000006, 0.00000004}), (LonLat{-1, 0}));
}

}  // namespace
}  // namespace cs
