// One request on its way to its answer. It stays at one address, and is handed from the connection
// to the handler and back.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include "http/route.h"

namespace cs::http {

class Loop;

/// One of the long bodies that are in memory at once.
class LongBody {
public:
    explicit LongBody(std::atomic<int>& count) : count_(count) { before_ = count_++; }
    ~LongBody() { --count_; }
    LongBody(const LongBody&) = delete;
    LongBody& operator=(const LongBody&) = delete;
    /// How many there were before it.
    int before() const { return before_; }

private:
    std::atomic<int>& count_;
    int before_;
};

struct Exchange {
    Request request;
    std::unique_ptr<Caller, void (*)(Caller*)> caller{nullptr, [](Caller*) {}};
    std::string account;
    const Route* route = nullptr;
    Refuse refuse = nullptr;        ///< of the interface that was asked
    std::optional<Response> early;  ///< the answer that was clear from the header alone
    std::optional<LongBody> long_body;
    bool is_counted = false;  ///< by the rates, before its body was taken
    Loop* loop = nullptr;           ///< whose connection asked
    std::uint64_t connection = 0;
    std::uint64_t sequence = 0;  ///< among the requests of its connection
    std::chrono::steady_clock::time_point started;
};

}  // namespace cs::http
