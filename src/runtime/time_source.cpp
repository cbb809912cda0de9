#include "runtime/time_source.h"

#include <chrono>

namespace cs::runtime {

Instant SystemTime::now() {
    auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

}  // namespace cs::runtime
