#include "runtime/recent_keys.h"

#include <charconv>

#include "base/json.h"
#include "base/random.h"

namespace cs::runtime {

namespace {

constexpr std::size_t entry_bytes = 28;

void put(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

std::uint64_t get(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i)
        value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
    return value;
}

/// Who does what with which case.
std::uint32_t hash_of_subject(const Envelope& envelope) {
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

void append_body(std::string& out, const SubmitReport& report) {
    json::append(out, report.channel);
    json::append(out, report.source_id);
    json::append(out, report.attachments);
    if (!report.place) return;
    json::append(out, report.place->at);
    // Which grid a point lies in may change between two sendings.
    if (!report.place->grid) json::append(out, report.place->division);
}
template <class C>
void append_body(std::string& out, const C& command) {
    json::append(out, command);
}

/// Never 0, which says that nothing is known.
std::uint32_t hash_of_body(const Command& command) {
    thread_local std::string body;
    body.clear();
    std::visit([](const auto& c) { append_body(body, c); }, command);
    auto hash = static_cast<std::uint32_t>(RecentKeys::hash_of(body));
    return hash == 0 ? 1 : hash;
}

}  // namespace

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

void RecentKeys::copy_to(std::vector<KeyEntry>& out) const {
    std::size_t start = ring_.size() < keys_remembered ? 0 : next_;
    auto middle = ring_.begin() + static_cast<std::ptrdiff_t>(start);
    out.assign(middle, ring_.end());
    out.insert(out.end(), ring_.begin(), middle);
}

std::string RecentKeys::image(const std::vector<KeyEntry>& entries) {
    std::string out;
    out.reserve(entries.size() * entry_bytes);
    for (const auto& entry : entries) {
        put(out, entry.hash, 8);
        put(out, entry.fingerprint, 8);
        put(out, entry.records, 4);
        put(out, entry.first_sequence, 8);
    }
    return out;
}

Result<RecentKeys> RecentKeys::restore(std::string_view image) {
    if (image.size() % entry_bytes != 0) return fail("the list of keys is cut off");
    RecentKeys out;
    for (; !image.empty(); image.remove_prefix(entry_bytes))
        out.add({get(image.substr(0, 8)), get(image.substr(8, 8)),
                 static_cast<std::uint32_t>(get(image.substr(16, 4))), get(image.substr(20, 8))});
    return out;
}

std::uint64_t fingerprint(const Envelope& envelope) {
    return std::uint64_t{hash_of_body(envelope.command)} << 32 | hash_of_subject(envelope);
}

bool is_same_command(std::uint64_t remembered, const Envelope& envelope) {
    if (remembered >> 32 == 0) return remembered == hash_of_subject(envelope);
    return remembered == fingerprint(envelope);
}

std::string key_field(std::string_view key, std::uint64_t fingerprint) {
    if (key.empty()) return "-";
    char digits[16] = {};
    auto [end, ec] = std::to_chars(digits, digits + sizeof digits, fingerprint, 16);
    static_cast<void>(ec);
    std::string field;
    field.reserve(key.size() + 1 + sizeof digits);
    field.append(key).append(1, '|').append(digits, end);
    return field;
}

std::string key_field(const Envelope& envelope) {
    return key_field(envelope.key, fingerprint(envelope));
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
