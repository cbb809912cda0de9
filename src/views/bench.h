// Measures the views on the real disk: journal, vault and views are the real ones, only the records
// are made up. For `chengshu bench lifecycle` and for the figures in docs/views.md.
#pragma once

#include <cstdint>
#include <string>

#include "base/describe.h"
#include "base/result.h"

namespace cs::views {

struct ViewsBenchOptions {
    std::string directory;  ///< empty, on the disk to be measured
    std::uint64_t stored = 0;
    std::uint64_t lifecycles = 50'000;
    std::uint64_t open_at_once = 1;  ///< 1: each lifecycle whole; more: mixed as in a working day
    std::uint64_t batch_records = 32'768;
    bool with_search = false;  ///< index what was measured, and measure that
};

struct ViewsBench {
    std::uint64_t stored = 0;
    std::uint64_t lifecycles = 0;
    std::uint64_t records = 0;
    std::uint64_t fold_us = 0;  ///< processor time, journal and vault read
    std::uint64_t lifecycles_per_second = 0;
    std::uint64_t indexed_reports = 0;
    std::uint64_t index_us = 0;
    std::uint64_t reports_per_second = 0;
    std::uint64_t views_mib = 0;
    std::uint64_t search_mib = 0;
    std::uint64_t memory_mib = 0;  ///< largest resident size of the process so far
    DESCRIBED(ViewsBench, stored, lifecycles, records, fold_us, lifecycles_per_second,
              indexed_reports, index_us, reports_per_second, views_mib, search_mib,
              memory_mib)
};

/// Stores `stored` lifecycles, then measures the next `lifecycles`.
Result<ViewsBench> bench_views(const ViewsBenchOptions& options);

}  // namespace cs::views
