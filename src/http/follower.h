// Follows the journal while the node serves: the views, the search index, a copy of the registry
// for those who ask, and the live events. An event is told to listeners only once the views hold
// it, so that whoever hears of it and looks finds it there.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "http/live_events.h"
#include "http/reader_pool.h"
#include "journal/data_directory.h"
#include "journal/vault.h"
#include "registry/registry.h"
#include "views/vault_opener.h"
#include "views/views.h"

namespace cs::http {

class Follower {
public:
    struct Sources {
        std::string journal;
        std::string views;
        std::string vfs = {};  ///< a test's disk in memory; otherwise the real one
    };

    /// Starts the threads. `registry` is the state's as of record `at`; the views may be behind
    /// that, and are brought level first. Everything given must outlive it.
    static Result<std::unique_ptr<Follower>> start(const Sources& sources, journal::Vault& vault,
                                                   registry::Registry registry, std::uint64_t at);
    ~Follower();

    /// Called after events were published and at every heartbeat: Server::wake_streams.
    void on_news(std::function<void()> wake);
    /// There are new records, up to `written`: looks at once instead of at the next tick.
    void nudge(std::uint64_t written);

    /// Runs `then` as soon as the views hold record `sequence`, or at the latest after the patience
    /// of a reader: at once on this thread when they do, or when nobody can know of that record
    /// yet; else on one of the follower's. False, and nothing runs, when too many wait already.
    bool when_at(std::uint64_t sequence, std::function<void()> then);
    std::uint64_t position() const { return position_.load(); }

    /// Reads the registry, which does not change meanwhile.
    template <class Read>
    auto with_registry(Read read) const {
        std::shared_lock lock(registry_mutex_);
        return read(registry_);
    }

    ReaderPool& readers() { return readers_; }
    LiveEvents& events() { return *events_; }

private:
    Follower(const Sources& sources, journal::Vault& vault, registry::Registry registry);
    void follow_loop();
    void search_loop();
    void late_loop();
    /// Folds what is new; true when there was something.
    Result<bool> follow();
    Result<void> tell(std::uint64_t up_to);
    void apply(const Event& event, Instant at);
    bool pause(std::chrono::milliseconds for_at_most);

    Sources sources_;
    views::VaultOpener opener_;
    ReaderPool readers_;
    std::unique_ptr<journal::Journal> views_journal_, told_journal_;
    std::unique_ptr<views::Views> views_;
    std::uint64_t generation_ = 0;
    std::unique_ptr<LiveEvents> events_;
    std::unique_ptr<LiveMaker> maker_;
    mutable std::shared_mutex registry_mutex_;
    registry::Registry registry_;
    std::atomic<std::uint64_t> position_ = 0;

    std::mutex mutex_;
    std::condition_variable nudged_;
    std::condition_variable reached_;
    bool has_news_ = false;
    std::uint64_t written_ = 0;  ///< the last record that anybody was told of
    std::atomic<bool> stopping_ = false;
    std::function<void()> wake_;
    using Clock = std::chrono::steady_clock;
    struct Late {
        std::uint64_t sequence;
        Clock::time_point until;
        std::function<void()> then;
    };
    std::vector<Late> late_;
    std::jthread follower_, searcher_, reader_of_late_;
};

}  // namespace cs::http
