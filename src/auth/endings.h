// What tells those who hold on to a session or token (an open event stream) that it may have ended,
// so that they look at once instead of now and then. Accounts share a number of counts: whoever
// shares one looks once in vain.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "auth/caller.h"

namespace cs::auth {

/// Safe to use from many threads at once.
class Endings {
public:
    /// Is another one once a session or token of the account may have ended. One load.
    std::uint64_t of(AccountId account) const { return count_of(account).load(); }
    void note(AccountId account);
    void note_all();

    /// From now on calls `tell` with each note, on its thread, and `look` twice a second, on one of
    /// its own: it notes what another process ended. Until stop(), which waits for both.
    void watch(std::function<void()> tell, std::function<void()> look);
    void stop();
    ~Endings() { stop(); }

private:
    static constexpr std::size_t size = 256;
    const std::atomic<std::uint64_t>& count_of(AccountId account) const {
        return counts_[number(account) % size];
    }
    void tell();

    std::array<std::atomic<std::uint64_t>, size> counts_ = {};
    std::mutex mutex_;
    std::function<void()> tell_;
    std::condition_variable_any stopped_;
    std::jthread looking_;
};

}  // namespace cs::auth
