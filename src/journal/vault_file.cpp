#include "journal/vault_file.h"

#include <cstring>
#include <filesystem>

#include "journal/durable_file.h"
#include "journal/erasure_ledger.h"

namespace cs::journal {

namespace {

/// "CSV1", in SQLite's application_id.
constexpr std::int64_t vault_mark = 0x43535631;
/// Format 2 added the register of ledgers.
constexpr std::int64_t vault_format = 2;
/// Few, for a flush does it, and commands wait for the flush.
constexpr int fold_after_pages = 500;
/// In place of a destroyed key.
const SubjectKey no_key;

std::string_view key_bytes(const SubjectKey& key) {
    return {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()};
}

Result<StoredKey> stored_of(const sqlite::Statement& row, const std::string& path) {
    auto bytes = row.column_blob(1);
    if (bytes.size() != SubjectKey::size)
        return fail("the key of subject " + id_text(SubjectId{row.column_uint(0)}) + " is damaged",
                    path, "restore the vault from its newest backup");
    StoredKey stored;
    std::memcpy(stored.key.bytes.data(), bytes.data(), bytes.size());
    stored.destroyed = stored.key.same_as(no_key);
    return stored;
}

Result<void> check_vault_format(sqlite::Database& database) {
    if (TRY(database.pragma("application_id")) != vault_mark)
        return fail("this is not a vault of chengshu", database.path());
    auto format = TRY(database.pragma("user_version"));
    if (format > vault_format)
        return fail("the vault has format " + std::to_string(format) +
                        ", this program knows formats up to " + std::to_string(vault_format),
                    database.path(), "use the newer program that wrote it");
    return {};
}

}  // namespace

Result<VaultFile> VaultFile::open(const std::string& path, const sqlite::Options& options) {
    VaultFile file;
    if (options.mode == sqlite::Mode::create && options.vfs.empty())
        TRY_VOID(make_private_file(path));
    file.database_ = TRY(sqlite::Database::open(path, options));
    auto& database = file.database_;
    bool is_new = options.mode == sqlite::Mode::create &&
                  TRY(database.pragma("application_id")) == 0 &&
                  TRY(database.query_int("SELECT count(*) FROM sqlite_schema")) == 0;
    if (!is_new) TRY_VOID(check_vault_format(database));
    if (options.mode != sqlite::Mode::read) {
        TRY_VOID(database.exec("PRAGMA secure_delete=ON"));
        TRY_VOID(database.use_wal(fold_after_pages));
        if (is_new) TRY_VOID(file.create());
        TRY_VOID(file.bring_up());
        // An erasure that was cut off between its commit and its end is completed here.
        TRY_VOID(database.checkpoint_and_truncate());
    }
    TRY_VOID(file.prepare());
    return file;
}

Result<void> VaultFile::create() {
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    TRY_VOID(database_.set_pragma("application_id", vault_mark));
    TRY_VOID(database_.set_pragma("user_version", 1));
    TRY_VOID(database_.exec(
        "CREATE TABLE subject(slot INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE,"
        " key BLOB NOT NULL) STRICT;"
        "CREATE TABLE backup(path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
        "CREATE TABLE owed(path TEXT, id INTEGER, PRIMARY KEY(path, id)) STRICT, WITHOUT ROWID;"));
    return transaction.commit();
}

Result<void> VaultFile::bring_up() {
    if (TRY(database_.pragma("user_version")) == vault_format) return {};
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    TRY_VOID(database_.exec("CREATE TABLE ledger(path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID"));
    TRY_VOID(database_.set_pragma("user_version", vault_format));
    return transaction.commit();
}

Result<void> VaultFile::prepare() {
    find_ = TRY(database_.prepare("SELECT id, key FROM subject WHERE id=?"));
    add_ = TRY(database_.prepare(
        "INSERT INTO subject(id, key) VALUES(?,?) ON CONFLICT DO NOTHING"));
    overwrite_ = TRY(database_.prepare("UPDATE subject SET key=zeroblob(32) WHERE id=?"));
    owe_ = TRY(database_.prepare("INSERT OR IGNORE INTO owed SELECT path, ? FROM backup"));
    return {};
}

Result<std::optional<StoredKey>> VaultFile::find(SubjectId subject) {
    bool row = TRY(find_.bind(1, raw(subject)).step());
    if (!row) return std::nullopt;
    auto stored = stored_of(find_, database_.path());
    find_.reset();
    if (!stored) return std::unexpected(stored.error());
    return *stored;
}

Result<void> VaultFile::add(std::span<const std::pair<SubjectId, SubjectKey>> keys) {
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    for (const auto& [subject, key] : keys)
        TRY_VOID(add_.bind(1, raw(subject)).bind_borrowed_blob(2, key_bytes(key)).run());
    return transaction.commit();
}

Result<std::size_t> VaultFile::destroy(std::span<const SubjectId> subjects) {
    std::size_t had_key = 0;
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    for (auto subject : subjects) {
        auto stored = TRY(find(subject));
        if (stored && stored->destroyed) continue;
        if (stored) ++had_key;
        TRY_VOID(bury(subject, stored.has_value()));
    }
    TRY_VOID(transaction.commit());
    TRY_VOID(database_.checkpoint_and_truncate());
    return had_key;
}

Result<void> VaultFile::bury(SubjectId subject, bool has_row) {
    if (has_row)
        TRY_VOID(overwrite_.bind(1, raw(subject)).run());
    else
        TRY_VOID(add_.bind(1, raw(subject)).bind_borrowed_blob(2, key_bytes(no_key)).run());
    return owe_.bind(1, raw(subject)).run();
}

Result<std::vector<SubjectId>> VaultFile::tombstones() {
    auto select = TRY(
        database_.prepare("SELECT id FROM subject WHERE key=zeroblob(32) ORDER BY id"));
    std::vector<SubjectId> subjects;
    while (TRY(select.step())) subjects.push_back(SubjectId{select.column_uint(0)});
    return subjects;
}

Result<void> VaultFile::merge(VaultFile& other) {
    auto rows = TRY(other.database_.prepare("SELECT id, key FROM subject ORDER BY slot"));
    {
        auto transaction = TRY(sqlite::Transaction::begin(database_));
        for (const auto& path : TRY(other.backups())) TRY_VOID(register_backup(path));
        for (const auto& path : TRY(other.ledgers())) TRY_VOID(register_ledger(path));
        while (TRY(rows.step())) {
            auto theirs = TRY(stored_of(rows, other.database_.path()));
            SubjectId subject{rows.column_uint(0)};
            auto ours = TRY(find(subject));
            if (ours && ours->destroyed) continue;
            if (theirs.destroyed) {
                TRY_VOID(bury(subject, ours.has_value()));
            } else if (!ours) {
                add_.bind(1, raw(subject)).bind_borrowed_blob(2, key_bytes(theirs.key));
                TRY_VOID(add_.run());
            } else if (!ours->key.same_as(theirs.key)) {
                return fail("two vaults hold different keys for subject " + id_text(subject),
                            other.database_.path(),
                            "they belong to different histories; restore one of them alone");
            }
        }
        TRY_VOID(transaction.commit());
    }
    return database_.checkpoint_and_truncate();
}

Result<void> VaultFile::register_backup(const std::string& path) {
    auto insert = TRY(database_.prepare("INSERT OR IGNORE INTO backup VALUES(?)"));
    TRY_VOID(insert.bind(1, path).run());
    auto owe_all = TRY(database_.prepare(
        "INSERT OR IGNORE INTO owed SELECT ?, id FROM subject WHERE key=zeroblob(32)"));
    return owe_all.bind(1, path).run();
}

Result<void> VaultFile::forget_backup(const std::string& path) {
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    auto from_register = TRY(database_.prepare("DELETE FROM backup WHERE path=?"));
    TRY_VOID(from_register.bind(1, path).run());
    auto from_owed = TRY(database_.prepare("DELETE FROM owed WHERE path=?"));
    TRY_VOID(from_owed.bind(1, path).run());
    // Ledgers are registered under their whole names, without links.
    std::error_code error;
    auto directory = std::filesystem::weakly_canonical(path, error).parent_path();
    auto ledger = TRY(database_.prepare("DELETE FROM ledger WHERE path=?"));
    for (const auto& kept : TRY(ledgers()))
        if (directory_of_ledger(kept) == directory) TRY_VOID(ledger.bind(1, kept).run());
    return transaction.commit();
}

Result<std::vector<std::string>> VaultFile::backups() {
    auto select = TRY(database_.prepare("SELECT path FROM backup ORDER BY path"));
    std::vector<std::string> paths;
    while (TRY(select.step())) paths.emplace_back(select.column_text(0));
    return paths;
}

Result<std::vector<OwedErasure>> VaultFile::owed() {
    auto select = TRY(database_.prepare("SELECT path, id FROM owed ORDER BY path, id"));
    std::vector<OwedErasure> all;
    while (TRY(select.step()))
        all.push_back({std::string(select.column_text(0)), SubjectId{select.column_uint(1)}});
    return all;
}

Result<void> VaultFile::settle(const std::string& backup) {
    auto remove = TRY(database_.prepare("DELETE FROM owed WHERE path=?"));
    return remove.bind(1, backup).run();
}

Result<void> VaultFile::register_ledger(const std::string& path) {
    auto insert = TRY(database_.prepare("INSERT OR IGNORE INTO ledger VALUES(?)"));
    return insert.bind(1, path).run();
}

Result<std::vector<std::string>> VaultFile::ledgers() {
    std::vector<std::string> paths;
    // Of format 1 and opened for reading: it knows none.
    if (TRY(database_.pragma("user_version")) < vault_format) return paths;
    auto select = TRY(database_.prepare("SELECT path FROM ledger ORDER BY path"));
    while (TRY(select.step())) paths.emplace_back(select.column_text(0));
    return paths;
}

}  // namespace cs::journal
