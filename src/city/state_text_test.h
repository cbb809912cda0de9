// The state as text, from its description, for tests that compare states or take one up from what
// is stored of it: one JSON document a line. The program's own is the checkpoint
// (runtime/state_store.h).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "city/city.h"

namespace cs::city {

std::string text_of(const State& state);
/// Puts back case by case and report by report, as a restart does; indexes and the due queue are
/// built anew. Refuses a case that breaks an invariant.
Result<State> state_of_text(std::string_view text);

}  // namespace cs::city
