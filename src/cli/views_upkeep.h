// Keeps the views of a data directory up with its journal after a command of the command line.
#pragma once

#include <cstdint>

#include "cli/node.h"

namespace cs::cli {

/// Folds what the views have not seen; makes them when there are none. Returns the records folded.
Result<std::uint64_t> update_views(const Context& context, Node& node);
/// Throws the views away and makes them again.
Result<std::uint64_t> rebuild_views(const Context& context, const std::string& data);

}  // namespace cs::cli
