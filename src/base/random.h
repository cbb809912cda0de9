// A seeded generator (SplitMix64, Steele, Lea & Flood 2014): the same seed gives the same draws on
// every machine. For simulation and for building the demo city; never for secrets.
#pragma once

#include <cstdint>

namespace cs {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next();
    /// Uniform in [0, bound); bound > 0.
    std::uint64_t below(std::uint64_t bound);
    /// Uniform in [low, high].
    std::int64_t between(std::int64_t low, std::int64_t high);
    bool percent(std::uint64_t chance) { return below(100) < chance; }
    /// A generator of its own for a named part, so that parts do not disturb each other's draws.
    Random fork(std::uint64_t name) const;

private:
    std::uint64_t state_;
};

/// The SplitMix64 finaliser: spreads the bits of a number.
std::uint64_t mix_bits(std::uint64_t value);

}  // namespace cs
