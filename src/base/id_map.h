// Entities by id. Lookup hashes, but nothing may depend on hash order: there is no iterator, and
// ids() is sorted. Addresses stay valid until the entity is erased.
#pragma once

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "base/random.h"

namespace cs {

template <class Id, class T>
class IdMap {
public:
    T* find(Id id) {
        auto it = map_.find(id);
        return it == map_.end() ? nullptr : it->second.get();
    }
    const T* find(Id id) const {
        auto it = map_.find(id);
        return it == map_.end() ? nullptr : it->second.get();
    }
    /// The id must be new.
    T& insert(Id id, T value) {
        auto [it, is_new] = map_.emplace(id, std::make_unique<T>(std::move(value)));
        CHECK(is_new);
        return *it->second;
    }
    T& find_or_insert(Id id) {
        auto [it, is_new] = map_.try_emplace(id);
        if (is_new) it->second = std::make_unique<T>();
        return *it->second;
    }
    bool erase(Id id) { return map_.erase(id) > 0; }
    std::size_t size() const { return map_.size(); }
    std::vector<Id> ids() const {
        std::vector<Id> out;
        out.reserve(map_.size());
        for (const auto& [id, value] : map_) out.push_back(id);
        std::sort(out.begin(), out.end());
        return out;
    }

private:
    struct Hash {
        using is_avalanching = void;
        std::size_t operator()(Id id) const { return mix_bits(static_cast<std::uint64_t>(id)); }
    };
    boost::unordered_flat_map<Id, std::unique_ptr<T>, Hash> map_;
};

}  // namespace cs
