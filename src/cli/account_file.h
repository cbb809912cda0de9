// The accounts of a data directory as the command line opens them: beside a server that may have
// them open too.
#pragma once

#include <span>
#include <string>

#include "auth/accounts.h"
#include "auth/erasure.h"
#include "cli/context.h"
#include "cli/node.h"

namespace cs::cli {

/// Those of --data; made when there are none yet. Refuses a directory without a journal.
Result<auth::Accounts> open_accounts(const Context& context);

/// Removes the accounts of erased subjects, where there is such a file.
Result<void> forget_accounts(const std::string& accounts, std::span<const SubjectId> subjects);
/// What an erasure must reach beside the journal and the keys; what it could not is owed.
Result<auth::OwedErasures> erase_beside(Node& node, SubjectId subject);
/// Where a server keeps exported files.
std::string exports_of(const std::string& data);

}  // namespace cs::cli
