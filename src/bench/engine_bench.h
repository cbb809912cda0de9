// How many durable commands a second a node answers, and how long an answer takes at half that
// load. The load is lives of cases (lives.h); views stand aside.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "bench/latencies.h"

namespace cs::bench {

struct EngineOptions {
    int seconds = 10;  ///< for each of the two parts
    int producers = 1;
    std::size_t slots = 6'000;  ///< cases in flight
    std::int64_t rate = 0;      ///< of the second part; 0: half of what the first part reached
    std::string data;           ///< empty: a temporary directory
};

struct EngineResult {
    std::int64_t commands_per_second = 0;
    std::int64_t commands = 0;
    std::int64_t records = 0;
    int producers = 0;
    std::int64_t slots = 0;
    std::int64_t load_per_second = 0;       ///< of the second part, as asked
    std::int64_t answered_per_second = 0;   ///< of the second part, as reached
    Percentiles latency;                    ///< from the instant a command was meant to be sent
    std::int64_t median_second_p99_us = 0;  ///< of the seconds of the second part
    DESCRIBED(EngineResult, commands_per_second, commands, records, producers, slots,
              load_per_second, answered_per_second, latency, median_second_p99_us)
};

Result<EngineResult> bench_engine(const EngineOptions& options);

}  // namespace cs::bench
