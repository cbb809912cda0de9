#include "bench/peer_postgres.h"

#include <mutex>

#include "base/json.h"
#include "bench/peer_cluster.h"
#include "ingest/holiday_files.h"

namespace cs::bench {

namespace {

constexpr const char* remark = "已安排人员到现场处理，路面已修复，积水已排净。";

// One connection that lives one case after another.
class PeerLives {
public:
    PeerLives(PeerConnection connection, const Town& town, journal::Vault& vault, int number)
        : connection_(std::move(connection)), town_(town), vault_(vault),
          number_(static_cast<std::uint64_t>(number) * 100'000'000 + 2'000'000) {
        for (std::uint64_t i = 0; i < 64; ++i) texts_.push_back(message_text(i));
    }
    Result<void> prepare() {
        TRY_VOID(connection_.prepare("submit", "SELECT submit($1, $2, $3, $4, $5, $6, $7)"));
        TRY_VOID(connection_.prepare("file", "SELECT file_case($1, $2, $3, $4)"));
        return connection_.prepare("step", "SELECT step($1, $2, $3, $4)");
    }
    Result<void> live_once() {
        ++number_;
        auto index = number_ % town_.streets.size();
        const auto& text = texts_[number_ % texts_.size()];
        // Sealed as for the node, so that both ends store and encrypt the same.
        auto sealed = TRY(vault_.seal(make_id<SubjectId>(town_realm, number_),
                                      json::text_of(text), "peer"));
        auto report = TRY(timed("submit",
                                {key(0), std::to_string(number_),
                                 std::string(sealed.data.begin(), sealed.data.end()), text.text,
                                 id_text(town_.streets[index].division), "1136000000",
                                 "347000000"},
                                2));
        auto subject = TRY(timed("file", {key(1), std::to_string(report),
                                          town_.matters[number_ % town_.matters.size()],
                                          std::to_string(index)}));
        for (int step = 2; step < steps_of_life; ++step)
            TRY(timed("step",
                      {key(step), std::to_string(subject), std::to_string(step), remark}));
        ++lived;
        return {};
    }

    std::atomic<std::int64_t> lived = 0;
    std::atomic<bool> measuring = false;
    std::vector<std::int64_t> times_ns;

private:
    std::string key(int step) const {
        return "b" + std::to_string(number_) + "." + std::to_string(step);
    }
    Result<std::int64_t> timed(const char* what, const std::vector<std::string>& parameters,
                               int bytes_parameter = -1) {
        auto began = steady_ns();
        auto value = TRY(connection_.call(what, parameters, bytes_parameter));
        if (measuring) times_ns.push_back(steady_ns() - began);
        return value;
    }

    PeerConnection connection_;
    const Town& town_;
    journal::Vault& vault_;
    std::uint64_t number_;
    std::vector<PersonalText> texts_;
};

Result<void> store(PeerConnection& connection, const PeerOptions& options,
                   journal::Vault& vault) {
    if (options.stored == 0) return {};
    auto text = message_text(1);
    auto sealed = TRY(vault.seal(make_id<SubjectId>(town_realm, 1), json::text_of(text), "peer"));
    TRY_VOID(connection.prepare("store", "SELECT 1 FROM (SELECT store($1, $2, $3)) done"));
    if (options.progress) options.progress(0, options.stored);
    TRY(connection.call("store",
                        {std::to_string(options.stored),
                         std::string(sealed.data.begin(), sealed.data.end()), text.text},
                        1));
    if (options.progress) options.progress(options.stored, options.stored);
    TRY_VOID(connection.run("VACUUM ANALYZE"));
    return connection.run("CHECKPOINT");
}

}  // namespace

Result<PeerResult> bench_peer_postgres(const PeerOptions& options) {
    auto schema = TRY(ingest::read_text_file(options.sql + "/schema.sql"));
    auto search = TRY(ingest::read_text_file(options.sql + "/search.sql"));
    journal::TemporaryDirectory temporary;
    auto vault = TRY(journal::Vault::open(temporary / "vault.db"));
    auto town = found_town(bench_year).town;
    auto cluster = TRY(PeerCluster::start(options.binaries));
    auto first = TRY(PeerConnection::open(cluster->socket()));
    TRY_VOID(first.run(schema));
    if (options.search) TRY_VOID(first.run(search));
    TRY_VOID(store(first, options, vault));

    std::vector<std::unique_ptr<PeerLives>> lives;
    for (int i = 0; i < options.connections; ++i) {
        lives.push_back(std::make_unique<PeerLives>(TRY(PeerConnection::open(cluster->socket())),
                                                    town, vault, i));
        TRY_VOID(lives.back()->prepare());
    }
    std::atomic<bool> stopping = false;
    std::mutex mutex;
    std::optional<Error> failure;
    auto lived = [&] {
        std::int64_t sum = 0;
        for (const auto& one : lives) sum += one->lived;
        return sum;
    };
    PeerResult result;
    {
        std::vector<std::jthread> threads;
        for (auto& one : lives)
            threads.emplace_back([&] {
                while (!stopping) {
                    if (auto done = one->live_once(); !done) {
                        std::lock_guard lock(mutex);
                        failure = done.error();
                        return;
                    }
                }
            });
        rest_us(2'000'000);  // warm
        for (auto& one : lives) one->measuring = true;
        auto before = lived();
        auto began = steady_ns();
        rest_us(options.seconds * 1'000'000LL);
        result.lifecycles = lived() - before;
        result.lifecycles_per_second = result.lifecycles * second_ns / (steady_ns() - began);
        stopping = true;
    }
    if (failure) return std::unexpected(*failure);
    std::vector<std::int64_t> times;
    for (const auto& one : lives)
        times.insert(times.end(), one->times_ns.begin(), one->times_ns.end());
    result.step_latency = percentiles_of(times);
    result.stored = static_cast<std::int64_t>(options.stored);
    result.connections = options.connections;
    result.search = options.search;
    return result;
}

}  // namespace cs::bench
