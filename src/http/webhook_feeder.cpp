#include "http/webhook_feeder.h"

#include <cstdio>
#include <map>
#include <ranges>

#include "base/json.h"

namespace cs::http {

namespace {

constexpr std::size_t events_a_batch = 2'000;
constexpr std::size_t deliveries_a_batch = 10'000;
// Nobody tells us of a subscription that was made by the command line.
constexpr auto look_again = std::chrono::seconds(1);

std::string order_key_of(const LiveEventBody& body) {
    if (body.case_id) return "cases/" + id_text(*body.case_id);
    if (body.report) return "reports/" + id_text(*body.report);
    return "registry";
}

bool is_for(const hooks::Subscription& subscription, const LiveEvent& event) {
    if (!subscription.wants(event.body.type)) return false;
    return hears({Grant{Role::administrator, subscription.division, subscription.unit}},
                 event.audience);
}

}  // namespace

CloudEvent cloud_event_of(const LiveEventBody& body, Realm realm) {
    CloudEvent out;
    auto number = std::to_string(static_cast<std::uint32_t>(realm));
    out.id = number + "-" + std::to_string(body.sequence);
    out.source = "/realms/" + number;
    out.type = std::string(cloud_event_prefix) + body.type;
    out.subject = order_key_of(body);
    out.time = body.at;
    out.sequence = std::to_string(body.sequence);
    out.data = body;
    return out;
}

WebhookFeeder::WebhookFeeder(LiveEvents& events, hooks::Outbox& outbox, Realm realm,
                             std::function<Instant()> now, std::function<void()> fed)
    : events_(events),
      outbox_(outbox),
      realm_(realm),
      now_(std::move(now)),
      fed_(std::move(fed)) {
    thread_ = std::jthread([this] { run(); });
}

WebhookFeeder::~WebhookFeeder() { stop(); }

void WebhookFeeder::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    nudged_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void WebhookFeeder::nudge() {
    {
        std::lock_guard lock(mutex_);
        has_news_ = true;
    }
    nudged_.notify_one();
}

void WebhookFeeder::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        has_news_ = false;
        lock.unlock();
        auto fed = feed();
        if (!fed) std::fprintf(stderr, "chengshu: %s\n", fed.error().text().c_str());
        lock.lock();
        if (fed && *fed) continue;
        nudged_.wait_for(lock, look_again, [&] { return (has_news_ && fed) || stopping_; });
    }
}

// Those that are at the same record are fed together; one that was full comes last, from where it
// stopped.
Result<bool> WebhookFeeder::feed() {
    auto newest = events_.newest();
    std::map<std::uint64_t, std::vector<hooks::Subscription>> by_place;
    for (auto& one : TRY(outbox_.list()))
        if (one.fed_to < newest && !one.is_full) by_place[one.fed_to].push_back(std::move(one));
    bool was_any = false;
    for (const auto& [place, subscriptions] : by_place | std::views::reverse)
        if (TRY(feed(subscriptions, place, newest))) was_any = true;
    return was_any;
}

Result<bool> WebhookFeeder::feed(std::span<const hooks::Subscription> subscriptions,
                                 std::uint64_t after, std::uint64_t newest) {
    std::vector<hooks::NewDelivery> deliveries;
    std::size_t taken = 0;
    auto reached = TRY(events_.read(after, [&](const LiveEvent& event) {
        if (event.body.sequence > newest || ++taken > events_a_batch ||
            deliveries.size() >= deliveries_a_batch)
            return false;
        std::string text;
        for (const auto& one : subscriptions) {
            if (!is_for(one, event)) continue;
            if (text.empty()) text = json::text_of(cloud_event_of(event.body, realm_));
            deliveries.push_back({one.id, event.body.sequence, order_key_of(event.body),
                                  event.body.type, text});
        }
        return true;
    }));
    if (reached <= after) return false;
    std::vector<std::uint64_t> ids;
    for (const auto& one : subscriptions) ids.push_back(one.id);
    TRY_VOID(outbox_.add(deliveries, ids, reached, now_()));
    if (!deliveries.empty()) fed_();
    return true;
}

}  // namespace cs::http
