// One request on its way to its answer. It stays at one address, and is handed from the connection
// to the handler and back.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "http/route.h"

namespace cs::http {

class Loop;

struct Exchange {
    Request request;
    std::unique_ptr<Caller, void (*)(Caller*)> caller{nullptr, [](Caller*) {}};
    std::string account;
    const Route* route = nullptr;
    Refuse refuse = nullptr;        ///< of the interface that was asked
    std::optional<Response> early;  ///< the answer that was clear from the header alone
    Loop* loop = nullptr;           ///< whose connection asked
    std::uint64_t connection = 0;
    std::uint64_t sequence = 0;  ///< among the requests of its connection
    std::chrono::steady_clock::time_point started;
};

}  // namespace cs::http
