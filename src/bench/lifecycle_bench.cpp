#include "bench/lifecycle_bench.h"

#include "journal/sqlite_journal.h"
#include "views/search_index.h"
#include "views/vault_opener.h"
#include "views/views.h"

namespace cs::bench {

namespace {

constexpr std::size_t records_a_fold = 4'096;
constexpr std::size_t texts_a_turn = 512;
constexpr std::int64_t mib = 1 << 20;

// The views and the search index of a node, each followed by a thread of its own.
class Followers {
public:
    Followers(Node& node, Lives& lives) : node_(node), lives_(lives), opener_(node.vault()) {}
    ~Followers() { stopping_ = true; }

    Result<void> open() {
        const auto& files = node_.directory();
        journal_ = TRY(journal::SqliteJournal::open_reader(files.journal()));
        views_ = TRY(views::Views::open(files.views(), *journal_));
        return {};
    }
    /// Until everything stored is shown and searchable.
    Result<void> catch_up(const Progress& progress) {
        TRY(journal_->refresh());
        while (TRY(views_->catch_up(*journal_, opener_, records_a_fold * 8)) > 0)
            if (progress) progress(views_->position().sequence, journal_->last_sequence());
        search_ = TRY(views::SearchIndex::open(files().views()));
        while (TRY(search_->catch_up(texts_a_turn * 8)) > 0) {
        }
        return {};
    }
    void start() {
        threads_.emplace_back([this] { keep(follow()); });
        threads_.emplace_back([this] { keep(index()); });
    }
    void stop() {
        stopping_ = true;
        threads_.clear();
    }
    std::int64_t longest_lag() const { return longest_lag_; }
    std::int64_t searchable() const { return searchable_; }
    Result<views::SearchLag> search_lag() { return search_->lag(); }

private:
    const journal::DataDirectory& files() const { return node_.directory(); }
    void keep(const Result<void>& outcome) {
        if (!outcome) lives_.fail(outcome.error().text());
    }
    Result<void> follow() {
        while (!stopping_) {
            auto last = TRY(journal_->refresh());
            auto behind = static_cast<std::int64_t>(last - views_->position().sequence);
            longest_lag_ = std::max<std::int64_t>(longest_lag_, behind);
            if (TRY(views_->catch_up(*journal_, opener_, records_a_fold)) == 0) rest_us(500);
            lives_.show(views_->position().sequence);
        }
        return {};
    }
    Result<void> index() {
        while (!stopping_) {
            auto taken = TRY(search_->catch_up(texts_a_turn));
            searchable_ += static_cast<std::int64_t>(taken);
            if (taken == 0) rest_us(5'000);
        }
        return {};
    }

    Node& node_;
    Lives& lives_;
    views::VaultOpener opener_;
    std::unique_ptr<journal::SqliteJournal> journal_;
    std::unique_ptr<views::Views> views_;
    std::unique_ptr<views::SearchIndex> search_;
    std::atomic<std::int64_t> longest_lag_ = 0, searchable_ = 0;
    std::atomic<bool> stopping_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace

Result<LifecycleResult> bench_lifecycle(const LifecycleOptions& options) {
    auto node = TRY(Node::open(options.data, {}));
    LifecycleResult result;
    auto have = node->engine().state().cases.last_case;
    if (have < options.stored)
        TRY_VOID(store_cases(*node, options.stored - have, steps_of_life, options.progress));
    TRY_VOID(node->engine().checkpoint());
    result.stored = static_cast<std::int64_t>(node->engine().state().cases.last_case);
    result.slots = static_cast<std::int64_t>(options.slots);

    Lives lives(node->town(), node->vault(), options.slots, node->engine().last_sequence() + 1,
                true);
    Followers followers(*node, lives);
    TRY_VOID(followers.open());
    TRY_VOID(followers.catch_up(options.progress));
    auto runtime = node->start({});
    followers.start();
    {
        ClosedLoop load(*node, *runtime, lives, options.producers);
        rest_us(2'000'000);  // warm
        auto closed = lives.closed();
        auto accepted = lives.accepted();
        auto searchable = followers.searchable();
        auto began = steady_ns();
        rest_us(options.seconds * 1'000'000LL);
        auto took_ns = steady_ns() - began;
        result.lifecycles = static_cast<std::int64_t>(lives.closed() - closed);
        result.lifecycles_per_second = result.lifecycles * second_ns / took_ns;
        result.commands_per_second =
            static_cast<std::int64_t>(lives.accepted() - accepted) * second_ns / took_ns;
        result.searchable_per_second =
            (followers.searchable() - searchable) * second_ns / took_ns;
    }
    result.resident_mib = resident_bytes() / mib;
    followers.stop();
    result.search_lag_reports = static_cast<std::int64_t>(TRY(followers.search_lag()).reports);
    runtime.reset();
    result.views_lag_records = followers.longest_lag();
    result.journal_mib = file_bytes(node->directory().journal()) / mib;
    result.views_mib = file_bytes(node->directory().views()) / mib;
    if (auto failure = lives.failure(); !failure.empty())
        return fail("the load was refused: " + failure);
    return result;
}

}  // namespace cs::bench
