// Idempotency: the keys of the latest commands and where their records are. A command sent twice
// under one key acts once, and one key cannot stand for two commands.
#pragma once

#include <cstdint>
#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/commands.h"

namespace cs::runtime {

/// Where a command's records are, and what it was about.
struct KeyEntry {
    std::uint64_t hash = 0;         ///< of the key
    std::uint64_t fingerprint = 0;  ///< of the command
    std::uint32_t records = 0;
    std::uint64_t first_sequence = 0;
    bool operator==(const KeyEntry&) const = default;
};

/// How many keys are remembered; a repetition that comes later than that many commands acts anew.
inline constexpr std::size_t keys_remembered = 1 << 18;

class RecentKeys {
public:
    const KeyEntry* find(std::string_view key) const;
    void add(const KeyEntry& entry);
    /// One more record of the command whose entry came last.
    void count_record();
    /// Into `out`, oldest first; its room is used again.
    void copy_to(std::vector<KeyEntry>& out) const;

    /// Entries as bytes, 28 each, little-endian; and back.
    static std::string image(const std::vector<KeyEntry>& entries);
    static Result<RecentKeys> restore(std::string_view image);

    static std::uint64_t hash_of(std::string_view key);

private:
    std::vector<KeyEntry> ring_;
    std::size_t next_ = 0;
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> place_;
};

/// The low half tells of the command's type, actor and case, the high half of its body. Of a report
/// the body is what every sending of it has in common: not its seal, instant, subject and grid.
std::uint64_t fingerprint(const Envelope& envelope);
/// Whether a command is the one that a remembered fingerprint stands for. One without a high half
/// is of a record written before bodies counted: its low half decides.
bool is_same_command(std::uint64_t remembered, const Envelope& envelope);

/// A record's key field: "<key>|<fingerprint in hex>", or "-" for a command without a key. It is
/// never empty on a command's first record, so that the commands of a journal can be told apart.
std::string key_field(std::string_view key, std::uint64_t fingerprint);
std::string key_field(const Envelope& envelope);
/// The entry that a key field stands for; nothing for "-" and for a command's further records.
std::optional<KeyEntry> entry_of_field(std::string_view field, std::uint64_t sequence);

}  // namespace cs::runtime
