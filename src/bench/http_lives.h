// Whole lives of cases by HTTP: each connection carries one case from its report to its closing,
// one call at a time, and then reads it until the views show it closed. Every call is timed.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "bench/http_connection.h"
#include "bench/latencies.h"
#include "bench/served_node.h"

namespace cs::bench {

/// The seven commands of a life, and the reading of what came of it.
inline constexpr int calls_of_life = steps_of_life + 1;

/// The photo behind every outcome. The served node wants it sent before; each officer's own.
const std::string& photo_of_repair();

struct HttpLivesOptions {
    std::uint16_t port = 0;
    int connections = 64;
    std::uint64_t first_number = 1;  ///< of the texts and idempotency keys
    std::int64_t rate = 0;           ///< lives begun a second; 0: as many as are answered
};

struct HttpLivesResult {
    std::int64_t lifecycles_per_second = 0;
    std::int64_t calls_per_second = 0;
    std::int64_t lifecycles = 0;
    Percentiles call_latency;  ///< of any call, the reading of the closed case among them
    DESCRIBED(HttpLivesResult, lifecycles_per_second, calls_per_second, lifecycles, call_latency)
};

class HttpLives {
public:
    HttpLives(const Town& town, const Tokens& tokens, const HttpLivesOptions& options);
    /// Called with each command's answer: the journal's sequence and the instant it came.
    std::function<void(std::uint64_t sequence, std::int64_t at_ns)> on_answer;

    /// Runs for so long, on this thread, and ends what is under way.
    Result<HttpLivesResult> run(int seconds);

private:
    struct Lane {
        HttpConnection connection;
        std::uint64_t number = 0;
        std::uint32_t street = 0;
        int step = 0;
        std::string report, case_id, sequence;
        std::int64_t sent_ns = 0;
    };
    Result<void> open();
    Result<void> begin(std::size_t lane);
    Result<void> send(Lane& lane);
    std::string request_of(const Lane& lane) const;
    Result<void> take(std::size_t lane);
    Result<void> advance(Lane& lane, const HttpConnection::Answer& answer);
    Result<void> begin_due(std::int64_t now_ns);

    const Town& town_;
    const Tokens& tokens_;
    HttpLivesOptions options_;
    std::vector<std::string> texts_;
    std::vector<Lane> lanes_;
    std::vector<std::size_t> idle_;
    std::uint64_t next_number_;
    std::int64_t began_ns_ = 0;
    std::int64_t ends_ns_ = 0;
    std::int64_t begun_ = 0, ended_ = 0, calls_ = 0;
    std::vector<std::int64_t> times_ns_;
};

}  // namespace cs::bench
