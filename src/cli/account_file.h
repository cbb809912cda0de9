// The accounts of a data directory as the command line opens them: beside a server that may have
// them open too.
#pragma once

#include <span>
#include <string>

#include "auth/accounts.h"
#include "cli/context.h"

namespace cs::cli {

/// Those of --data; made when there are none yet. Refuses a directory without a journal.
Result<auth::Accounts> open_accounts(const Context& context);

/// Removes the accounts of erased subjects, where there is such a file.
Result<void> forget_accounts(const std::string& accounts, std::span<const SubjectId> subjects);
/// The file of accounts that belongs to a vault's file.
std::string accounts_beside(const std::string& vault);

}  // namespace cs::cli
