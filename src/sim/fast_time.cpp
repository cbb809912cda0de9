#include "sim/fast_time.h"

namespace cs::sim {

Instant FastTime::now() { return start_ + Duration{(wall_.now() - wall_start_).us * speed_}; }

}  // namespace cs::sim
