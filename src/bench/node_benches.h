// What a node needs beside throughput: memory for an open case, time to start again, and clocks
// that fall due all at once.
#pragma once

#include "bench/load.h"

namespace cs::bench {

struct MemoryOptions {
    std::uint64_t open = 100'000;  ///< cases, dispatched and signed
    std::string data;              ///< with closed cases in it, or empty for a temporary directory
    Progress progress;
};
struct MemoryResult {
    std::int64_t stored = 0;
    std::int64_t open_cases = 0;
    std::int64_t live_clocks = 0;
    std::int64_t bytes_per_case = 0;  ///< allocated memory, clocks and queues included
    std::int64_t resident_mib = 0;    ///< of the whole process
    DESCRIBED(MemoryResult, stored, open_cases, live_clocks, bytes_per_case, resident_mib)
};
Result<MemoryResult> bench_memory(const MemoryOptions& options);

struct RestartOptions {
    std::uint64_t stored = 1'000'000;
    std::uint64_t tail_records = 250'000;  ///< behind the last checkpoint when it is killed
    std::string data;
    Progress progress;
};
struct RestartResult {
    std::int64_t stored = 0;
    std::int64_t clean_ms = 0;   ///< after an orderly stop
    std::int64_t killed_ms = 0;  ///< after kill -9
    std::int64_t tail_records = 0;
    DESCRIBED(RestartResult, stored, clean_ms, killed_ms, tail_records)
};
/// Forks; call it before the process has threads.
Result<RestartResult> bench_restart(const RestartOptions& options);

struct ClocksOptions {
    std::uint64_t cases = 300'000;  ///< each with three or four live clocks
    std::uint64_t due = 100'000;    ///< cases whose clock falls due at one instant
    Progress progress;
};
struct ClocksResult {
    std::int64_t queue_clocks = 0;
    std::int64_t queue_next_ns = 0;     ///< to know the next due, of that many
    std::int64_t queue_due_ms = 0;      ///< to take out `due` of them, in order
    std::int64_t node_clocks = 0;
    std::int64_t node_next_ns = 0;
    std::int64_t due = 0;
    std::int64_t node_due_ms = 0;       ///< decided, durable, applied, in due order
    DESCRIBED(ClocksResult, queue_clocks, queue_next_ns, queue_due_ms, node_clocks, node_next_ns,
              due, node_due_ms)
};
Result<ClocksResult> bench_clocks(const ClocksOptions& options);

}  // namespace cs::bench
