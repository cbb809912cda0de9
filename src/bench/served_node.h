// A benchmark's node as it is served to clients: accounts with a token for each of the town's
// people, the views and the search index level with the journal, and the HTTP server on a free port
// of loopback.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "auth/accounts.h"
#include "bench/load.h"
#include "evidence/store.h"
#include "http/api.h"
#include "http/metrics.h"
#include "http/server.h"

namespace cs::bench {

/// Bearer tokens of the town's people.
struct Tokens {
    std::string agent;
    std::string verifier;
    std::vector<std::string> officers;  ///< by street
};

/// At least so many; what is missing is added.
struct Stock {
    std::uint64_t closed = 0;  ///< cases that are over
    std::uint64_t open = 0;    ///< dispatched, not signed: for the inboxes
};

class ServedNode {
public:
    /// An empty `data` is a temporary directory.
    static Result<std::unique_ptr<ServedNode>> start(const std::string& data, const Stock& stock,
                                                     const Progress& progress);
    ~ServedNode();

    std::uint16_t port() const { return server_->port(); }
    const Town& town() const { return node_->town(); }
    const Tokens& tokens() const { return tokens_; }
    /// Counter of the newest case: they are numbered from 1.
    std::uint64_t cases() const { return cases_; }
    std::uint64_t open_cases() const { return open_cases_; }
    /// The next number under which nothing was sent yet.
    std::uint64_t next_number() const { return next_number_; }

private:
    ServedNode() = default;
    Result<void> level_views();
    Result<void> open_accounts();
    Result<std::string> token_of(const std::string& name, PersonId person);
    Result<void> listen();
    Result<void> send_photos();

    std::unique_ptr<Node> node_;
    runtime::SystemTime wall_;
    std::uint64_t cases_ = 0;
    std::uint64_t open_cases_ = 0;
    std::uint64_t next_number_ = 0;
    Tokens tokens_;
    std::unique_ptr<auth::Accounts> accounts_;
    std::unique_ptr<evidence::Store> evidence_;
    std::unique_ptr<runtime::Runtime> runtime_;
    std::unique_ptr<http::Follower> follower_;
    std::unique_ptr<http::Api> api_;
    std::unique_ptr<http::Gate> gate_;
    http::Metrics metrics_;
    std::unique_ptr<http::Server> server_;
};

}  // namespace cs::bench
