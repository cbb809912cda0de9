// The peer of the lifecycle benchmark: the same steps on plain PostgreSQL 15 tables, in a cluster
// of its own on this machine, durable likewise (fsync and synchronous_commit on), over a Unix
// socket.
#pragma once

#include "bench/latencies.h"
#include "bench/load.h"

namespace cs::bench {

struct PeerOptions {
    std::uint64_t stored = 0;
    int seconds = 20;
    int connections = 32;  ///< each lives one case after another; commits share their syncs
    bool search = false;   ///< with the trigram index, kept in the same transaction
    std::string sql;       ///< the folder with schema.sql and search.sql
    std::string binaries = "/usr/lib/postgresql/15/bin";
    Progress progress;
};

struct PeerResult {
    std::int64_t stored = 0;
    std::int64_t lifecycles_per_second = 0;
    std::int64_t lifecycles = 0;
    std::int64_t connections = 0;
    bool search = false;
    Percentiles step_latency;
    DESCRIBED(PeerResult, stored, lifecycles_per_second, lifecycles, connections, search,
              step_latency)
};

/// Started as root it runs PostgreSQL as the user postgres, as PostgreSQL demands.
Result<PeerResult> bench_peer_postgres(const PeerOptions& options);

}  // namespace cs::bench
