#include "journal/key_cache.h"

#include <utility>

namespace cs::journal {

std::optional<StoredKey> KeyCache::find(SubjectId subject) {
    if (auto found = young_.find(subject); found != young_.end()) return found->second;
    if (auto found = unflushed_.find(subject); found != unflushed_.end())
        return StoredKey{false, found->second};
    auto found = old_.find(subject);
    if (found == old_.end()) return std::nullopt;
    StoredKey stored = found->second;
    keep(subject, stored);
    return stored;
}

void KeyCache::keep(SubjectId subject, const StoredKey& key) {
    if (young_.size() >= half_) {
        old_ = std::move(young_);
        young_.clear();
    }
    young_[subject] = key;
}

void KeyCache::keep_unflushed(SubjectId subject, const SubjectKey& key) {
    unflushed_[subject] = key;
}

void KeyCache::mark_flushed(SubjectId subject) {
    auto found = unflushed_.find(subject);
    if (found == unflushed_.end()) return;
    keep(subject, {false, found->second});
    unflushed_.erase(found);
}

bool KeyCache::destroy(SubjectId subject) {
    bool was_unflushed = unflushed_.erase(subject) > 0;
    old_.erase(subject);
    young_.erase(subject);
    keep(subject, {true, {}});
    return was_unflushed;
}

}  // namespace cs::journal
