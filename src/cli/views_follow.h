// Brings the views of a data directory level with its journal, with progress.
#pragma once

#include "cli/context.h"
#include "journal/data_directory.h"
#include "journal/vault.h"

namespace cs::cli {

Result<void> follow_journal(const Context& context, const journal::DataDirectory& directory,
                            journal::Vault& vault);

}  // namespace cs::cli
