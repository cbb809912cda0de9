#include "cli/account_file.h"

#include <filesystem>

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
    return auth::forget_accounts(path, subjects, system_time());
}

Result<auth::OwedErasures> erase_beside(Node& node, SubjectId subject) {
    TRY_VOID(forget_accounts(node.directory().accounts(), {&subject, 1}));
    std::error_code error;
    // Left by a server that was killed; one that runs would hold the directory.
    std::filesystem::remove_all(exports_of(node.directory().path()), error);
    if (error)
        return fail("files that were exported cannot be removed: " + error.message(),
                    exports_of(node.directory().path()), "remove them");
    return auth::erase_in_backups(node.vault(), subject, system_time());
}

std::string exports_of(const std::string& data) { return data + "/exports"; }

}  // namespace cs::cli
