#include "journal/backup.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "journal/erasure_ledger.h"
#include "journal/sqlite_journal.h"
#include "journal/vault_file.h"

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

Result<void> copy_accounts(const std::string& from, const std::string& to) {
    if (::access(from.c_str(), F_OK) != 0) return {};
    std::string part = to + ".part";
    std::remove(part.c_str());
    TRY_VOID(make_private_file(part));
    {
        auto source = TRY(sqlite::Database::open(from, {sqlite::Mode::write}));
        auto copy = TRY(sqlite::Database::open(part));
        TRY_VOID(sqlite::copy_database(source, copy));
        TRY_VOID(copy.exec("PRAGMA journal_mode=DELETE; DELETE FROM session; VACUUM"));
    }
    return move_durably(part, to);
}

Result<void> copy_evidence(const std::string& from, const std::string& to) {
    if (::access((from + "/index.db").c_str(), F_OK) != 0) return {};
    {
        auto source = TRY(sqlite::Database::open(from + "/index.db", {sqlite::Mode::read}));
        TRY_VOID(make_private_file(to + "/index.db"));
        auto copy = TRY(sqlite::Database::open(to + "/index.db"));
        TRY_VOID(sqlite::copy_database(source, copy));
        TRY_VOID(copy.exec("PRAGMA journal_mode=DELETE"));
    }
    namespace fs = std::filesystem;
    std::error_code error;
    for (fs::directory_iterator folder(from, error), end; !error && folder != end;
         folder.increment(error)) {
        auto name = folder->path().filename().string();
        if (!folder->is_directory() || name == "incoming") continue;
        fs::create_directory(to + "/" + name, error);
        fs::permissions(to + "/" + name, fs::perms::owner_all, error);
        for (fs::directory_iterator file(folder->path(), error); !error && file != end;
             file.increment(error)) {
            auto target = to + "/" + name + "/" + file->path().filename().string();
            fs::copy_file(file->path(), target + ".part", fs::copy_options::overwrite_existing,
                          error);
            // The sweep removes what was erased meanwhile.
            if (error == std::errc::no_such_file_or_directory) {
                error.clear();
                continue;
            }
            if (error) return system_failure("cannot copy", file->path(), error.value());
            TRY_VOID(move_durably(target + ".part", target));
        }
    }
    if (error) return system_failure("cannot copy", from, error.value());
    return {};
}

namespace {

// The hash of the first record names the history; no two have it in common.
Result<Hash256> history_of(const std::string& journal) {
    auto reader = TRY(SqliteJournal::open_reader(journal));
    auto records = TRY(reader->read(1, 1));
    if (records.empty())
        return fail("the journal is empty", journal, "there is nothing to back up");
    return records.front().hash;
}

Result<std::string> ledger_of(const DataDirectory& directory, const Hash256& history) {
    std::error_code error;
    auto path = std::filesystem::canonical(directory.path(), error);
    if (error) return system_failure("cannot open", directory.path(), error.value());
    return ledger_beside(path, history);
}

// Those that stand where the backup is, where it is restored to, and where it and its directory
// were when it was made.
Result<std::vector<std::string>> ledgers_for(const DataDirectory& backup, const DataDirectory& to,
                                             const Hash256& history, const LaterErasures& later) {
    auto vault = TRY(VaultFile::open(backup.vault(), {sqlite::Mode::read}));
    auto paths = TRY(vault.ledgers());
    paths.push_back(TRY(ledger_of(backup, history)));
    paths.push_back(TRY(ledger_of(to, history)));
    std::ranges::sort(paths);
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    std::erase_if(paths, [](const auto& path) { return ::access(path.c_str(), F_OK) != 0; });
    if (!later.ledger.empty()) paths.push_back(later.ledger);
    if (paths.empty() && later.replaced_vault.empty() && !later.are_lost)
        return fail("nobody can tell here what was erased since this backup was made",
                    backup.path(),
                    "name the directory it replaces (--replaces) or a ledger of erasures "
                    "(--erasures); if both are lost for good, say --erasures-lost");
    return paths;
}

Result<std::vector<SubjectId>> erased_in(const std::vector<std::string>& ledgers,
                                         const Hash256& history) {
    std::vector<SubjectId> all;
    for (const auto& path : ledgers) {
        auto subjects = TRY(read_ledger(path, history_name(history)));
        all.insert(all.end(), subjects.begin(), subjects.end());
    }
    return all;
}

Result<std::uint64_t> copy_all(const DataDirectory& from, Vault& vault, const DataDirectory& to,
                               const std::string& unfinished, const sqlite::Progress& progress) {
    std::uint64_t last = TRY(copy_journal(from.journal(), unfinished, progress));
    TRY_VOID(copy_evidence(from.evidence(), to.evidence()));
    TRY_VOID(vault.backup_to(to.vault()));
    TRY_VOID(copy_accounts(from.accounts(), to.accounts()));
    // The journal's name comes last: a directory with a journal is complete.
    TRY_VOID(move_durably(unfinished, to.journal()));
    return last;
}

}  // namespace

Result<std::uint64_t> back_up(const DataDirectory& from, Vault& vault, const DataDirectory& to,
                              const sqlite::Progress& progress) {
    auto history = TRY(history_of(from.journal()));
    auto own_ledger = TRY(ledger_of(from, history));
    auto ledger = TRY(ledger_of(to, history));
    TRY_VOID(vault.keep_ledger(own_ledger));
    bool had_ledger = ::access(ledger.c_str(), F_OK) == 0;
    std::string unfinished = to.journal() + ".unfinished";
    // The copy of the vault must know the ledger, so it is kept before it can be needed.
    auto kept = vault.keep_ledger(ledger);
    auto last = kept ? copy_all(from, vault, to, unfinished, progress)
                     : Result<std::uint64_t>(std::unexpected(kept.error()));
    if (last) return last;
    // One that failed leaves nothing behind. Its files go first: the disk may be full.
    for (const auto& file : {unfinished, to.vault(), to.accounts()})
        for (const char* suffix : {"", ".part"}) std::remove((file + suffix).c_str());
    std::error_code ignored;
    std::filesystem::remove_all(to.evidence(), ignored);
    if (!had_ledger) std::remove(ledger.c_str());
    TRY_VOID(vault.forget_backup(std::filesystem::absolute(to.vault())));
    if (had_ledger) TRY_VOID(vault.keep_ledger(ledger));
    return last;
}

Result<Restored> restore(const DataDirectory& backup, const DataDirectory& to,
                         const LaterErasures& later, const sqlite::Progress& progress) {
    if (::access(to.journal().c_str(), F_OK) == 0)
        return fail("this data directory already has a journal", to.path(),
                    "restore into an empty or a new directory");
    auto history = TRY(history_of(backup.journal()));
    Restored out;
    out.ledgers = TRY(ledgers_for(backup, to, history, later));
    auto erased = TRY(erased_in(out.ledgers, history));
    // The journal last: a directory with a journal is complete.
    auto vault = TRY(Vault::open(to.vault()));
    TRY_VOID(vault.merge_from(backup.vault()));
    if (!later.replaced_vault.empty()) TRY_VOID(vault.merge_from(later.replaced_vault));
    out.erased = TRY(vault.destroy_all(erased));
    auto ledger = TRY(ledger_of(to, history));
    TRY_VOID(vault.keep_ledger(ledger));
    TRY_VOID(copy_accounts(backup.accounts(), to.accounts()));
    TRY_VOID(copy_evidence(backup.evidence(), to.evidence()));
    out.last_sequence = TRY(copy_journal(backup.journal(), to.journal(), progress));
    return out;
}

}  // namespace cs::journal
