#include "http/past_events.h"

#include <algorithm>

#include "runtime/thread_share.h"

namespace cs::http {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t records_a_piece = 1'024;
constexpr std::size_t most_pieces = 32;
// Who has not fetched his piece by then is gone or takes nothing; he may ask again.
constexpr auto unread_for = 500ms;

std::uint64_t index_of(std::uint64_t sequence) { return (sequence - 1) / records_a_piece; }

}  // namespace

PastEvents::PastEvents(std::unique_ptr<journal::Journal> journal, ReaderPool& readers,
                       DivisionCode realm)
    : journal_(std::move(journal)),
      maker_(readers, realm),
      reader_([this](const std::stop_token& stop) { work(stop); }) {}

PastEvents::~PastEvents() = default;

void PastEvents::on_piece(std::function<void()> wake) {
    std::lock_guard lock(wake_mutex_);
    wake_ = std::move(wake);
}

Result<std::uint64_t> PastEvents::read(std::uint64_t after, std::uint64_t last,
                                       const std::function<bool(const LiveEvent&)>& take) {
    std::lock_guard lock(mutex_);
    auto index = index_of(after + 1);
    auto found = pieces_.find(index);
    if (found != pieces_.end() && found->second.error) {
        auto error = std::move(*found->second.error);
        pieces_.erase(found);
        return std::unexpected(std::move(error));
    }
    if (found == pieces_.end() || !is_complete(found->second, after + 1)) {
        if (std::ranges::find(wanted_, index) == wanted_.end()) wanted_.push_back(index);
        asked_.notify_one();
        return after;
    }
    auto& [events, error, used, was_read] = found->second;
    used = Clock::now();
    was_read = true;
    auto at = std::ranges::upper_bound(events, after, {},
                                       [](const LiveEvent& one) { return one.body.sequence; });
    for (; at != events.end() && at->body.sequence <= last; ++at) {
        if (!take(*at)) break;
        after = at->body.sequence;
    }
    return after;
}

// The newest piece was shorter when it was read.
bool PastEvents::is_complete(const Piece& piece, std::uint64_t sequence) const {
    return !piece.events.empty() && piece.events.back().body.sequence >= sequence;
}

Result<std::vector<LiveEvent>> PastEvents::load(std::uint64_t index) {
    auto records = TRY(journal_->read(index * records_a_piece + 1, records_a_piece));
    std::vector<LiveEvent> out;
    out.reserve(records.size());
    for (const auto& record : records) out.push_back(TRY(maker_.make(record)));
    return out;
}

// False while every piece is one that somebody has yet to read.
bool PastEvents::make_room() {
    if (pieces_.size() < most_pieces) return true;
    auto now = Clock::now();
    auto oldest = pieces_.end();
    for (auto at = pieces_.begin(); at != pieces_.end(); ++at) {
        bool is_free = at->second.was_read || now - at->second.used > unread_for;
        bool is_older = oldest == pieces_.end() || at->second.used < oldest->second.used;
        if (is_free && is_older) oldest = at;
    }
    if (oldest == pieces_.end()) return false;
    pieces_.erase(oldest);
    return true;
}

void PastEvents::work(const std::stop_token& stop) {
    runtime::take_share(runtime::ThreadShare::background);
    std::unique_lock lock(mutex_);
    while (asked_.wait(lock, stop, [&] { return !wanted_.empty(); })) {
        if (stop.stop_requested()) return;
        if (!make_room()) {
            asked_.wait_for(lock, stop, 10ms, [] { return false; });
            continue;
        }
        auto index = wanted_.front();
        lock.unlock();
        Piece piece;
        if (auto events = load(index))
            piece.events = std::move(*events);
        else
            piece.error = std::move(events.error());
        piece.used = Clock::now();
        lock.lock();
        wanted_.pop_front();
        pieces_.insert_or_assign(index, std::move(piece));
        lock.unlock();
        {
            std::lock_guard waking(wake_mutex_);
            if (wake_) wake_();
        }
        lock.lock();
    }
}

}  // namespace cs::http
