#include "ingest/coordinates.h"

#include <cmath>
#include <numbers>

namespace cs {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double krasovsky_axis_m = 6'378'245.0;
constexpr double krasovsky_eccentricity2 = 0.00669342162296594323;

bool in_china(Degrees p) {
    return p.lon >= 72.004 && p.lon <= 137.8347 && p.lat >= 0.8293 && p.lat <= 55.8271;
}

// The waves the offset is made of, in metres; x and y are degrees from 105 E, 35 N.
double common_waves(double x) {
    return (20.0 * std::sin(6.0 * x * pi) + 20.0 * std::sin(2.0 * x * pi)) * 2.0 / 3.0;
}

double north_m(double x, double y) {
    return -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x)) +
           common_waves(x) +
           (20.0 * std::sin(y * pi) + 40.0 * std::sin(y / 3.0 * pi)) * 2.0 / 3.0 +
           (160.0 * std::sin(y / 12.0 * pi) + 320.0 * std::sin(y * pi / 30.0)) * 2.0 / 3.0;
}

double east_m(double x, double y) {
    return 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x)) +
           common_waves(x) +
           (20.0 * std::sin(x * pi) + 40.0 * std::sin(x / 3.0 * pi)) * 2.0 / 3.0 +
           (150.0 * std::sin(x / 12.0 * pi) + 300.0 * std::sin(x / 30.0 * pi)) * 2.0 / 3.0;
}

Degrees offset_at(Degrees p) {
    const double x = p.lon - 105.0, y = p.lat - 35.0;
    const double latitude = p.lat / 180.0 * pi;
    const double sine = std::sin(latitude);
    const double magic = 1.0 - krasovsky_eccentricity2 * sine * sine;
    const double meridian_m =
        krasovsky_axis_m * (1.0 - krasovsky_eccentricity2) / (magic * std::sqrt(magic));
    const double parallel_m = krasovsky_axis_m / std::sqrt(magic) * std::cos(latitude);
    return {east_m(x, y) * 180.0 / (parallel_m * pi), north_m(x, y) * 180.0 / (meridian_m * pi)};
}

}  // namespace

Degrees gcj02_from_wgs84(Degrees wgs84) {
    if (!in_china(wgs84)) return wgs84;
    const auto offset = offset_at(wgs84);
    return {wgs84.lon + offset.lon, wgs84.lat + offset.lat};
}

// The offset changes by less than 1 % over its own length, so every round gains two digits.
Degrees wgs84_from_gcj02(Degrees gcj02) {
    if (!in_china(gcj02)) return gcj02;
    Degrees guess = gcj02;
    for (int round = 0; round < 30; ++round) {
        const auto there = gcj02_from_wgs84(guess);
        const double east = gcj02.lon - there.lon, north = gcj02.lat - there.lat;
        guess = {guess.lon + east, guess.lat + north};
        if (std::abs(east) < 1e-10 && std::abs(north) < 1e-10) break;
    }
    return guess;
}

LonLat to_lon_lat(Degrees degrees) {
    return {static_cast<std::int32_t>(std::llround(degrees.lon * 1e7)),
            static_cast<std::int32_t>(std::llround(degrees.lat * 1e7))};
}

Degrees to_degrees(LonLat point) { return {point.lon_e7 / 1e7, point.lat_e7 / 1e7}; }

}  // namespace cs
