#include "bench/latencies.h"

#include <algorithm>

namespace cs::bench {

Percentiles percentiles_of(std::vector<std::int64_t>& times_ns) {
    if (times_ns.empty()) return {};
    std::ranges::sort(times_ns);
    auto at = [&](std::size_t per_mille) {
        auto rank = (times_ns.size() * per_mille + 999) / 1000;  // nearest rank
        return times_ns[std::max<std::size_t>(rank, 1) - 1] / 1000;
    };
    return {at(500), at(900), at(990), at(999), times_ns.back() / 1000};
}

std::int64_t median(std::vector<std::int64_t> values) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    return values[(values.size() - 1) / 2];
}

}  // namespace cs::bench
