#include "bench/peer_http.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "bench/peer_cluster.h"
#include "ingest/holiday_files.h"

namespace cs::bench {

namespace {

/// The Node server as a child; ends with this.
class PeerServer {
public:
    static Result<std::unique_ptr<PeerServer>> start(const std::string& folder,
                                                     const std::string& socket);
    ~PeerServer() {
        ::kill(child_, SIGTERM);
        ::waitpid(child_, nullptr, 0);
    }
    std::uint16_t port() const { return port_; }

private:
    PeerServer(pid_t child, std::uint16_t port) : child_(child), port_(port) {}
    pid_t child_;
    std::uint16_t port_;
};

Result<std::unique_ptr<PeerServer>> PeerServer::start(const std::string& folder,
                                                      const std::string& socket) {
    std::array<int, 2> pipe{};
    if (pipe2(pipe.data(), O_CLOEXEC) != 0) return fail("no pipe can be made");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    std::array<std::string, 3> words{"node", folder + "/server.js", socket};
    std::array<char*, 4> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
    pid_t child = 0;
    int failed = posix_spawnp(&child, "node", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    std::array<char, 64> said{};
    auto count = failed == 0 ? ::read(pipe[0], said.data(), said.size() - 1) : 0;
    ::close(pipe[0]);
    if (failed != 0) return fail("node does not run", {}, "install Debian's nodejs");
    auto port = static_cast<std::uint16_t>(count > 0 ? std::atoi(said.data()) : 0);
    std::unique_ptr<PeerServer> out(new PeerServer(child, port));
    if (port == 0) return fail("the peer's server does not start", folder + "/server.js");
    return out;
}

Result<void> store(PeerConnection& connection, const PeerHttpOptions& options) {
    auto closed = std::to_string(options.stored);
    // As a careful server would have them: texts that differ, as the node's do.
    TRY_VOID(connection.run("CREATE TABLE samples(number integer, body text)"));
    for (int i = 0; i < 512; ++i)
        TRY_VOID(connection.run("INSERT INTO samples VALUES(" + std::to_string(i) + ", '" +
                                message_text(static_cast<std::uint64_t>(i)).text + "')"));
    if (options.progress) options.progress(0, options.stored + options.open);
    TRY_VOID(connection.run("SELECT store(" + closed + ", decode(repeat('00', 1300), 'hex'), '')"));
    TRY_VOID(connection.run("UPDATE reports SET body = s.body FROM samples s "
                            "WHERE s.number = reports.id % 512"));
    TRY_VOID(connection.run(
        "SELECT file_case('o' || n, submit('p' || n, n, decode(repeat('00', 1300), 'hex'), s.body, "
        "410101001000, 1136000000, 347000000), 'E1001', (n % 180)::integer) "
        "FROM generate_series(1, " + std::to_string(options.open) +
        ") n JOIN samples s ON s.number = n % 512"));
    return {};
}

}  // namespace

Result<void> peer_http_is_there(const PeerHttpOptions& options) {
    if (access((options.binaries + "/initdb").c_str(), X_OK) != 0)
        return fail("PostgreSQL 15 is not installed", options.binaries,
                    "install Debian's postgresql-15");
    if (access((options.server + "/node_modules/pg").c_str(), F_OK) != 0)
        return fail("npm's package pg is not installed", options.server,
                    "install Debian's npm, then run npm install there");
    return {};
}

Published published_by_digit() {
    return {"DIGIT", "37", "6.3", "16 vCPU"};
}

Result<PeerHttpResult> bench_peer_http(const PeerHttpOptions& options) {
    TRY_VOID(peer_http_is_there(options));
    auto schema = TRY(ingest::read_text_file(options.sql + "/schema.sql"));
    auto search = TRY(ingest::read_text_file(options.sql + "/search.sql"));
    auto cluster = TRY(PeerCluster::start(options.binaries));
    auto connection = TRY(PeerConnection::open(cluster->socket()));
    TRY_VOID(connection.run(schema));
    TRY_VOID(store(connection, options));
    TRY_VOID(connection.run(search));
    TRY_VOID(connection.run("CREATE INDEX reports_case ON reports(case_id)"));
    TRY_VOID(connection.run("VACUUM ANALYZE"));
    TRY_VOID(connection.run("CHECKPOINT"));
    if (options.progress)
        options.progress(options.stored + options.open, options.stored + options.open);
    auto server = TRY(PeerServer::start(options.server, cluster->socket()));
    auto url = "http://127.0.0.1:" + std::to_string(server->port());
    auto ask = [&](const std::string& script, int connections) {
        return run_wrk({url, script, "none", connections, options.seconds});
    };
    PeerHttpResult result;
    result.stored = static_cast<std::int64_t>(options.stored + options.open);
    result.open = static_cast<std::int64_t>(options.open);
    result.case_by_id = TRY(ask(case_script(options.stored + options.open), 32));
    result.inbox = TRY(ask(inbox_script(), 32));
    result.search = TRY(ask(search_script(), 4));
    auto town = found_town(bench_year).town;
    Tokens tokens{"none", "none", std::vector<std::string>(town.streets.size(), "none")};
    HttpLives lives(town, tokens, {server->port(), options.connections, 1'000'000'000});
    TRY(lives.run(1));  // warm
    result.lives = TRY(lives.run(options.seconds));
    return result;
}

}  // namespace cs::bench
