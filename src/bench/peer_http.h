// The peer of the HTTP benchmark: a hand-written Node server on PostgreSQL 15, in a cluster of its
// own on this machine, asked the same calls (bench/peer_http/server.js). It has no event streams.
#pragma once

#include "bench/http_bench.h"

namespace cs::bench {

struct PeerHttpOptions {
    std::uint64_t stored = 0;
    std::uint64_t open = 4'500;
    int seconds = 5;
    int connections = 64;
    std::string sql;     ///< the folder with schema.sql and search.sql
    std::string server;  ///< the folder with server.js and its node_modules
    std::string binaries = "/usr/lib/postgresql/15/bin";
    Progress progress;
};

struct PeerHttpResult {
    std::int64_t stored = 0;
    WrkResult case_by_id;
    WrkResult inbox;
    WrkResult search;
    HttpLivesResult lives;
    DESCRIBED(PeerHttpResult, stored, case_by_id, inbox, search, lives)
};

Result<PeerHttpResult> bench_peer_http(const PeerHttpOptions& options);

}  // namespace cs::bench
