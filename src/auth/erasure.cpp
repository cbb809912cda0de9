#include "auth/erasure.h"

#include <unistd.h>

#include "auth/accounts.h"

namespace cs::auth {

Result<void> forget_accounts(const std::string& path, std::span<const SubjectId> subjects,
                             runtime::TimeSource& time) {
    if (::access(path.c_str(), F_OK) != 0) return {};
    auto accounts = TRY(Accounts::open(path, time));
    TRY(accounts.forget(subjects));
    return {};
}

std::string accounts_beside(const std::string& vault) {
    return vault.substr(0, vault.rfind('/') + 1) + "accounts.db";
}

Result<OwedErasures> erase_in_backups(journal::Vault& vault, SubjectId subject,
                                      runtime::TimeSource& time) {
    for (const auto& backup : TRY(vault.backups()))
        TRY_VOID(forget_accounts(accounts_beside(backup), {&subject, 1}, time));
    OwedErasures out;
    out.ledgers_behind = TRY(vault.ledgers_behind());
    for (const auto& owed : TRY(vault.settle_owed()))
        if (out.unreached_backups.empty() || out.unreached_backups.back() != owed.backup)
            out.unreached_backups.push_back(owed.backup);
    return out;
}

}  // namespace cs::auth
