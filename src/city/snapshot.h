// The state as text, from its description: what a restart reads instead of the whole journal, and
// what two replays are compared by. One JSON document a line: a head with the counts, the registry,
// the source numbers taken, then every waiting report and every case in the order of their ids.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "city/city.h"

namespace cs::city {

inline constexpr std::uint32_t snapshot_version = 1;

void append_snapshot(std::string& out, const State& state);
std::string write_snapshot(const State& state);
/// Indexes and the due queue are built anew. Refuses a newer version, a missing or surplus line,
/// a malformed one with its number, and a case that breaks an invariant.
Result<State> read_snapshot(std::string_view text);
/// SHA-256 of the snapshot: equal states, and only those, have equal hashes.
Hash256 state_hash(const State& state);

}  // namespace cs::city
