#include "journal/backup.h"

#include <unistd.h>

#include <cstdio>

#include "journal/sqlite_journal.h"

namespace cs::journal {

Result<std::uint64_t> copy_journal(const std::string& from, const std::string& to,
                                   const sqlite::Progress& progress) {
    std::string part = to + ".part";
    std::remove(part.c_str());
    {
        auto source = TRY(sqlite::Database::open(from, {sqlite::Mode::read}));
        TRY_VOID(check_format(source));
        auto pages = static_cast<std::uint64_t>(TRY(source.pragma("page_count")));
        auto page_bytes = static_cast<std::uint64_t>(TRY(source.pragma("page_size")));
        auto slash = to.rfind('/');
        TRY_VOID(require_free(slash == std::string::npos ? "." : to.substr(0, slash + 1),
                              pages * page_bytes, "the copy of the journal"));
        auto copy = TRY(sqlite::Database::open(part));
        TRY_VOID(sqlite::copy_database(source, copy, progress));
        // A copy is kept as one plain file, without a log beside it.
        TRY_VOID(copy.exec("PRAGMA journal_mode=DELETE"));
    }
    TRY_VOID(move_durably(part, to));
    return TRY(SqliteJournal::open_reader(to))->last_sequence();
}

Result<std::uint64_t> back_up(const DataDirectory& from, Vault& vault, const DataDirectory& to,
                              const sqlite::Progress& progress) {
    // The journal's name comes last: a directory with a journal is complete.
    std::string unfinished = to.journal() + ".unfinished";
    std::uint64_t last = TRY(copy_journal(from.journal(), unfinished, progress));
    TRY_VOID(vault.backup_to(to.vault()));
    auto moved = move_durably(unfinished, to.journal());
    if (moved) return last;
    TRY_VOID(vault.forget_backup(to.vault()));
    return std::unexpected(moved.error());
}

Result<std::uint64_t> restore(const DataDirectory& backup, const DataDirectory& to,
                              const std::string& newest_vault, const sqlite::Progress& progress) {
    if (::access(to.journal().c_str(), F_OK) == 0)
        return fail("this data directory already has a journal", to.path(),
                    "restore into an empty or a new directory");
    // The vault first: a directory with a journal is complete.
    auto vault = TRY(Vault::open(to.vault()));
    TRY_VOID(vault.merge_from(backup.vault()));
    if (!newest_vault.empty()) TRY_VOID(vault.merge_from(newest_vault));
    return copy_journal(backup.journal(), to.journal(), progress);
}

}  // namespace cs::journal
