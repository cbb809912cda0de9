// The beginning of a bare realm by an import: who it is, its administrator, the shipped holidays.
#pragma once

#include "cli/node.h"
#include "model/divisions.h"

namespace cs::cli {

/// The first records of an empty journal; refused when the realm is founded already.
Result<void> found_realm(const Context& context, Node& node, const Division& city);

}  // namespace cs::cli
