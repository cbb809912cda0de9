// What the ring of live events no longer holds, read from the journal on a thread of its own and
// kept in pieces, so that listeners who come back from far do it once for all of them and no I/O
// thread reads or parses. Who asks for a piece that is not there waits until it is. The pieces are
// few, and one that nobody has read yet is not given up for another: listeners at more places than
// there are pieces take turns.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "http/live_events.h"

namespace cs::http {

class PastEvents {
public:
    PastEvents(std::unique_ptr<journal::Journal> journal, ReaderPool& readers,
               DivisionCode realm);
    ~PastEvents();

    /// Called when a piece has come that somebody waits for; never after it was replaced.
    void on_piece(std::function<void()> wake);

    /// Calls `take` with the events after `after`, up to `last` at most and to the end of a piece,
    /// until it returns false; returns the last one taken. `after` itself: it has been asked for.
    Result<std::uint64_t> read(std::uint64_t after, std::uint64_t last,
                               const std::function<bool(const LiveEvent&)>& take);

private:
    using Clock = std::chrono::steady_clock;
    struct Piece {
        std::vector<LiveEvent> events;
        std::optional<Error> error;  ///< why it could not be read
        Clock::time_point used;
        bool was_read = false;
    };
    Result<std::vector<LiveEvent>> load(std::uint64_t index);
    void work(const std::stop_token& stop);
    bool make_room();
    bool is_complete(const Piece& piece, std::uint64_t sequence) const;

    std::mutex mutex_;
    std::condition_variable_any asked_;
    std::map<std::uint64_t, Piece> pieces_;
    std::deque<std::uint64_t> wanted_;  ///< indices of pieces, first come first served
    std::mutex wake_mutex_;
    std::function<void()> wake_;
    std::unique_ptr<journal::Journal> journal_;
    LiveMaker maker_;
    std::jthread reader_;  ///< last: it uses all of the above
};

}  // namespace cs::http
