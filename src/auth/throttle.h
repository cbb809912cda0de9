// Slows down whoever guesses passwords: after a few free attempts each further one must wait twice
// as long as the one before. Kept per account and per address, in tables of a fixed size: names
// share slots by a keyed hash, so that memory is bounded, nothing is ever evicted by a flood of
// other names, and nobody can choose with whom he shares. Invariant: an attempt counts as failed
// before it is made, so that many at once gain nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace cs::auth {

class Throttle {
public:
    struct Limits {
        int free_attempts = 5;
        Duration first_delay = Duration::seconds(1);
        Duration longest_delay = Duration::minutes(15);
        /// So long after the last attempt it is as if there had been none.
        Duration forgotten_after = Duration::hours(1);
        std::size_t slots = std::size_t{1} << 16;
    };

    explicit Throttle(const Limits& limits);

    /// How long the next attempt must still wait; nothing when it may be made now.
    Duration wait(std::string_view name, Instant now) const;
    /// Counts an attempt as failed.
    void begin(std::string_view name, Instant now);
    /// It was good after all: that one is taken back.
    void take_back(std::string_view name);
    /// It was good and clears the name.
    void clear(std::string_view name);

private:
    struct Slot {
        std::int64_t last_us = 0;
        std::int32_t attempts = 0;
    };
    std::size_t slot_of(std::string_view name) const;
    bool is_forgotten(const Slot& slot, Instant now) const;

    Limits limits_;
    std::string key_;
    std::vector<Slot> slots_;
};

/// What counts as one address: an IPv4 address, or the first 64 bits of an IPv6 one, which is what
/// one subscriber is given.
std::string address_group(std::string_view address);

}  // namespace cs::auth
