#include "http/rates.h"

#include <algorithm>
#include <functional>
#include <random>

namespace cs::http {

namespace {

constexpr std::size_t ways = 4;
constexpr std::int64_t seconds_saved = 2;
constexpr std::int64_t us_per_second = 1'000'000;

}  // namespace

Rates::Rates(std::uint32_t per_second, std::size_t keys)
    : us_each_(per_second == 0 ? 0 : us_per_second / per_second),
      depth_us_(seconds_saved * us_per_second),
      salt_(std::random_device{}()),
      buckets_(per_second == 0 ? 0 : keys / ways * ways) {}

Rates::Rates(Duration each, std::int64_t saved, std::size_t keys)
    : us_each_(each.us),
      depth_us_(each.us * saved),
      salt_(std::random_device{}()),
      buckets_(keys / ways * ways) {}

Duration Rates::take_or_wait(std::string_view key, Instant now) {
    if (buckets_.empty()) return {};
    auto hash = (std::hash<std::string_view>{}(key) ^ salt_) * 0x9E3779B97F4A7C15U;
    std::scoped_lock lock(mutex_);
    auto& bucket = bucket_of(hash);
    auto full_at = std::max(bucket.full_at_us, now.us) + us_each_;
    if (full_at - now.us > depth_us_) return Duration{full_at - now.us - depth_us_};
    bucket.full_at_us = full_at;
    return {};
}

Rates::Bucket& Rates::bucket_of(std::uint64_t key) {
    auto set = (key >> 32) % (buckets_.size() / ways) * ways;
    Bucket* fullest = &buckets_[set];
    for (auto i = set; i < set + ways; ++i) {
        if (buckets_[i].key == key) return buckets_[i];
        if (buckets_[i].full_at_us < fullest->full_at_us) fullest = &buckets_[i];
    }
    *fullest = {key, 0};
    return *fullest;
}

}  // namespace cs::http
