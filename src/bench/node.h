// A node for benchmarks: a data directory, kept or temporary, with journal, vault, state and
// engine, and a town founded in it. Time starts on a fixed working morning and runs at its usual
// speed, so that results do not depend on the day they are taken.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "bench/town.h"
#include "journal/temporary_directory.h"
#include "runtime/node.h"
#include "runtime/runtime.h"

namespace cs::bench {

inline constexpr int bench_year = 2026;

/// Steady time from a fixed instant on; safe to read from any thread.
class BenchTime final : public runtime::TimeSource {
public:
    explicit BenchTime(Instant start);
    Instant now() override;
    /// Leaps ahead.
    void advance(Duration by) { ahead_us_ += by.us; }

private:
    Instant start_;
    std::int64_t began_ns_;
    std::atomic<std::int64_t> ahead_us_ = 0;
};

/// Nanoseconds of the steady clock: for measuring only.
std::int64_t steady_ns();

class Node {
public:
    /// An empty path means a temporary directory that is removed with the node. A directory that
    /// holds a bench town already goes on with it.
    static Result<std::unique_ptr<Node>> open(const std::string& path,
                                              runtime::Engine::Options options);
    const Town& town() const { return town_; }
    journal::Vault& vault() { return node_->vault(); }
    BenchTime& time() { return *time_; }
    runtime::Engine& engine() { return node_->engine(); }
    const journal::DataDirectory& directory() const { return node_->directory(); }
    /// Gives the engine to a runtime; engine() may not be used afterwards.
    std::unique_ptr<runtime::Runtime> start(runtime::Runtime::Options options);

private:
    Node() = default;
    std::optional<journal::TemporaryDirectory> temporary_;
    std::unique_ptr<runtime::Node> node_;
    std::optional<BenchTime> time_;
    Town town_;
};

}  // namespace cs::bench
