// Times of many requests, and their percentiles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/describe.h"

namespace cs::bench {

/// Microseconds.
struct Percentiles {
    std::int64_t p50_us = 0;
    std::int64_t p90_us = 0;
    std::int64_t p99_us = 0;
    std::int64_t p999_us = 0;
    std::int64_t max_us = 0;
    DESCRIBED(Percentiles, p50_us, p90_us, p99_us, p999_us, max_us)
};

/// Sorts `times_ns` in place; zeros when there are none.
Percentiles percentiles_of(std::span<std::int64_t> times_ns);

/// The median of the 99th percentiles of so many parts of equal length, in microseconds: what a
/// machine does that now and then stands still for some milliseconds. Sorts each part in place.
std::int64_t median_p99_us(std::span<std::int64_t> times_ns, std::size_t parts);

}  // namespace cs::bench
