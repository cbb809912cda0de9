// SQLite as this house uses it: one Database per thread, Statements that are prepared once and
// reused, Transactions that roll back unless committed. Every error says the file, SQLite's own
// words and what to do. Nothing here throws. Rooms above (views, runtime's archive) use it too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace cs::sqlite {

/// create: makes a missing file. write, read: an error; what nobody can change is read as it is.
enum class Mode { create, write, read };

struct Options {
    Mode mode = Mode::create;
    /// Name of a registered VFS (journal/fake_disk.h); empty for the real disk.
    std::string vfs = {};
    /// How long a statement waits for another connection's lock before it fails.
    int busy_timeout_ms = 5000;
    /// Opens a file that is shorter than it should be, to save what is left. For repairs only.
    bool tolerates_a_cut = false;
};

/// A prepared statement. Bind, then either run() it or step() through its rows; both leave it ready
/// for the next use. Parameters count from 1, columns from 0.
class Statement {
public:
    Statement() = default;
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    ~Statement();

    /// Binding never fails at once: an error (too large, no memory) is told by the next step().
    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, std::uint64_t value);
    Statement& bind(int index, int value);
    /// Text and blobs are copied.
    Statement& bind(int index, std::string_view text);
    Statement& bind(int index, const char* text) { return bind(index, std::string_view(text)); }
    Statement& bind(int index, const std::string& t) { return bind(index, std::string_view(t)); }
    Statement& bind_blob(int index, std::string_view bytes);
    Statement& bind_null(int index);
    Statement& bind(int index, std::optional<std::int64_t> value);
    Statement& bind(int index, const std::optional<std::string>& text);
    /// Not copied: the bytes must outlive the next run(), or the last step().
    Statement& bind_borrowed(int index, std::string_view text);
    Statement& bind_borrowed_blob(int index, std::string_view bytes);
    /// Binding a truth value is a mistake nine times in ten (a pointer that decayed).
    Statement& bind(int index, bool value) = delete;

    /// True when there is a row. False or an error resets the statement and its bindings.
    Result<bool> step();
    /// Executes a statement whose rows do not matter, and resets it.
    Result<void> run();
    /// Ends a read early, so that its snapshot is released.
    void reset();

    std::int64_t column_int(int column) const;
    std::uint64_t column_uint(int column) const;
    bool is_null(int column) const;
    /// Valid until the next step, run or reset.
    std::string_view column_text(int column) const;
    std::string_view column_blob(int column) const;
    std::optional<std::int64_t> column_optional_int(int column) const;
    std::optional<std::string> column_optional_text(int column) const;
    int column_count() const;
    std::string_view column_name(int column) const;

private:
    friend class Database;
    explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
    void remember(int code);

    sqlite3_stmt* handle_ = nullptr;
    int bind_error_ = 0;
};

/// A connection. Used by one thread at a time. Statements may outlive it.
class Database {
public:
    static Result<Database> open(const std::string& path, const Options& options = {});
    Database() = default;
    Database(Database&& other) noexcept;
    Database& operator=(Database&& other) noexcept;
    ~Database();

    Result<Statement> prepare(std::string_view sql);
    /// Runs one or more statements without parameters.
    Result<void> exec(const std::string& sql);

    /// WAL with synchronous=FULL: a commit that returned survives loss of power.
    Result<void> use_wal(int autocheckpoint_pages);
    Result<std::int64_t> query_int(std::string_view sql);
    Result<std::string> query_text(std::string_view sql);
    /// PRAGMA name, and PRAGMA name = value.
    Result<std::int64_t> pragma(const std::string& name);
    Result<void> set_pragma(const std::string& name, std::int64_t value);
    /// Folds the WAL into the file and cuts it to nothing. An error when a reader prevents it.
    Result<void> checkpoint_and_truncate();
    struct Log {
        std::int64_t pages = 0;
        std::int64_t folded = 0;
    };
    /// Folds what it can of the WAL without waiting for anybody.
    Result<Log> checkpoint();
    /// From now on every commit of this connection writes down how many pages the WAL then holds;
    /// SQLite no longer folds it by itself. `pages` outlives the connection.
    void watch_log(std::int64_t& pages);
    /// SQLite's own structural check; empty when nothing is wrong.
    Result<std::vector<std::string>> integrity_problems(int limit = 20);

    const std::string& path() const { return path_; }
    std::int64_t last_insert_rowid() const;
    std::int64_t changed_rows() const;
    bool in_transaction() const;
    /// What the last failed call failed of: disk full.
    bool last_error_is_full() const;
    /// Another connection held a lock for longer than the timeout.
    bool last_error_is_busy() const;
    /// Stops whatever runs on this connection; the one call another thread may make.
    void interrupt();
    sqlite3* handle() const { return handle_; }

private:
    sqlite3* handle_ = nullptr;
    std::string path_;
};

/// BEGIN IMMEDIATE … COMMIT; rolled back when it goes out of scope uncommitted.
class Transaction {
public:
    static Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Result<void> commit();

private:
    explicit Transaction(Database& database) : database_(&database) {}
    Database* database_;
};

/// Called now and then in long work: how much of how much is done.
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Copies a consistent snapshot of a live database into an empty one, page by page; writers on
/// other connections go on meanwhile.
Result<void> copy_database(Database& from, Database& to, const Progress& progress = {});

/// "path: SQLite's words; advice", for the connection's last error.
Error error_of(sqlite3* handle);

}  // namespace cs::sqlite
