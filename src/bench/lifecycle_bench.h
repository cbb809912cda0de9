// Whole lives of cases a second: seven commands each, every one durable before the next is sent,
// and counted only when the views (lists, timelines, inboxes, KPIs) show the closing. Full-text
// search may lag behind; how far is shown.
#pragma once

#include "bench/load.h"

namespace cs::bench {

struct LifecycleOptions {
    std::uint64_t stored =
        0;  ///< closed cases before the measurement; added where some are missing
    int seconds = 20;
    int producers = 1;
    std::size_t slots = 6'000;  ///< cases on their way
    std::string data;           ///< empty: a temporary directory
    Progress progress;
};

struct LifecycleResult {
    std::int64_t stored = 0;
    std::int64_t lifecycles_per_second = 0;
    std::int64_t commands_per_second = 0;
    std::int64_t lifecycles = 0;
    std::int64_t slots = 0;
    std::int64_t views_lag_records = 0;  ///< the longest that the views were behind the journal
    std::int64_t searchable_per_second = 0;  ///< reports that search took in meanwhile
    std::int64_t search_lag_reports = 0;     ///< not searchable yet at the end
    std::int64_t resident_mib = 0;
    std::int64_t journal_mib = 0;
    std::int64_t views_mib = 0;
    DESCRIBED(LifecycleResult, stored, lifecycles_per_second, commands_per_second, lifecycles,
              slots, views_lag_records, searchable_per_second, search_lag_reports, resident_mib,
              journal_mib, views_mib)
};

Result<LifecycleResult> bench_lifecycle(const LifecycleOptions& options);

}  // namespace cs::bench
