#include "hooks/sender.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/bytes.h"
#include "base/check.h"

namespace cs::hooks {

namespace {

constexpr std::size_t most_at_once = 64;
constexpr int most_failing = 48;  ///< of them to subscribers who did not answer last time
constexpr int most_of_a_subscription = 8;
constexpr auto tick = std::chrono::milliseconds(250);
constexpr auto after_error = std::chrono::seconds(1);
constexpr std::string_view secret_prefix = "whsec_";

std::string problem_of(const fetch::Incoming& answer) {
    if (!answer.problem.empty()) return answer.problem;
    return "answered " + std::to_string(answer.status);
}

bool is_good(const fetch::Incoming& answer) { return answer.status / 100 == 2; }

}  // namespace

Result<std::string> signature(const std::string& secret, const std::string& id,
                              std::int64_t unix_seconds, const std::string& body) {
    if (!secret.starts_with(secret_prefix))
        return fail("this is not the secret of a webhook", {}, "it begins with whsec_");
    auto key = TRY(parse_base64(std::string_view(secret).substr(secret_prefix.size())));
    auto text = id + "." + std::to_string(unix_seconds) + "." + body;
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac;
    unsigned int size = 0;
    CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
               reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), mac.data(),
               &size) != nullptr);
    std::string out = "v1,";
    append_base64(out, mac.data(), size);
    return out;
}

Sender::Sender(Outbox& outbox, fetch::Rules rules, Now now)
    : outbox_(outbox), now_(std::move(now)), transfers_(rules) {
    outbox.set_addresses(std::move(rules.addresses));
    thread_ = std::jthread([this] { run(); });
}

Sender::~Sender() {
    stopping_ = true;
    transfers_.wake();
    thread_.join();
}

void Sender::run() {
    while (!stopping_) {
        auto begun = begin_due();
        if (!begun) {
            std::fprintf(stderr, "chengshu: %s\n", begun.error().text().c_str());
            std::this_thread::sleep_for(after_error);
        }
        for (const auto& [id, answer] : transfers_.wait(tick))
            if (auto ended = end(id, answer); !ended)
                std::fprintf(stderr, "chengshu: %s\n", ended.error().text().c_str());
    }
}

// Who has the fewest under way comes first: however many do not answer, who does is not held up.
Result<void> Sender::begin_due() {
    if (under_way_.size() >= most_at_once) return {};
    auto all = TRY(outbox_.due(now_(), most_of_a_subscription));
    std::erase_if(all, [&](const Due& due) { return under_way_.contains(due.delivery.id); });
    // Among equals, who was served longest ago.
    std::ranges::stable_sort(all, {}, [&](const Due& due) {
        return last_begun_[due.delivery.subscription];
    });
    for (int count = 0; count < most_of_a_subscription; ++count)
        for (auto& due : all)
            if (is_next(due, count)) TRY_VOID(begin(due));
    return {};
}

bool Sender::is_next(const Due& due, int count) const {
    if (under_way_.size() >= most_at_once || under_way_.contains(due.delivery.id)) return false;
    if (failing_.contains(due.delivery.subscription) && failing_under_way() >= most_failing)
        return false;
    auto of_its = of_subscription_.find(due.delivery.subscription);
    return (of_its == of_subscription_.end() ? 0 : of_its->second) == count;
}

int Sender::failing_under_way() const {
    int out = 0;
    for (const auto& [subscription, count] : of_subscription_)
        if (failing_.contains(subscription)) out += count;
    return out;
}

Result<void> Sender::begin(const Due& due) {
    const auto& delivery = due.delivery;
    last_begun_[delivery.subscription] = ++begun_;
    transfers_.begin(delivery.id, TRY(request_of(due)));
    ++of_subscription_[delivery.subscription];
    under_way_.emplace(delivery.id, delivery);
    return {};
}

Result<fetch::Outgoing> Sender::request_of(const Due& due) const {
    const auto& delivery = due.delivery;
    // The same in every attempt, so that a receiver knows what he has already.
    auto id = "evt_" + std::to_string(delivery.subscription) + "_" +
              std::to_string(delivery.sequence);
    auto seconds = now_().us / Duration::seconds(1).us;
    fetch::Outgoing out{due.url, "POST", {}, delivery.body};
    out.headers = {"Content-Type: application/cloudevents+json; charset=utf-8",
                   "webhook-id: " + id, "webhook-timestamp: " + std::to_string(seconds),
                   "webhook-signature: " + TRY(signature(due.secret, id, seconds, delivery.body))};
    return out;
}

Result<void> Sender::end(std::uint64_t id, const fetch::Incoming& answer) {
    auto delivery = std::move(under_way_.extract(id).mapped());
    auto count = of_subscription_.find(delivery.subscription);
    if (--count->second == 0) of_subscription_.erase(count);
    if (is_good(answer)) {
        failing_.erase(delivery.subscription);
        return outbox_.was_delivered(delivery);
    }
    failing_.insert(delivery.subscription);
    return outbox_.has_failed(delivery, problem_of(answer), now_());
}

}  // namespace cs::hooks
