// The numbers that other systems gave the reports they sent: a report with a number that the
// channel has used before is the same report again. Kept as hashes, 16 bytes a report, for ever.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <compare>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/describe.h"
#include "base/random.h"
#include "model/report.h"

namespace cs::casework {

/// The first half of SHA-256 over the channel's name and the number.
struct SourceKey {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    auto operator<=>(const SourceKey&) const = default;
    DESCRIBED(SourceKey, high, low)
};
SourceKey source_key(Channel channel, std::string_view source_id);

class Sources {
public:
    bool contains(SourceKey key) const { return keys_.contains(key); }
    void insert(SourceKey key) { keys_.insert(key); }
    /// In rising order, whatever the order of arrival.
    std::vector<SourceKey> sorted() const;

private:
    struct Hash {
        using is_avalanching = void;
        std::size_t operator()(SourceKey key) const { return mix_bits(key.high ^ key.low); }
    };
    boost::unordered_flat_set<SourceKey, Hash> keys_;
};

}  // namespace cs::casework
