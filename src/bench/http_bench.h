// The served node under load: reading one case, an inbox, a search, map tiles, whole lives of cases
// by HTTP calls, and thousands of open event streams beside them. Server and load share this
// machine's processors.
#pragma once

#include "bench/http_lives.h"
#include "bench/wrk.h"

namespace cs::bench {

struct HttpOptions {
    std::uint64_t stored = 0;    ///< closed cases before the measurement, at least
    std::uint64_t open = 4'500;  ///< open cases, 25 in each unit's inbox, at least
    int seconds = 5;             ///< of each part
    int connections = 64;        ///< of the lives
    int streams = 5'000;
    std::string data;  ///< empty: a temporary directory
    Progress progress;
};

struct StreamsResult {
    std::int64_t streams = 0;
    std::int64_t resident_kib = 0;  ///< what they add to the process, the bench's own end included
    std::int64_t lifecycles_per_second = 0;
    std::int64_t delivered_mib = 0;
    Percentiles event_delay;  ///< behind the answer of the command
    Percentiles call_latency;
    DESCRIBED(StreamsResult, streams, resident_kib, lifecycles_per_second, delivered_mib,
              event_delay, call_latency)
};

struct HttpResult {
    std::int64_t stored = 0;
    std::int64_t open = 0;  ///< of them
    WrkResult case_by_id;
    WrkResult inbox;
    WrkResult search;
    WrkResult tiles;  ///< of open cases, zoom 9 to 15
    HttpLivesResult lives;
    StreamsResult streams;
    DESCRIBED(HttpResult, stored, open, case_by_id, inbox, search, tiles, lives, streams)
};

Result<HttpResult> bench_http(const HttpOptions& options);

/// What a case, an inbox and a search are asked with; the peer is asked the same.
std::string case_script(std::uint64_t cases);
std::string inbox_script();
std::string search_script();

}  // namespace cs::bench
