// Where the present comes from: the machine's clock, or a simulation's.
#pragma once

#include "base/time.h"

namespace cs::runtime {

class TimeSource {
public:
    virtual ~TimeSource() = default;
    virtual Instant now() = 0;
};

class SystemTime final : public TimeSource {
public:
    Instant now() override;
};

/// Stands still until it is set. Not thread-safe: for replay and simulation, which have one thread.
class ManualTime final : public TimeSource {
public:
    explicit ManualTime(Instant start) : now_(start) {}
    Instant now() override { return now_; }
    void set(Instant now) { now_ = now; }

private:
    Instant now_;
};

}  // namespace cs::runtime
