// How often somebody may do something, such as an address send a request: a token bucket each, in a
// table of fixed size. When it is full, whoever asked least lately is forgotten first: a flood of
// addresses costs no memory.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace cs::http {

class Rates {
public:
    /// Sustained requests a second, with as many saved up as two seconds bring. 0: any number.
    Rates(std::uint32_t per_second, std::size_t keys);
    /// One in that time, with as many saved up.
    Rates(Duration each, std::int64_t saved, std::size_t keys);

    /// Takes one; false when there is none left. From any thread.
    bool take(std::string_view key, Instant now) { return take_or_wait(key, now) == Duration{}; }
    /// The same; how long it is until there is one, or nothing when it was taken.
    Duration take_or_wait(std::string_view key, Instant now);

private:
    struct Bucket {
        std::uint64_t key = 0;
        std::int64_t full_at_us = 0;  ///< when it would be full if nobody took any more
    };
    Bucket& bucket_of(std::uint64_t key);

    std::int64_t us_each_;
    std::int64_t depth_us_;
    std::uint64_t salt_;
    std::mutex mutex_;
    std::vector<Bucket> buckets_;
};

}  // namespace cs::http
