#include "bench/latencies.h"

#include <algorithm>
#include <vector>

namespace cs::bench {

Percentiles percentiles_of(std::span<std::int64_t> times_ns) {
    if (times_ns.empty()) return {};
    std::ranges::sort(times_ns);
    auto at = [&](std::size_t per_mille) {
        auto rank = (times_ns.size() * per_mille + 999) / 1000;  // nearest rank
        return times_ns[std::max<std::size_t>(rank, 1) - 1] / 1000;
    };
    return {at(500), at(900), at(990), at(999), times_ns.back() / 1000};
}

std::int64_t median_p99_us(std::span<std::int64_t> times_ns, std::size_t parts) {
    std::vector<std::int64_t> all;
    auto length = times_ns.size() / std::max<std::size_t>(parts, 1);
    for (std::size_t i = 0; i < parts; ++i)
        all.push_back(percentiles_of(times_ns.subspan(i * length, length)).p99_us);
    if (all.empty()) return 0;
    auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::ranges::nth_element(all, middle);
    return *middle;
}

}  // namespace cs::bench
