// Sends what the outbox holds: CloudEvents 1.0 in structured JSON, signed as Standard Webhooks say
// (https://www.standardwebhooks.com): HMAC-SHA256 over id, time and body. Each delivery until it is
// answered with 2xx, each case in order, many subscribers at once and none in another's way.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "fetch/transfers.h"
#include "hooks/outbox.h"

namespace cs::hooks {

/// "v1," and the base64 of the signature. Nothing else than the secret's own form is one.
Result<std::string> signature(const std::string& secret, const std::string& id,
                              std::int64_t unix_seconds, const std::string& body);

class Sender {
public:
    using Now = std::function<Instant()>;
    /// Starts its thread, and tells the outbox which addresses it connects to. The outbox outlives
    /// it; `now` is the wall's.
    Sender(Outbox& outbox, fetch::Rules rules, Now now);
    /// Ends the attempts under way; they are made again after a restart.
    ~Sender();
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    /// There may be something to send.
    void wake() { transfers_.wake(); }

private:
    void run();
    Result<void> begin_due();
    /// Not under way yet, and so many of its subscription are.
    bool is_next(const Due& due, int count) const;
    int failing_under_way() const;
    Result<void> begin(const Due& due);
    Result<void> end(std::uint64_t id, const fetch::Incoming& answer);
    Result<fetch::Outgoing> request_of(const Due& due) const;

    Outbox& outbox_;
    Now now_;
    fetch::Transfers transfers_;
    std::map<std::uint64_t, Delivery> under_way_;
    std::map<std::uint64_t, int> of_subscription_;
    std::map<std::uint64_t, std::uint64_t> last_begun_;  ///< of a subscription, counted
    std::uint64_t begun_ = 0;
    std::set<std::uint64_t> failing_;  ///< subscriptions whose newest attempt failed
    std::atomic<bool> stopping_ = false;
    std::jthread thread_;
};

}  // namespace cs::hooks
