// The keys in memory: recently used ones, those not yet durable, and known tombstones. Two
// generations stand in for a least-recently-used list: what was not used while the young one filled
// is dropped. Used under its shard's mutex.
#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>

#include "journal/vault_file.h"

namespace cs::journal {

class KeyCache {
public:
    explicit KeyCache(std::size_t capacity) : half_(capacity / 2 + 1) {}

    std::optional<StoredKey> find(SubjectId subject);
    void keep(SubjectId subject, const StoredKey& key);
    void keep_unflushed(SubjectId subject, const SubjectKey& key);
    const std::unordered_map<SubjectId, SubjectKey>& unflushed() const { return unflushed_; }
    /// The key is durable now.
    void mark_flushed(SubjectId subject);
    /// Forgets the key and remembers the tombstone. True when the key was not durable yet.
    bool destroy(SubjectId subject);

private:
    std::size_t half_;
    std::unordered_map<SubjectId, StoredKey> young_;
    std::unordered_map<SubjectId, StoredKey> old_;
    std::unordered_map<SubjectId, SubjectKey> unflushed_;
};

}  // namespace cs::journal
