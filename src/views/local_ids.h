// Ids as SQLite keys. An id of the journal's own realm becomes its counter: short, and rising in
// the order of arrival, so that inserts append. An id of another realm becomes a large number of
// its own; nothing is lost and nothing collides.
#pragma once

#include <cstdint>

#include "base/ids.h"

namespace cs::views {

class LocalIds {
public:
    explicit LocalIds(Realm realm) : mask_(static_cast<std::uint64_t>(realm) << counter_bits) {}

    std::int64_t number(std::uint64_t raw_id) const {
        return static_cast<std::int64_t>(raw_id ^ mask_);
    }
    std::uint64_t raw_id(std::int64_t number) const {
        return static_cast<std::uint64_t>(number) ^ mask_;
    }
    Realm realm() const { return Realm{static_cast<std::uint32_t>(mask_ >> counter_bits)}; }

private:
    std::uint64_t mask_;
};

}  // namespace cs::views
