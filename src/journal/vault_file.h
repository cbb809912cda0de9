// The file of keys: one row per subject, with its key or, once erased, 32 zeros: a tombstone.
// Invariant: a destroyed key is in no file. Rows are only appended and a key is overwritten in
// place by zeros of the same length, so that nothing depends on how SQLite cleans up after rows
// that it moves; then the log is cut to nothing. Also the registers: of backups with what they owe,
// and of the ledgers of erasures.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "journal/sealed_text.h"
#include "journal/sqlite.h"

namespace cs::journal {

/// What the file knows of a subject. A tombstone has no key.
struct StoredKey {
    bool destroyed = false;
    SubjectKey key = {};
};

/// A backup whose copy of the vault still holds a key that has been destroyed here.
struct OwedErasure {
    std::string backup;
    SubjectId subject{};
    bool operator==(const OwedErasure&) const = default;
};

/// Used by one thread at a time.
class VaultFile {
public:
    static Result<VaultFile> open(const std::string& path, const sqlite::Options& options);

    Result<std::optional<StoredKey>> find(SubjectId subject);
    /// Adds keys in one durable transaction. Subjects that have a row keep it.
    Result<void> add(std::span<const std::pair<SubjectId, SubjectKey>> keys);
    /// Turns each subject's row into a tombstone, notes what the registered backups owe, and cuts
    /// the log. Returns how many had a key.
    Result<std::size_t> destroy(std::span<const SubjectId> subjects);
    Result<std::vector<SubjectId>> tombstones();
    /// Takes over keys, tombstones and the register of another vault; a tombstone on either side
    /// wins. Refuses two different keys for one subject, changing nothing.
    Result<void> merge(VaultFile& other);

    /// Registers a copy; owes it every erasure known so far.
    Result<void> register_backup(const std::string& path);
    Result<void> forget_backup(const std::string& path);
    Result<std::vector<std::string>> backups();
    Result<std::vector<OwedErasure>> owed();
    Result<void> settle(const std::string& backup);
    /// The ledgers of erasures that this history keeps.
    Result<void> register_ledger(const std::string& path);
    Result<std::vector<std::string>> ledgers();

    sqlite::Database& database() { return database_; }

private:
    Result<void> create();
    Result<void> bring_up();
    Result<void> prepare();
    /// Zeroes the subject's key, or adds it as a tombstone, and owes that to every backup.
    Result<void> bury(SubjectId subject, bool has_row);

    sqlite::Database database_;
    sqlite::Statement find_;
    sqlite::Statement add_;
    sqlite::Statement overwrite_;
    sqlite::Statement owe_;
};

}  // namespace cs::journal
