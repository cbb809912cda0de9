#include "bench/peer_cluster.h"

#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>

namespace cs::bench {

namespace {

constexpr const char* settings =
    "-c listen_addresses= -c max_connections=100 -c shared_buffers=512MB -c max_wal_size=4GB "
    "-c checkpoint_timeout=15min -c wal_buffers=16MB -c fsync=on -c synchronous_commit=on "
    "-c full_page_writes=on -c autovacuum=on";

}  // namespace

Error PeerConnection::error() const {
    std::string words = PQerrorMessage(handle_.get());
    while (!words.empty() && words.back() == '\n') words.pop_back();
    return {"PostgreSQL says: " + words, {}, {}};
}

Result<PeerConnection> PeerConnection::open(const std::string& socket) {
    PeerConnection out(
        PQconnectdb(("host=" + socket + " user=postgres dbname=postgres").c_str()));
    if (PQstatus(out.handle_.get()) != CONNECTION_OK) return std::unexpected(out.error());
    return out;
}

Result<void> PeerConnection::run(const std::string& sql) {
    std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(handle_.get(), sql.c_str()),
                                                          PQclear);
    auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) return std::unexpected(error());
    return {};
}

Result<void> PeerConnection::prepare(const char* name, const char* sql) {
    std::unique_ptr<PGresult, void (*)(PGresult*)> result(
        PQprepare(handle_.get(), name, sql, 0, nullptr), PQclear);
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) return std::unexpected(error());
    return {};
}

Result<std::int64_t> PeerConnection::call(const char* prepared,
                                          const std::vector<std::string>& parameters,
                                          int bytes_parameter) {
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        values.push_back(parameters[i].c_str());
        lengths.push_back(static_cast<int>(parameters[i].size()));
        formats.push_back(static_cast<int>(i) == bytes_parameter ? 1 : 0);
    }
    std::unique_ptr<PGresult, void (*)(PGresult*)> result(
        PQexecPrepared(handle_.get(), prepared, static_cast<int>(values.size()), values.data(),
                       lengths.data(), formats.data(), 0),
        PQclear);
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) return std::unexpected(error());
    std::string_view text = PQgetvalue(result.get(), 0, 0);
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Result<void> PeerCluster::as_postgres(const std::string& command, const std::string& what) const {
    // Names come from mkdtemp and from the option for the binaries; no shell characters in them.
    auto whole = (geteuid() == 0 ? "cd / && runuser -u postgres -- " : "") + command + " > " +
                 directory_ + "/log.txt 2>&1";
    if (std::system(whole.c_str()) != 0)
        return fail("PostgreSQL cannot be " + what, directory_ + "/log.txt",
                    "install Debian's postgresql-15");
    return {};
}

Result<std::unique_ptr<PeerCluster>> PeerCluster::start(const std::string& binaries) {
    char directory[] = "/tmp/chengshu-peer-XXXXXX";
    if (mkdtemp(directory) == nullptr) return fail("no temporary directory", "/tmp");
    std::unique_ptr<PeerCluster> out(new PeerCluster(binaries, directory));
    if (geteuid() == 0 &&
        std::system(("chown postgres " + std::string(directory)).c_str()) != 0)
        return fail("there is no user postgres", {}, "install Debian's postgresql-15");
    auto data = out->directory_ + "/data";
    TRY_VOID(out->as_postgres(
        binaries + "/initdb -D " + data + " -A trust -U postgres -E UTF8 --locale=C.UTF-8",
        "set up"));
    TRY_VOID(out->as_postgres(binaries + "/pg_ctl -D " + data + " -l " + data +
                                  "/server.log -w -o \"-k " + out->directory_ + " " + settings +
                                  "\" start",
                              "started"));
    return out;
}

PeerCluster::~PeerCluster() {
    static_cast<void>(as_postgres(
        binaries_ + "/pg_ctl -D " + directory_ + "/data -m immediate stop", "stopped"));
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

}  // namespace cs::bench
