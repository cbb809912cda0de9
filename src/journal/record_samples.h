// Records for tests and measurements: hashed, consecutive, the same for the same numbers.
#pragma once

#include <cstddef>
#include <vector>

#include "journal/record.h"

namespace cs::journal {

inline constexpr Realm sample_realm{410100000};

/// `count` records from sequence `first` on, whose payloads have about `payload_bytes` bytes.
std::vector<Record> sample_records(std::uint64_t first, std::size_t count,
                                   std::size_t payload_bytes = 200);

}  // namespace cs::journal
