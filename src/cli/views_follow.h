// Brings the views of a data directory level with its journal, with progress.
#pragma once

#include <functional>

#include "cli/context.h"
#include "journal/data_directory.h"
#include "journal/vault.h"

namespace cs::cli {

/// `at_record` is told each record that was reached, and the last there is.
Result<void> follow_journal(
    const Context& context, const journal::DataDirectory& directory, journal::Vault& vault,
    const std::function<void(std::uint64_t, std::uint64_t)>& at_record = {});

/// The same for whoever only reads: opens the journal, which refuses a damaged one, and follows it
/// where the views are missing, behind or ahead. While another process holds the directory, views
/// that are there are read as they stand.
Result<void> level_views(const Context& context);

}  // namespace cs::cli
