// Time for a simulated city beside the real one: it begins at an instant of its own and runs so
// many times as fast. Safe to ask from many threads, as far as the time it is made from is.
#pragma once

#include "runtime/time_source.h"

namespace cs::sim {

class FastTime final : public runtime::TimeSource {
public:
    /// `wall` must outlive it.
    FastTime(runtime::TimeSource& wall, Instant start, std::int64_t speed)
        : wall_(wall), wall_start_(wall.now()), start_(start), speed_(speed) {}
    Instant now() override;

private:
    runtime::TimeSource& wall_;
    Instant wall_start_;
    Instant start_;
    std::int64_t speed_;
};

}  // namespace cs::sim
