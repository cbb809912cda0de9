// The registry as it stands now, read beside whoever serves the directory: the last checkpoint's,
// and what the journal says since.
#pragma once

#include "cli/context.h"
#include "registry/registry.h"

namespace cs::cli {

/// Refuses a directory without a journal. Takes no lock.
Result<registry::Registry> read_registry(const Context& context);
/// The first person who holds the role of administrator there.
Result<PersonId> administrator_in(const registry::Registry& registry, const std::string& where);

}  // namespace cs::cli
