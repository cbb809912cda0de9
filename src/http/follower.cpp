#include "http/follower.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "http/limits.h"
#include "journal/sqlite_journal.h"
#include "views/search_index.h"

namespace cs::http {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t records_a_batch = 4'000;
constexpr std::size_t records_a_telling = 1'000;
constexpr std::size_t reports_a_batch = 1'000;
// How long a reader waits for his own write to be in the views before he reads without it.
constexpr auto patience = 2s;
// Clocks pass their points without anybody's command: no nudge tells of those.
constexpr auto tick = 50ms;
constexpr auto after_error = 1s;
constexpr auto heartbeat = 5s;

template <class E>
concept RegistryEvent =
    requires(registry::Registry& registry, const E& event) { registry.apply(event, Instant{}); };

void complain(const Error& error) {
    std::fprintf(stderr, "chengshu: %s\n", error.text().c_str());
}

void tell_notices(const std::vector<std::string>& notices) {
    for (const auto& notice : notices) std::fprintf(stderr, "chengshu: %s\n", notice.c_str());
}

}  // namespace

Follower::Follower(const Sources& sources, journal::Vault& vault, registry::Registry registry)
    : sources_(sources),
      opener_(vault),
      readers_(sources.views, sources.vfs),
      registry_(std::move(registry)) {}

Result<std::unique_ptr<Follower>> Follower::start(const Sources& sources, journal::Vault& vault,
                                                  registry::Registry registry, std::uint64_t at) {
    auto realm = registry.division();
    std::unique_ptr<Follower> out(new Follower(sources, vault, std::move(registry)));
    auto open_journal = [&] {
        return journal::SqliteJournal::open_reader(sources.journal, sources.vfs);
    };
    out->views_journal_ = TRY(open_journal());
    out->told_journal_ = TRY(open_journal());
    views::Views::Options options;
    if (!sources.vfs.empty()) options.vfs = sources.vfs;
    out->views_ = TRY(views::Views::open(sources.views, *out->views_journal_, options));
    while (out->views_->position().sequence < at &&
           TRY(out->views_->catch_up(*out->views_journal_, out->opener_, records_a_batch)) > 0) {
    }
    tell_notices(out->views_->take_notices());
    out->generation_ = out->views_->generation();
    out->events_ = std::make_unique<LiveEvents>(TRY(open_journal()), out->readers_, realm, at);
    out->maker_ = std::make_unique<LiveMaker>(out->readers_, realm);
    out->position_ = out->views_->position().sequence;
    auto* self = out.get();
    out->follower_ = std::jthread([self] { self->follow_loop(); });
    out->searcher_ = std::jthread([self] { self->search_loop(); });
    out->reader_of_late_ = std::jthread([self] { self->late_loop(); });
    return out;
}

Follower::~Follower() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    nudged_.notify_all();
    reached_.notify_all();
}

void Follower::on_news(std::function<void()> wake) {
    events_->on_past(wake);
    std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
}

void Follower::nudge(std::uint64_t written) {
    {
        std::lock_guard lock(mutex_);
        written_ = std::max(written_, written);
        has_news_ = true;
    }
    nudged_.notify_one();
}

bool Follower::when_at(std::uint64_t sequence, std::function<void()> then) {
    {
        std::lock_guard lock(mutex_);
        if (position_ < sequence && sequence <= written_ && !stopping_) {
            if (late_.size() >= limits::late_waiting) return false;
            late_.push_back({sequence, Clock::now() + patience, std::move(then)});
            reached_.notify_all();
            return true;
        }
    }
    then();
    return true;
}

void Follower::follow_loop() {
    auto last_wake = Clock::now();
    while (!stopping_) {
        auto before = position_.load();
        auto more = follow();
        if (!more) complain(more.error());
        bool is_new = position_ != before;
        if (is_new) reached_.notify_all();
        if (is_new || Clock::now() - last_wake >= heartbeat) {
            std::unique_lock lock(mutex_);
            auto wake = wake_;
            lock.unlock();
            if (wake) wake();
            last_wake = Clock::now();
        }
        if (!more || !*more) pause(more ? tick : std::chrono::milliseconds(after_error));
    }
}

bool Follower::pause(std::chrono::milliseconds for_at_most) {
    std::unique_lock lock(mutex_);
    nudged_.wait_for(lock, for_at_most, [&] { return has_news_ || stopping_; });
    return std::exchange(has_news_, false);
}

Result<bool> Follower::follow() {
    auto folded = TRY(views_->catch_up(*views_journal_, opener_, records_a_batch));
    if (views_->generation() != generation_) {
        generation_ = views_->generation();
        readers_.renew();
    }
    tell_notices(views_->take_notices());
    TRY_VOID(tell(views_->position().sequence));
    position_ = views_->position().sequence;
    return folded > 0;
}

// While views that were thrown away are made again, nothing is told anew.
Result<void> Follower::tell(std::uint64_t up_to) {
    while (events_->newest() < up_to) {
        auto first = events_->newest() + 1;
        auto records = TRY(told_journal_->read(
            first, std::min<std::size_t>(records_a_telling, up_to - first + 1)));
        if (records.empty()) return {};
        std::vector<LiveEvent> news;
        for (const auto& record : records) {
            auto event = TRY(event_from_json(record.type, record.version, record.payload));
            news.push_back(TRY(maker_->make(record, event)));
            apply(event, record.at);
        }
        events_->publish(std::move(news));
    }
    return {};
}

void Follower::apply(const Event& event, Instant at) {
    std::visit(
        [&](const auto& e) {
            if constexpr (RegistryEvent<std::remove_cvref_t<decltype(e)>>) {
                std::unique_lock lock(registry_mutex_);
                registry_.apply(e, at);
            }
        },
        event);
}

// The index lags behind on purpose: it must not keep the views from being level.
void Follower::search_loop() {
    views::SearchIndex::Options options;
    if (!sources_.vfs.empty()) options.vfs = sources_.vfs;
    std::unique_ptr<views::SearchIndex> index;
    while (!stopping_) {
        Result<std::size_t> added = 0;
        if (!index) {
            auto opened = views::SearchIndex::open(sources_.views, options);
            if (opened)
                index = std::move(*opened);
            else
                added = std::unexpected(opened.error());
        }
        if (index) added = index->catch_up(reports_a_batch);
        if (index) tell_notices(index->take_notices());
        if (!added) {
            complain(added.error());
            index.reset();
        }
        if (added && *added > 0) continue;
        std::unique_lock lock(mutex_);
        reached_.wait_for(lock, added ? 200ms : std::chrono::milliseconds(after_error),
                          [&] { return stopping_.load(); });
    }
}

void Follower::late_loop() {
    std::unique_lock lock(mutex_);
    while (!stopping_ || !late_.empty()) {
        std::vector<Late> ready;
        auto now = Clock::now();
        std::erase_if(late_, [&](Late& one) {
            if (one.sequence > position_ && one.until > now && !stopping_) return false;
            ready.push_back(std::move(one));
            return true;
        });
        if (ready.empty()) {
            if (stopping_) return;
            if (late_.empty())
                reached_.wait(lock);
            else
                reached_.wait_for(lock, 20ms);
            continue;
        }
        lock.unlock();
        for (auto& one : ready) one.then();
        lock.lock();
    }
}

}  // namespace cs::http
