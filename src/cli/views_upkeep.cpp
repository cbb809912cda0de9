#include "cli/views_upkeep.h"

#include "cli/progress_bar.h"
#include "journal/sqlite_journal.h"
#include "views/vault_opener.h"
#include "views/views.h"

namespace cs::cli {

namespace {

constexpr std::size_t records_per_batch = 2000;

Result<std::uint64_t> catch_up(const Context& context, const journal::DataDirectory& directory,
                               journal::Vault& vault) {
    auto reader = TRY(journal::SqliteJournal::open_reader(directory.journal()));
    auto views = TRY(views::Views::open(directory.views(), *reader));
    views::VaultOpener opener(vault);
    auto whole = static_cast<std::int64_t>(reader->last_sequence());
    ProgressBar bar(context.say(Text::folding), whole, context.language, context.json);
    std::uint64_t folded = 0;
    while (auto count = TRY(views->catch_up(*reader, opener, records_per_batch))) {
        folded += count;
        bar.set(static_cast<std::int64_t>(views->position().sequence));
    }
    return folded;
}

}  // namespace

Result<std::uint64_t> update_views(const Context& context, Node& node) {
    return catch_up(context, node.directory(), node.vault());
}

Result<std::uint64_t> rebuild_views(const Context& context, const std::string& data) {
    if (!has_journal(data)) return std::unexpected(no_journal(data));
    auto directory = TRY(journal::DataDirectory::open(data, journal::Access::write));
    auto vault = TRY(journal::Vault::open(directory.vault()));
    TRY_VOID(views::discard(directory.views(), {}));
    return catch_up(context, directory, vault);
}

}  // namespace cs::cli
