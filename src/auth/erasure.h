// Erasing somebody, beside the journal and the keys, which the engine erases with the record: his
// account here and in the backups, and what backups and ledgers are still owed. Every part may have
// been done before: an earlier run may have stopped anywhere.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "journal/vault.h"
#include "runtime/time_source.h"

namespace cs::auth {

/// Removes the accounts of erased subjects, where there is such a file.
Result<void> forget_accounts(const std::string& path, std::span<const SubjectId> subjects,
                             runtime::TimeSource& time);
/// The file of accounts that belongs to a vault's file.
std::string accounts_beside(const std::string& vault);

/// What could not be reached; the operator is told, and a second run tries again.
struct OwedErasures {
    std::vector<std::string> unreached_backups;
    std::vector<std::string> ledgers_behind;
};
/// In every backup that the vault knows of.
Result<OwedErasures> erase_in_backups(journal::Vault& vault, SubjectId subject,
                                      runtime::TimeSource& time);

}  // namespace cs::auth
