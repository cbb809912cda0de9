#include "runtime/recent_keys.h"

#include <charconv>

#include "base/random.h"

namespace cs::runtime {

std::uint64_t RecentKeys::hash_of(std::string_view key) {
    std::uint64_t hash = 0xCBF29CE484222325ull;  // FNV-1a, then mixed
    for (unsigned char c : key) hash = (hash ^ c) * 0x100000001B3ull;
    return mix_bits(hash);
}

const KeyEntry* RecentKeys::find(std::string_view key) const {
    auto found = place_.find(hash_of(key));
    return found == place_.end() ? nullptr : &ring_[found->second];
}

void RecentKeys::add(const KeyEntry& entry) {
    if (ring_.size() < keys_remembered) {
        ring_.push_back(entry);
    } else {
        auto old = place_.find(ring_[next_].hash);
        if (old != place_.end() && old->second == next_) place_.erase(old);
        ring_[next_] = entry;
    }
    place_[entry.hash] = static_cast<std::uint32_t>(next_);
    next_ = (next_ + 1) % keys_remembered;
}

void RecentKeys::count_record() {
    if (ring_.empty()) return;
    ++ring_[(next_ + keys_remembered - 1) % keys_remembered].records;
}

std::vector<KeyEntry> RecentKeys::entries() const {
    std::vector<KeyEntry> out;
    out.reserve(ring_.size());
    std::size_t start = ring_.size() < keys_remembered ? 0 : next_;
    for (std::size_t i = 0; i < ring_.size(); ++i) out.push_back(ring_[(start + i) % ring_.size()]);
    return out;
}

std::uint32_t fingerprint(const Envelope& envelope) {
    auto hash = RecentKeys::hash_of(command_type(envelope.command)) ^ mix_bits(raw(envelope.actor));
    std::visit(
        [&](const auto& command) {
            if constexpr (requires { command.case_id; })
                hash ^= mix_bits(raw(command.case_id) + 1);
            else if constexpr (requires { command.report; })
                if constexpr (std::is_same_v<decltype(command.report), ReportId>)
                    hash ^= mix_bits(raw(command.report) + 2);
        },
        envelope.command);
    return static_cast<std::uint32_t>(mix_bits(hash));
}

std::string key_field(const Envelope& envelope) {
    if (envelope.key.empty()) return "-";
    char digits[9] = {};
    auto [end, ec] = std::to_chars(digits, digits + 8, fingerprint(envelope), 16);
    static_cast<void>(ec);
    return envelope.key + "|" + std::string(digits, end);
}

std::optional<KeyEntry> entry_of_field(std::string_view field, std::uint64_t sequence) {
    auto bar = field.rfind('|');
    if (bar == std::string_view::npos) return std::nullopt;
    KeyEntry entry;
    entry.hash = RecentKeys::hash_of(field.substr(0, bar));
    std::from_chars(field.data() + bar + 1, field.data() + field.size(), entry.fingerprint, 16);
    entry.records = 1;
    entry.first_sequence = sequence;
    return entry;
}

}  // namespace cs::runtime
