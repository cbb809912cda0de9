#include "base/random.h"

#include "base/check.h"

namespace cs {

namespace {
__extension__ using Wide = unsigned __int128;
}

std::uint64_t mix_bits(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

std::uint64_t Random::next() {
    state_ += 0x9E3779B97F4A7C15ull;
    return mix_bits(state_);
}

std::uint64_t Random::below(std::uint64_t bound) {
    CHECK(bound > 0);
    // Lemire's multiply-shift; the bias is below 2^-32 for the bounds used here.
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
    CHECK(low <= high);
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
}

Random Random::fork(std::uint64_t name) const { return Random(mix_bits(state_ ^ mix_bits(name))); }

}  // namespace cs
