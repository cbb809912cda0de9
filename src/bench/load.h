// The closed loop that several benchmarks share: producers keep every slot of the lives busy.
#pragma once

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "bench/lives.h"
#include "bench/node.h"

namespace cs::bench {

/// How much of how much is done of a preparation; for a progress bar.
using Progress = std::function<void(std::uint64_t done, std::uint64_t whole)>;

inline constexpr std::int64_t second_ns = 1'000'000'000;
void rest_us(std::int64_t us);

/// Runs from construction to destruction; all must outlive it.
class ClosedLoop {
public:
    ClosedLoop(Node& node, runtime::Runtime& runtime, Lives& lives, int producers);
    ~ClosedLoop();

private:
    void produce();

    Node& node_;
    runtime::Runtime& runtime_;
    Lives& lives_;
    std::atomic<bool> stopping_ = false;
    std::vector<std::jthread> threads_;
};

/// Brings `cases` cases up to a step (steps_of_life: closed) through the engine, step by step in
/// batches, with checkpoints when they are due.
Result<void> store_cases(Node& node, std::uint64_t cases, int up_to_step, const Progress& progress);

/// Resident memory of this process.
std::int64_t resident_bytes();
/// Size of a file, 0 when there is none.
std::int64_t file_bytes(const std::string& path);

}  // namespace cs::bench
