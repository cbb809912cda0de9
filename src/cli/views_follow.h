// Brings the views of a data directory level with its journal, with progress.
#pragma once

#include "cli/context.h"
#include "journal/data_directory.h"
#include "journal/vault.h"

namespace cs::cli {

Result<void> follow_journal(const Context& context, const journal::DataDirectory& directory,
                            journal::Vault& vault);

/// The same for whoever only reads: opens the journal, which refuses a damaged one, and follows it
/// where the views are missing, behind or ahead. While another process holds the directory, views
/// that are there are read as they stand.
Result<void> level_views(const Context& context);

}  // namespace cs::cli
