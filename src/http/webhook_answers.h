// What the API takes and answers of webhooks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/ids.h"
#include "hooks/outbox.h"

namespace cs::http {

/// `types`: of events; none: all. Without a division: all that the administrator is one for.
struct NewWebhook {
    std::string url;
    std::vector<std::string> types;
    std::optional<DivisionCode> division;
    std::optional<UnitId> unit;
    DESCRIBED(NewWebhook, url, types, division, unit)
};
struct WebhookListAnswer {
    std::vector<hooks::Subscription> rows;
    DESCRIBED(WebhookListAnswer, rows)
};
struct DeadLetterAnswer {
    std::vector<hooks::Delivery> rows;
    std::optional<std::string> next;
    DESCRIBED(DeadLetterAnswer, rows, next)
};
/// Which to send again; none: all.
struct ResendBody {
    std::vector<std::uint64_t> deliveries;
    DESCRIBED(ResendBody, deliveries)
};
struct ResendAnswer {
    std::uint64_t resent = 0;
    DESCRIBED(ResendAnswer, resent)
};

}  // namespace cs::http
