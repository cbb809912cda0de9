#include "bench/node.h"

#include <chrono>

#include "journal/sqlite_journal.h"

namespace cs::bench {

std::int64_t steady_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

BenchTime::BenchTime(Instant start) : start_(start), began_ns_(steady_ns()) {}

Instant BenchTime::now() {
    return start_ + Duration{(steady_ns() - began_ns_) / 1000 + ahead_us_};
 }

Result<std::unique_ptr<Node>> Node::open(const std::string& path,
                                         runtime::Engine::Options options) {
    auto node = std::unique_ptr<Node>(new Node);
    if (path.empty()) node->temporary_.emplace();
    auto place = path.empty() ? *node->temporary_ / "node" : path;
    node->directory_.emplace(TRY(journal::DataDirectory::open(place, journal::Access::write)));
    const auto& files = *node->directory_;
    node->vault_.emplace(TRY(journal::Vault::open(files.vault())));
    node->engine_ = TRY(runtime::Engine::open(
        [file = files.journal()]() -> Result<std::unique_ptr<journal::Journal>> {
            return journal::SqliteJournal::open(file, town_realm);
        },
        [file = files.archive()] { return runtime::StateStore::open(file); }, &*node->vault_,
        options));
    auto founding = found_town(bench_year);
    Instant start = start_of_local_day({bench_year, 3, 2}) + Duration::minutes(8 * 60 + 30);
    if (node->engine_->last_sequence() == 0)
        for (auto& reply : node->engine_->process(founding.commands, start))
            if (!reply)
                return fail("the town cannot be founded: " + std::string(code_name(reply.error().code)) +
                            " " + reply.error().detail);
    node->town_ = std::move(founding.town);
    node->time_.emplace(std::max(start, node->engine_->last_at()));
    return node;
}

Node::~Node() = default;

std::unique_ptr<runtime::Runtime> Node::start(runtime::Runtime::Options options) {
    return std::make_unique<runtime::Runtime>(std::move(engine_), *time_, options);
}

}  // namespace cs::bench
