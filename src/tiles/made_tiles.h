// Tiles that were made and are kept, each with a hash that tells whether it is another one.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/bytes.h"

namespace cs::tiles {

struct MadeTile {
    std::string bytes;
    std::string hash;  ///< 32 hexadecimal digits
};
inline MadeTile made(std::string bytes) {
    auto hash = hex_text(sha256(bytes)).substr(0, 32);
    return {std::move(bytes), std::move(hash)};
}
/// Shared: whoever is answering with one keeps it when the others are forgotten.
using Tile = std::shared_ptr<const MadeTile>;

/// Safe to use from many threads. Forgets all of them when they would hold more than about 64 MiB.
/// A template, because what tells one tile from another is the room's that draws them.
template <class Key>
class MadeTiles {
public:
    /// Two who ask for a new one at once may both make it.
    template <class Make>
    Tile find_or_make(const Key& key, Make make) {
        {
            std::lock_guard lock(mutex_);
            if (auto found = made_.find(key); found != made_.end()) return found->second;
        }
        auto out = std::make_shared<const MadeTile>(made(make()));
        auto size = out->bytes.size() + overhead;
        std::lock_guard lock(mutex_);
        if (bytes_ + size > most_bytes) {
            made_.clear();
            bytes_ = 0;
        }
        if (made_.emplace(key, out).second) bytes_ += size;
        return out;
    }

private:
    static constexpr std::size_t most_bytes = 64 * 1024 * 1024;
    static constexpr std::size_t overhead = sizeof(MadeTile) + sizeof(Key) + 64;

    std::mutex mutex_;
    std::map<Key, Tile> made_;
    std::size_t bytes_ = 0;
};

}  // namespace cs::tiles
