// What happens to a request between its last byte and its answer, on whatever connection it came:
// route, rates, gate, handler, log and metrics.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <memory>

#include "http/access_log.h"
#include "http/connection_counts.h"
#include "http/exchange.h"
#include "http/forwarded.h"
#include "http/metrics.h"
#include "http/options.h"
#include "http/rates.h"
#include "http/router.h"
#include "http/worker_pool.h"
#include "runtime/time_source.h"

namespace cs::http {

class Service {
public:
    Service(const Options& options, TrustedProxies proxies, Router router, Gate& gate,
            Metrics& metrics, runtime::TimeSource& time, std::unique_ptr<AccessLog> log);

    /// Once the header is read: the request's id, its route, and what is refused already. Who
    /// sends a long body is asked for here, before any of it is taken. Returns how long it may be.
    std::size_t enter(Exchange& exchange, std::string_view target);
    /// Once the request is whole. Answers now or later.
    void handle(std::unique_ptr<Exchange> exchange);
    /// Asks what is long at work to end (Request::stop), and what begins from now on.
    void stop_long_work() { stop_.request_stop(); }
    /// Whether it is answered by a worker, not at once on the I/O thread.
    bool is_for_worker(const Exchange& exchange) const;
    /// Once its answer is written.
    void note(const Exchange& exchange, int status, std::size_t bytes);
    void name(Request& request);
    /// For a new connection; nothing when its address has too many. A proxy's is any number's.
    std::unique_ptr<ConnectionCounts::Place> place_for(std::string_view peer);

    Instant now() { return time_.now(); }
    const Options& options() const { return options_; }

    /// Counted by the connections.
    struct Counts {
        Counter& connections;
        Counter& connections_refused;
        Counter& received_bytes;
        Counter& sent_bytes;
        Counter& slow_clients;
        Counter& rate_limited;
        Counter& streams;
        Gauge& open_connections;
        Gauge& open_streams;
    };
    Counts counts;

private:
    /// By class of status, 1xx to 5xx.
    struct RouteCounts {
        std::array<Counter*, 5> answers{};
        Histogram* duration = nullptr;
    };
    RouteCounts counts_of(const std::string& route);
    std::optional<Response> admit_body(Exchange& exchange);
    std::optional<Response> rate_refused(const Exchange& exchange);
    std::optional<Response> rate_refused(const Exchange& exchange, const std::string& account);
    void run(std::unique_ptr<Exchange> exchange);

    Options options_;
    TrustedProxies proxies_;
    Router router_;
    Gate& gate_;
    Metrics& metrics_;
    runtime::TimeSource& time_;
    std::unique_ptr<AccessLog> log_;
    ConnectionCounts connections_;
    Rates address_rates_;
    Rates account_rates_;
    std::map<const Route*, RouteCounts> route_counts_;
    std::uint64_t id_salt_;
    std::atomic<std::uint64_t> next_id_ = 1;
    std::atomic<int> long_bodies_ = 0;
    std::stop_source stop_;
    WorkerPool workers_;  ///< last: their jobs use all of the above
    WorkerPool waiters_;
};

}  // namespace cs::http
