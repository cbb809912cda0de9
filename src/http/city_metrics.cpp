// What an operator watches of the city itself.
#include "base/json.h"
#include "hooks/outbox.h"
#include "http/api.h"
#include "http/metrics.h"

namespace cs::http {

namespace {

double cases_in(Api& api, Phase phase) {
    auto reader = api.follower.readers().borrow();
    if (!reader) return 0;
    auto counts = (*reader)->counts_by_phase();
    if (!counts) return 0;
    for (const auto& count : *counts)
        if (count.phase == phase) return static_cast<double>(count.cases);
    return 0;
}

}  // namespace

void add_city_metrics(Metrics& metrics, Api& api) {
    metrics.gauge("chengshu_views_record", "The journal's record up to which the views are.",
                  [&api] { return static_cast<double>(api.follower.position()); });
    metrics.gauge("chengshu_writes_refused", "1 while the journal cannot be written.",
                  [&api] { return api.refuses_writes ? 1.0 : 0.0; });
    for (int i = 0; i < phase_count; ++i) {
        auto phase = static_cast<Phase>(i);
        metrics.gauge("chengshu_cases", "Cases by phase.",
                      [&api, phase] { return cases_in(api, phase); },
                      "phase=\"" + std::string(json::enum_name(phase)) + '"');
    }
    if (api.webhooks == nullptr) return;
    auto add = [&](const char* name, const char* help, std::uint64_t hooks::Backlog::*what) {
        metrics.gauge(name, help, [&api, what] {
            return static_cast<double>(api.webhooks->backlog().*what);
        });
    };
    add("chengshu_webhook_deliveries_waiting", "What is still to be sent.",
        &hooks::Backlog::waiting);
    add("chengshu_webhook_dead_letters", "What was given up.", &hooks::Backlog::dead);
    add("chengshu_webhooks_full", "Subscriptions for which so much waits that more stays behind.",
        &hooks::Backlog::full);
}

}  // namespace cs::http
