// Times of many requests, and their percentiles.
#pragma once

#include <cstdint>
#include <vector>

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
Percentiles percentiles_of(std::vector<std::int64_t>& times_ns);

/// The middle one; of an even number the lower of the two.
std::int64_t median(std::vector<std::int64_t> values);

}  // namespace cs::bench
