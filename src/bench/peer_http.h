// The peer of the HTTP benchmark: a hand-written Node server on PostgreSQL 15, in a cluster of its
// own on this machine, asked the same calls (bench/peer_http/server.js). It has no event streams.
#pragma once

#include <optional>
#include <string>

#include "bench/http_bench.h"

namespace cs::bench {

struct PeerHttpOptions {
    std::uint64_t stored = 20'000;  ///< more take minutes: trigrams of every text
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
    std::int64_t open = 0;  ///< of them
    WrkResult case_by_id;
    WrkResult inbox;
    WrkResult search;
    HttpLivesResult lives;
    DESCRIBED(PeerHttpResult, stored, open, case_by_id, inbox, search, lives)
};

/// An error that says what of it is not installed.
Result<void> peer_http_is_there(const PeerHttpOptions& options);
Result<PeerHttpResult> bench_peer_http(const PeerHttpOptions& options);

/// What another system's makers have published: whole lives of complaints a second, with an empty
/// store and with a million stored.
struct Published {
    std::string system;
    std::string lifecycles_per_second_empty;
    std::string lifecycles_per_second_million;
    std::string machine;
    DESCRIBED(Published, system, lifecycles_per_second_empty, lifecycles_per_second_million,
              machine)
};
Published published_by_digit();

/// This node, its peer where that is installed, and what is published of another, in one run.
struct HttpComparison {
    HttpResult node;
    std::optional<PeerHttpResult> peer;
    std::optional<std::string> peer_left_out;  ///< why
    Published published;
    DESCRIBED(HttpComparison, node, peer, peer_left_out, published)
};

}  // namespace cs::bench
