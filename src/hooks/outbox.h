// The outbox of webhooks: who subscribed to what, and what is to be delivered, in one SQLite file
// beside the journal. What is to be sent and how far the journal was read for whom change in one
// transaction, and a delivery goes only once it was answered: nothing is lost by a crash, and what
// was sent just before one is sent again. docs/webhooks.md.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/ids.h"
#include "base/time.h"
#include "fetch/address_policy.h"
#include "journal/sqlite.h"

namespace cs::hooks {

/// "case.filed": as the events of the journal are named, in the order of model/events.h.
std::span<const std::string_view> event_types();
bool is_event_type(std::string_view type);
/// Refuses what is none.
Result<void> check_types(std::span<const std::string> types);

/// What others are told of: events of these types (all, where none is named) that concern a
/// division or, where one is named, a unit.
struct Subscription {
    std::uint64_t id = 0;
    std::string url;
    std::vector<std::string> types;
    DivisionCode division{};
    std::optional<UnitId> unit;
    Instant created_at;
    std::uint64_t after = 0;      ///< the journal's last record when it was made
    std::uint64_t fed_to = 0;     ///< the last record whose events are taken in
    std::uint64_t waiting = 0;    ///< to be delivered
    bool is_full = false;         ///< so much waits that nothing more is taken in for now
    std::uint64_t dead = 0;       ///< given up
    std::uint64_t delivered = 0;  ///< since it was made
    std::optional<std::string> problem;  ///< of the newest attempt that failed, until one succeeds
    DESCRIBED(Subscription, id, url, types, division, unit, created_at, after, fed_to, waiting,
              is_full, dead, delivered, problem)
    bool wants(std::string_view type) const;
};

struct NewSubscription {
    std::string url;
    std::vector<std::string> types;
    DivisionCode division{};
    std::optional<UnitId> unit;
    DESCRIBED(NewSubscription, url, types, division, unit)
};

/// `secret` signs every delivery; it is shown once.
struct Subscribed {
    std::uint64_t id = 0;
    std::string secret;  ///< "whsec_…", as the Standard Webhooks libraries take it
    DESCRIBED(Subscribed, id, secret)
};

/// An event on its way to one subscriber.
struct Delivery {
    std::uint64_t id = 0;
    std::uint64_t subscription = 0;
    std::uint64_t sequence = 0;  ///< of the event in the journal
    std::string order_key;       ///< what stays in order among itself: a case, a report
    std::string type;
    std::string body;
    int attempts = 0;
    std::optional<Instant> last_attempt_at;
    std::optional<std::string> problem;
    DESCRIBED(Delivery, id, subscription, sequence, order_key, type, body, attempts,
              last_attempt_at, problem)
};

/// What sends a delivery: its subscriber's address and secret with it.
struct Due {
    Delivery delivery;
    std::string url;
    std::string secret;
};

struct NewDelivery {
    std::uint64_t subscription = 0;
    std::uint64_t sequence = 0;
    std::string order_key;
    std::string type;
    std::string body;
};

/// How long to wait before each further attempt; after the last a delivery is dead. And how many
/// of a subscription are kept.
struct Patience {
    std::vector<Duration> waits = {Duration::seconds(5),  Duration::seconds(30),
                                   Duration::minutes(2),  Duration::minutes(10),
                                   Duration::minutes(30), Duration::hours(1),
                                   Duration::hours(3),    Duration::hours(8),
                                   Duration::hours(12)};
    /// With so many it is full: what follows stays in the journal until there is room.
    std::uint64_t most_waiting = 100'000;
    /// Of more the oldest go.
    std::uint64_t most_dead = 100'000;
};

/// Of all subscriptions together.
struct Backlog {
    std::uint64_t waiting = 0;  ///< deliveries to be sent
    std::uint64_t dead = 0;     ///< deliveries to be looked at
    std::uint64_t full = 0;     ///< subscriptions that take nothing in
};

/// Safe to use from many threads at once; several processes may have it open.
class Outbox {
public:
    static Result<std::unique_ptr<Outbox>> open(const std::string& path, Patience patience = {});

    /// Which addresses a subscription may name; until this is said, public ones.
    void set_addresses(fetch::AddressPolicy addresses);
    /// Refuses an address that cannot be one or is never connected to.
    Result<void> check_url(const std::string& url);
    /// Refuses what check_url and check_types do, and more than 200 of them. `after` is the
    /// journal's last record: it is told of what follows.
    Result<Subscribed> add(const NewSubscription& subscription, std::uint64_t after, Instant now);
    Result<std::vector<Subscription>> list();
    /// False when there is none of this number. What waits for it goes with it.
    Result<bool> remove(std::uint64_t subscription);

    /// Takes in what was made for these subscriptions of the records up to `fed_to`, all or
    /// nothing.
    Result<void> add(std::span<const NewDelivery> deliveries,
                     std::span<const std::uint64_t> subscriptions, std::uint64_t fed_to,
                     Instant now);

    /// What may be sent now, so many of each subscription, oldest first: of each order key the
    /// first only.
    Result<std::vector<Due>> due(Instant now, int of_each);
    Result<void> was_delivered(const Delivery& delivery);
    Result<void> has_failed(const Delivery& delivery, const std::string& problem, Instant now);

    /// As last written or sent from here. Waits for nobody.
    Backlog backlog() const { return {waiting_, dead_, full_}; }
    Result<std::vector<Delivery>> dead(std::uint64_t subscription, std::uint64_t after,
                                       std::size_t limit);
    /// Tries dead ones again from the beginning: those named, or all. Returns how many.
    Result<std::uint64_t> resend(std::uint64_t subscription,
                                 std::span<const std::uint64_t> deliveries, Instant now);

private:
    explicit Outbox(Patience patience) : patience_(std::move(patience)) {}
    Result<void> give_up(const Delivery& delivery);
    Result<void> count_backlog();

    std::mutex mutex_;
    sqlite::Database database_;
    Patience patience_;
    fetch::AddressPolicy addresses_;
    std::atomic<std::uint64_t> waiting_ = 0;
    std::atomic<std::uint64_t> dead_ = 0;
    std::atomic<std::uint64_t> full_ = 0;
};

/// webhooks.db of a data directory.
std::string outbox_of(const std::string& data_directory);

}  // namespace cs::hooks
