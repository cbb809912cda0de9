// Brings the views of a data directory level with its journal, with progress.
#pragma once

#include <functional>

#include "cli/context.h"
#include "journal/data_directory.h"
#include "journal/vault.h"

namespace cs::cli {

/// Told how far it is, with records; false ends it before its time.
using GoesOn = std::function<bool(std::uint64_t reached, std::uint64_t last)>;
Result<void> follow_journal(const Context& context, const journal::DataDirectory& directory,
                            journal::Vault& vault, const GoesOn& goes_on = {});

/// The same for whoever only reads: opens the journal, which refuses a damaged one, and follows it
/// where the views are missing, behind or ahead. While another process holds the directory, views
/// that are there are read as they stand.
Result<void> level_views(const Context& context);

}  // namespace cs::cli
