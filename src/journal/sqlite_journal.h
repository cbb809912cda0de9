// The journal of an embedded node: one SQLite file in WAL mode with full sync. The head (last
// sequence and hash) changes in the transaction that adds the records, so that a tail that was
// cut off is noticed. The layout is written down in docs/journal-format.md.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "journal/journal.h"
#include "journal/sqlite.h"

namespace cs::journal {

/// The newest format this program reads and writes.
inline constexpr std::int64_t journal_format = 1;

class SqliteJournal final : public Journal {
public:
    struct Options {
        std::string vfs = {};
        /// Pages of the log after which it is folded into the file: 32 MiB.
        int fold_pages = 4000;
        /// Somebody calls fold(); otherwise a commit folds the log itself.
        bool fold_beside = false;
    };

    /// Opens the realm's journal, or makes an empty one. Refuses another realm's, a newer format,
    /// something that is not a journal, and one whose end does not match its head.
    static Result<std::unique_ptr<SqliteJournal>> open(const std::string& path, Realm realm,
                                                       const Options& options);
    static Result<std::unique_ptr<SqliteJournal>> open(const std::string& path, Realm realm) {
        return open(path, realm, Options{});
    }
    /// An independent connection that reads what has been committed, for another thread.
    static Result<std::unique_ptr<SqliteJournal>> open_reader(const std::string& path,
                                                              const std::string& vfs = {});

    Result<void> append(std::span<const Record> batch) override;
    Result<std::vector<Record>> read(std::uint64_t from, std::size_t limit) override;
    /// A reader answers with the newest that it has read of the head: see refresh().
    std::uint64_t last_sequence() const override { return head_sequence_; }
    Realm realm() const override { return realm_; }
    Hash256 last_hash() const { return head_hash_; }
    bool wants_folding() const override;
    void fold() override;

    /// Reads the head anew; for readers, whose writer is elsewhere.
    Result<std::uint64_t> refresh();

private:
    SqliteJournal() = default;
    Result<void> create(Realm realm);
    Result<void> prepare();
    Result<void> check_tail();
    Result<void> write(std::span<const Record> batch);
    void fold_with(sqlite::Database& database);
    std::int64_t unfolded_pages() const;
    bool should_begin_anew() const;
    void finish_folding();

    std::atomic<std::int64_t> log_pages_ = 0;
    std::atomic<std::int64_t> folded_pages_ = 0;
    std::mutex folding_;  ///< one fold at a time
    int fold_pages_ = 0;
    sqlite::Database folder_;  ///< the connection of fold()
    sqlite::Database database_;
    sqlite::Statement insert_;
    sqlite::Statement set_head_;
    sqlite::Statement get_head_;
    sqlite::Statement select_;
    sqlite::Statement begin_;
    sqlite::Statement commit_;
    Sha256 hasher_;
    Realm realm_{};
    std::uint64_t head_sequence_ = 0;
    Hash256 head_hash_;
    /// Set when the disk failed in the middle of a write: what the file holds is known again only
    /// after opening it anew.
    bool broken_ = false;
};

/// The record in a row of "SELECT sequence, at, actor, type, version, payload, key, hash".
Record record_of_row(const sqlite::Statement& row, Realm realm);
/// Refuses what is not a journal, and a journal of a newer format.
Result<void> check_format(sqlite::Database& database);

}  // namespace cs::journal
