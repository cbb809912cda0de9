// wrk, the load tool of Debian, as a child of this process: keep-alive connections that ask again
// as soon as they are answered.
#pragma once

#include <string>

#include "base/describe.h"
#include "base/result.h"

namespace cs::bench {

struct WrkOptions {
    std::string url;     ///< of the server, without a path
    std::string script;  ///< Lua: the body of wrk's function request()
    std::string token;
    int connections = 32;
    int seconds = 5;
};

struct WrkResult {
    std::int64_t requests_per_second = 0;
    std::int64_t p50_us = 0;
    std::int64_t p99_us = 0;
    DESCRIBED(WrkResult, requests_per_second, p50_us, p99_us)
};

/// An error when wrk is not installed, or any answer was not a good one.
Result<WrkResult> run_wrk(const WrkOptions& options);

}  // namespace cs::bench
