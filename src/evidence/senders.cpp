#include "evidence/senders.h"

namespace cs::evidence {

namespace {

constexpr Duration hour = Duration::hours(1);
constexpr std::size_t most_senders = 16 * 1024;

}  // namespace

Checked<std::unique_ptr<Senders::Slot>> Senders::begin(Sender sender) {
    std::lock_guard lock(mutex_);
    if (counts_.size() >= most_senders) forget_idle(sender.at);
    auto& own = counts_[{sender.is_signed_in, sender.name}];
    if (sender.at - own.since >= hour) {
        own.since = sender.at;
        own.bytes = 0;
    }
    if (own.under_way >= (sender.is_signed_in ? limits_.of_account : limits_.of_address))
        return reject(RejectionCode::too_many_at_once);
    bool is_crowded = !sender.is_signed_in && strangers_ >= limits_.of_strangers;
    if (is_crowded || under_way_ >= limits_.at_once)
        return reject(RejectionCode::too_many_uploads);
    if (!sender.is_signed_in && own.bytes >= limits_.bytes_of_address)
        return reject(RejectionCode::too_much_sent);
    ++own.under_way;
    ++under_way_;
    strangers_ += sender.is_signed_in ? 0 : 1;
    return std::make_unique<Slot>(*this, std::move(sender));
}

Senders::Slot::~Slot() {
    std::lock_guard lock(senders_.mutex_);
    --senders_.counts_[{sender_.is_signed_in, sender_.name}].under_way;
    --senders_.under_way_;
    senders_.strangers_ -= sender_.is_signed_in ? 0 : 1;
}

Checked<void> Senders::Slot::take(std::uint64_t bytes) {
    if (sender_.is_signed_in) return {};
    std::lock_guard lock(senders_.mutex_);
    auto& own = senders_.counts_[{false, sender_.name}];
    own.bytes += bytes;
    if (own.bytes > senders_.limits_.bytes_of_address)
        return reject(RejectionCode::too_much_sent);
    return {};
}

// Under a flood of addresses an hour's bytes are forgotten sooner.
void Senders::forget_idle(Instant now) {
    std::erase_if(counts_, [&](const auto& one) {
        return one.second.under_way == 0 && now - one.second.since >= hour;
    });
    if (counts_.size() < most_senders) return;
    std::erase_if(counts_, [](const auto& one) { return one.second.under_way == 0; });
}

}  // namespace cs::evidence
