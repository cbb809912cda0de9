// What the engine's source files share: a checkpoint on its way, and which cases an event changes.
#pragma once

#include "runtime/engine.h"

namespace cs::runtime {

struct Engine::Checkpoint {
    Changes changes;
    Position position;
    std::vector<CaseId> touched;  ///< all cases it holds
    std::size_t looked_at = 0;    ///< how many of them need no more copying
    boost::unordered_flat_set<CaseId> to_copy;
    std::vector<CaseId> closed;
    bool has_registry = false;
};

/// A case that an event changes beyond the one it belongs to.
std::optional<CaseId> second_case(const Event& event);

}  // namespace cs::runtime
