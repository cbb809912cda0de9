// A PostgreSQL cluster for the length of a benchmark, in a temporary directory, and connections to
// it.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace cs::bench {

class PeerConnection {
public:
    /// `socket` is the directory of the cluster's socket.
    static Result<PeerConnection> open(const std::string& socket);
    /// Runs SQL that answers nothing of interest.
    Result<void> run(const std::string& sql);
    Result<void> prepare(const char* name, const char* sql);
    /// One row with one whole number. A parameter with a length is sent as bytes.
    Result<std::int64_t> call(const char* prepared, const std::vector<std::string>& parameters,
                              int bytes_parameter = -1);

private:
    explicit PeerConnection(PGconn* handle) : handle_(handle, PQfinish) {}
    Error error() const;
    std::unique_ptr<PGconn, void (*)(PGconn*)> handle_;
};

class PeerCluster {
public:
    static Result<std::unique_ptr<PeerCluster>> start(const std::string& binaries);
    /// Stops it and removes its directory.
    ~PeerCluster();
    const std::string& socket() const { return directory_; }

private:
    PeerCluster(std::string binaries, std::string directory)
        : binaries_(std::move(binaries)), directory_(std::move(directory)) {}
    Result<void> as_postgres(const std::string& command, const std::string& what) const;
    std::string binaries_, directory_;
};

}  // namespace cs::bench
