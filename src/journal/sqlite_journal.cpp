#include "journal/sqlite_journal.h"

#include <cstring>

#include "base/check.h"
#include "journal/paced_vfs.h"

namespace cs::journal {

namespace {

/// "CSJ1", in SQLite's application_id: tells a journal from every other database.
constexpr std::int64_t journal_mark = 0x43534a31;
constexpr int page_bytes = 8192;
constexpr int cache_kib = 8192;
/// Beside a folder, in folds: from four on (128 MiB) the log should begin anew, for which a commit
/// folds what is left once that is a fortieth; at sixteen it no longer waits for the folder.
constexpr int folds_wanted = 4;
constexpr int folds_at_most = 16;
constexpr int parts_of_a_fold = 40;
/// How many of the last records opening reads and checks; reads check all that they return.
constexpr std::uint64_t tail_checked = 1000;

constexpr const char* repair_advice =
    "run `chengshu journal verify` to see the extent and `chengshu journal repair` to keep what is "
    "whole, or restore a backup";

std::string_view hash_bytes(const Hash256& hash) {
    return {reinterpret_cast<const char*>(hash.data.data()), hash.data.size()};
}

Hash256 hash_of(std::string_view bytes) {
    Hash256 hash;
    if (bytes.size() == hash.data.size()) std::memcpy(hash.data.data(), bytes.data(), 32);
    return hash;
}

std::string record_named(std::uint64_t sequence) { return "record " + std::to_string(sequence); }

}  // namespace

Record record_of_row(const sqlite::Statement& row, Realm realm) {
    Record record;
    record.realm = realm;
    record.sequence = row.column_uint(0);
    record.at = Instant{row.column_int(1)};
    record.actor = PersonId{row.column_uint(2)};
    record.type = row.column_text(3);
    record.version = static_cast<std::uint32_t>(row.column_int(4));
    record.payload = row.column_text(5);
    record.key = row.column_text(6);
    record.hash = hash_of(row.column_blob(7));
    return record;
}

Result<void> check_format(sqlite::Database& database) {
    if (TRY(database.pragma("page_count")) == 0)
        return fail("the journal is empty: it has 0 bytes", database.path(),
                    "restore a backup with chengshu restore; there is nothing in it to repair");
    if (TRY(database.pragma("application_id")) != journal_mark)
        return fail("this is not a journal of chengshu", database.path(),
                    "name the data directory that holds journal.db");
    auto format = TRY(database.pragma("user_version"));
    if (format > journal_format)
        return fail("the journal has format " + std::to_string(format) +
                        ", this program knows formats up to " + std::to_string(journal_format),
                    database.path(), "use the newer program that wrote it");
    return {};
}

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open(const std::string& path, Realm realm,
                                                           const Options& options) {
    std::unique_ptr<SqliteJournal> journal(new SqliteJournal());
    journal->database_ =
        TRY(sqlite::Database::open(path, {sqlite::Mode::create, options.vfs, 5000}));
    auto& database = journal->database_;
    TRY_VOID(database.set_pragma("page_size", page_bytes));
    TRY_VOID(database.set_pragma("cache_size", -cache_kib));
    bool is_new = TRY(database.pragma("application_id")) == 0 &&
                  TRY(database.query_int("SELECT count(*) FROM sqlite_schema")) == 0;
    if (!is_new) TRY_VOID(check_format(database));
    TRY_VOID(database.use_wal(options.fold_pages));
    if (is_new) TRY_VOID(journal->create(realm));
    TRY_VOID(journal->prepare());
    if (journal->realm_ != realm)
        return fail("this journal is of realm " +
                        std::to_string(static_cast<std::uint32_t>(journal->realm_)) + ", not " +
                        std::to_string(static_cast<std::uint32_t>(realm)),
                    path, "open it with its own realm");
    TRY_VOID(journal->check_tail());
    if (options.fold_beside) {
        journal->fold_pages_ = options.fold_pages;
        auto vfs = options.vfs.empty() ? paced_vfs() : options.vfs;
        journal->folder_ = TRY(sqlite::Database::open(path, {sqlite::Mode::write, vfs, 5000}));
        database.watch_log(journal->pages_at_commit_);
    }
    return journal;
}

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open_reader(const std::string& path,
                                                                  const std::string& vfs) {
    std::unique_ptr<SqliteJournal> journal(new SqliteJournal());
    journal->database_ = TRY(sqlite::Database::open(path, {sqlite::Mode::read, vfs, 5000}));
    TRY_VOID(check_format(journal->database_));
    TRY_VOID(journal->prepare());
    return journal;
}

Result<void> SqliteJournal::create(Realm realm) {
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    TRY_VOID(database_.set_pragma("application_id", journal_mark));
    TRY_VOID(database_.set_pragma("user_version", journal_format));
    TRY_VOID(database_.exec(
        "CREATE TABLE record(sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
        " actor INTEGER NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL,"
        " payload TEXT NOT NULL, key TEXT NOT NULL, hash BLOB NOT NULL) STRICT;"
        "CREATE TABLE head(one INTEGER PRIMARY KEY CHECK(one=1), realm INTEGER NOT NULL,"
        " sequence INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;"));
    auto insert = TRY(database_.prepare("INSERT INTO head VALUES(1, ?, 0, zeroblob(32))"));
    TRY_VOID(insert.bind(1, std::int64_t{static_cast<std::uint32_t>(realm)}).run());
    return transaction.commit();
}

Result<void> SqliteJournal::prepare() {
    insert_ = TRY(database_.prepare("INSERT INTO record VALUES(?,?,?,?,?,?,?,?)"));
    set_head_ = TRY(database_.prepare("UPDATE head SET sequence=?, hash=?"));
    get_head_ = TRY(database_.prepare("SELECT realm, sequence, hash FROM head"));
    select_ = TRY(database_.prepare(
        "SELECT sequence, at, actor, type, version, payload, key, hash FROM record"
        " WHERE sequence>=? ORDER BY sequence LIMIT ?"));
    begin_ = TRY(database_.prepare("BEGIN IMMEDIATE"));
    commit_ = TRY(database_.prepare("COMMIT"));
    TRY(refresh());
    return {};
}

Result<std::uint64_t> SqliteJournal::refresh() {
    bool row = TRY(get_head_.step());
    if (!row) return fail("the journal has no head", database_.path(), repair_advice);
    realm_ = Realm{static_cast<std::uint32_t>(get_head_.column_int(0))};
    head_sequence_ = get_head_.column_uint(1);
    head_hash_ = hash_of(get_head_.column_blob(2));
    get_head_.reset();
    return head_sequence_;
}

Result<void> SqliteJournal::check_tail() {
    auto last = static_cast<std::uint64_t>(
        TRY(database_.query_int("SELECT coalesce(max(sequence), 0) FROM record")));
    if (last < head_sequence_)
        return fail("the journal was cut off after " + record_named(last) + ": its head says " +
                        std::to_string(head_sequence_),
                    database_.path(), repair_advice);
    if (last > head_sequence_)
        return fail("the journal holds " + record_named(last) + " beyond its head " +
                        std::to_string(head_sequence_),
                    database_.path(), repair_advice);
    std::uint64_t from = last > tail_checked ? last - tail_checked + 1 : 1;
    auto tail = TRY(read(from, tail_checked));
    Hash256 found = tail.empty() ? Hash256{} : tail.back().hash;
    if (found != head_hash_)
        return fail(record_named(last) + " is not the one that the head names", database_.path(),
                    repair_advice);
    return {};
}

Result<void> SqliteJournal::append(std::span<const Record> batch) {
    if (broken_)
        return fail("an earlier write failed, so the journal takes no more", database_.path(),
                    "check the disk, then start again");
    if (batch.empty()) return {};
    TRY_VOID(check_batch(batch, realm_, head_sequence_));
    finish_folding();
    auto written = write(batch);
    if (!written) {
        // A full disk or a lock left the file as it was. After anything else (a failed sync above
        // all) only opening it again tells what is there.
        broken_ = !database_.last_error_is_full() && !database_.last_error_is_busy();
        if (database_.in_transaction()) static_cast<void>(database_.exec("ROLLBACK"));
        return written;
    }
    head_sequence_ = batch.back().sequence;
    head_hash_ = batch.back().hash;
    return {};
}

Result<void> SqliteJournal::write(std::span<const Record> batch) {
    TRY_VOID(begin_.run());
    for (const auto& record : batch) {
        insert_.bind(1, record.sequence).bind(2, record.at.us).bind(3, raw(record.actor));
        insert_.bind_borrowed(4, record.type).bind(5, std::int64_t{record.version});
        insert_.bind_borrowed(6, record.payload).bind_borrowed(7, record.key);
        insert_.bind_borrowed_blob(8, hash_bytes(record.hash));
        TRY_VOID(insert_.run());
    }
    set_head_.bind(1, batch.back().sequence).bind_blob(2, hash_bytes(batch.back().hash));
    TRY_VOID(set_head_.run());
    return commit();
}

Result<void> SqliteJournal::commit() {
    std::lock_guard lock(counting_);
    TRY_VOID(commit_.run());
    log_pages_ = pages_at_commit_;
    if (log_pages_ < folded_pages_) folded_pages_ = 0;  // it began anew
    return {};
}

// The log begins anew once all of it is folded, which a fold beside steady writing never quite
// reaches.
void SqliteJournal::finish_folding() {
    if (folder_.path().empty()) return;
    bool outgrown = log_pages_ >= folds_at_most * fold_pages_;
    if (!outgrown && (!should_begin_anew() || unfolded_pages() >= fold_pages_ / parts_of_a_fold))
        return;
    std::unique_lock lock(folding_, std::defer_lock);
    if (outgrown)
        lock.lock();
    else if (!lock.try_lock())
        return;
    fold_with(database_);
}

std::int64_t SqliteJournal::unfolded_pages() const { return log_pages_ - folded_pages_; }

bool SqliteJournal::wants_folding() const {
    if (folder_.path().empty()) return false;
    return unfolded_pages() >= (should_begin_anew() ? fold_pages_ / parts_of_a_fold : fold_pages_);
}

bool SqliteJournal::should_begin_anew() const { return log_pages_ >= folds_wanted * fold_pages_; }

void SqliteJournal::fold() {
    std::lock_guard lock(folding_);
    fold_with(folder_);
}

// Never begun on a log that is folded whole: a commit could begin it anew meanwhile, and SQLite
// before 3.51.3 may then take new pages for folded ones. So what is counted as not folded must not
// be: only a commit raises log_pages_, in one step with itself, and only a fold, one at a time,
// raises folded_pages_. See docs/decisions/folding-the-log.md.
void SqliteJournal::fold_with(sqlite::Database& database) {
    {
        std::lock_guard lock(counting_);
        if (unfolded_pages() <= 0) return;
    }
    auto log = database.checkpoint();
    if (!log) return;
    std::lock_guard lock(counting_);
    // Fewer pages than were folded: the log has begun anew since.
    if (log_pages_ >= log->folded) folded_pages_ = log->folded;
}

Result<std::vector<Record>> SqliteJournal::read(std::uint64_t from, std::size_t limit) {
    std::vector<Record> records;
    std::uint64_t expected = from > 0 ? from : 1;
    select_.bind(1, expected).bind(2, static_cast<std::uint64_t>(limit));
    while (TRY(select_.step())) {
        records.push_back(record_of_row(select_, realm_));
        const Record& record = records.back();
        bool gap = record.sequence != expected;
        if (!gap && leaf_hash(hasher_, record) == record.hash) {
            ++expected;
            continue;
        }
        select_.reset();
        return fail(record_named(expected) + (gap ? " is missing" : " does not match its hash"),
                    database_.path(), repair_advice);
    }
    return records;
}

}  // namespace cs::journal
