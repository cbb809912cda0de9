#include "cli/account_file.h"

#include <unistd.h>

#include "cli/node.h"
#include "journal/data_directory.h"

namespace cs::cli {

namespace {

runtime::SystemTime& system_time() {
    static runtime::SystemTime time;
    return time;
}

}  // namespace

Result<auth::Accounts> open_accounts(const Context& context) {
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::read));
    return auth::Accounts::open(directory.accounts(), system_time());
}

Result<void> forget_accounts(const std::string& path, std::span<const SubjectId> subjects) {
    if (::access(path.c_str(), F_OK) != 0) return {};
    auto accounts = TRY(auth::Accounts::open(path, system_time()));
    TRY(accounts.forget(subjects));
    return {};
}

std::string accounts_beside(const std::string& vault) {
    return vault.substr(0, vault.rfind('/') + 1) + "accounts.db";
}

}  // namespace cs::cli
