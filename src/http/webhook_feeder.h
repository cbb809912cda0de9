// Puts what happens into the outbox of webhooks: for each subscription the live events that it
// asked for, each as a CloudEvent (https://cloudevents.io, 1.0). It goes on where the outbox says
// that it stopped, however long ago that was, and for one that is full once there is room.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <thread>

#include "base/time.h"
#include "http/live_events.h"
#include "hooks/outbox.h"

namespace cs::http {

/// Personal data is never in it: `data` says what happened to which case, as the live stream does.
inline constexpr std::string_view cloud_event_prefix = "chengshu.";
struct CloudEvent {
    std::string specversion = "1.0";
    std::string id;      ///< the same whenever it is sent: realm and sequence
    std::string source;  ///< "/realms/410100000"
    std::string type;    ///< "chengshu.case.filed"
    std::string subject;
    Instant time;
    std::string datacontenttype = "application/json";
    std::string sequence;  ///< an extension: by it, what comes late is put in order
    LiveEventBody data;
    DESCRIBED(CloudEvent, specversion, id, source, type, subject, time, datacontenttype, sequence,
              data)
};
CloudEvent cloud_event_of(const LiveEventBody& body, Realm realm);

class WebhookFeeder {
public:
    /// Starts its thread. Everything given outlives it. `fed` is called when there is more to send.
    WebhookFeeder(LiveEvents& events, hooks::Outbox& outbox, Realm realm,
                  std::function<Instant()> now, std::function<void()> fed);
    ~WebhookFeeder();
    WebhookFeeder(const WebhookFeeder&) = delete;
    WebhookFeeder& operator=(const WebhookFeeder&) = delete;

    /// There are new events. Also good when stopped.
    void nudge();
    /// Ends its thread: before the events go.
    void stop();

private:
    void run();
    /// Takes in a bounded number of events; false when there was none.
    Result<bool> feed();
    /// Those that have taken in everything up to `after`.
    Result<bool> feed(std::span<const hooks::Subscription> subscriptions, std::uint64_t after,
                      std::uint64_t newest);

    LiveEvents& events_;
    hooks::Outbox& outbox_;
    Realm realm_;
    std::function<Instant()> now_;
    std::function<void()> fed_;
    std::mutex mutex_;
    std::condition_variable nudged_;
    bool has_news_ = false;
    bool stopping_ = false;
    std::jthread thread_;
};

}  // namespace cs::http
