#include "journal/sqlite.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace cs::sqlite {

namespace {

// SQLite counts its memory under one lock for all threads; nobody asks it how much there is. It
// takes this only before its first use.
[[maybe_unused]] const int without_statistics = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);

std::string advice_for(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL: return "free some space on this disk, then try again";
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return "another process or thread is using this file; stop it first";
        case SQLITE_READONLY:
        case SQLITE_PERM: return "make the file and its directory writable for this user";
        case SQLITE_CANTOPEN: return "check that the file exists and that this user may open it";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "the file is damaged: keep a copy of it, and restore a backup or run the repair";
        case SQLITE_IOERR: return "the disk reported an error; check it before going on";
        default: return "";
    }
}

std::string directory_of(const std::string& path) {
    auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

bool is_there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

bool has_bytes(const std::string& path) {
    struct stat file {};
    return ::stat(path.c_str(), &file) == 0 && file.st_size > 0;
}

// Whether nobody can change the file: its disk is read-only or its directory is so for everybody,
// and no log stands beside it that a reader would have to take part in.
bool is_at_rest(const std::string& path) {
    if (has_bytes(path + "-wal") || has_bytes(path + "-journal") || is_there(path + "-shm"))
        return false;
    struct statvfs disk {};
    if (::statvfs(path.c_str(), &disk) == 0 && (disk.f_flag & ST_RDONLY) != 0) return true;
    constexpr mode_t anybody = S_IWUSR | S_IWGRP | S_IWOTH;
    struct stat directory {};
    return ::stat(directory_of(path).c_str(), &directory) == 0 &&
           (directory.st_mode & anybody) == 0;
}

// SQLite's name for a file that does not change, which it reads without writing anything.
std::string uri_at_rest(const std::string& path) {
    std::string uri = "file:";
    for (char c : path) {
        if (c == '%')
            uri += "%25";
        else if (c == '?')
            uri += "%3f";
        else if (c == '#')
            uri += "%23";
        else
            uri += c;
    }
    return uri + "?immutable=1";
}

// To read a file with a log SQLite writes an index beside it, and says otherwise that it cannot
// open the file.
bool lacks_room_beside(int code, const std::string& path) {
    return (code & 0xff) == SQLITE_CANTOPEN && ::access(path.c_str(), R_OK) == 0 &&
           ::access(directory_of(path).c_str(), W_OK) != 0;
}

Error describe(int code, const char* words, const std::string& path, int system_error) {
    if ((code & 0xff) == SQLITE_IOERR && system_error == ENOSPC) code = SQLITE_FULL;
    Error error;
    error.what = words != nullptr ? words : sqlite3_errstr(code);
    if ((code & 0xff) == SQLITE_FULL) error.what = "the disk is full";
    if (system_error != 0 && ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN))
        error.what += " (" + std::string(std::strerror(system_error)) + ")";
    error.where = path;
    error.advice = advice_for(code);
    if (!lacks_room_beside(code, path)) return error;
    error.what = "its directory is read-only, and reading needs an index beside the file";
    error.advice = "make the directory writable for this user, or copy it and read the copy";
    return error;
}

std::string path_of(sqlite3* handle) {
    const char* name = sqlite3_db_filename(handle, "main");
    return name != nullptr ? name : "";
}

int size_of(std::string_view bytes) {
    return bytes.size() > INT32_MAX ? INT32_MAX : static_cast<int>(bytes.size());
}

}  // namespace

Error error_of(sqlite3* handle) {
    return describe(sqlite3_extended_errcode(handle), sqlite3_errmsg(handle), path_of(handle),
                    sqlite3_system_errno(handle));
}

Statement::Statement(Statement&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)),
      bind_error_(std::exchange(other.bind_error_, 0)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(bind_error_, other.bind_error_);
    return *this;
}

Statement::~Statement() { sqlite3_finalize(handle_); }

void Statement::remember(int code) {
    // Out of range means the SQL and the code beside it disagree: a bug, not an operating error.
    CHECK(code != SQLITE_RANGE && code != SQLITE_MISUSE);
    if (code != SQLITE_OK && bind_error_ == SQLITE_OK) bind_error_ = code;
}

Statement& Statement::bind(int index, std::int64_t value) {
    remember(sqlite3_bind_int64(handle_, index, value));
    return *this;
}

Statement& Statement::bind(int index, std::uint64_t value) {
    return bind(index, static_cast<std::int64_t>(value));
}

Statement& Statement::bind(int index, int value) {
    return bind(index, static_cast<std::int64_t>(value));
}

Statement& Statement::bind(int index, std::string_view text) {
    const char* data = text.data() != nullptr ? text.data() : "";
    remember(sqlite3_bind_text(handle_, index, data, size_of(text), SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
    const char* data = bytes.data() != nullptr ? bytes.data() : "";
    remember(sqlite3_bind_blob(handle_, index, data, size_of(bytes), SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::bind_null(int index) {
    remember(sqlite3_bind_null(handle_, index));
    return *this;
}

Statement& Statement::bind(int index, std::optional<std::int64_t> value) {
    return value ? bind(index, *value) : bind_null(index);
}

Statement& Statement::bind(int index, const std::optional<std::string>& text) {
    return text ? bind(index, std::string_view(*text)) : bind_null(index);
}

Statement& Statement::bind_borrowed(int index, std::string_view text) {
    const char* data = text.data() != nullptr ? text.data() : "";
    remember(sqlite3_bind_text(handle_, index, data, size_of(text), SQLITE_STATIC));
    return *this;
}

Statement& Statement::bind_borrowed_blob(int index, std::string_view bytes) {
    const char* data = bytes.data() != nullptr ? bytes.data() : "";
    remember(sqlite3_bind_blob(handle_, index, data, size_of(bytes), SQLITE_STATIC));
    return *this;
}

Result<bool> Statement::step() {
    CHECK(handle_ != nullptr);
    if (int code = std::exchange(bind_error_, SQLITE_OK); code != SQLITE_OK) {
        reset();
        return std::unexpected(
            describe(code, nullptr, path_of(sqlite3_db_handle(handle_)), 0));
    }
    int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    Error error = error_of(sqlite3_db_handle(handle_));
    reset();
    return std::unexpected(std::move(error));
}

Result<void> Statement::run() {
    bool row = TRY(step());
    if (row) reset();
    return {};
}

void Statement::reset() {
    sqlite3_reset(handle_);
    sqlite3_clear_bindings(handle_);
}

std::int64_t Statement::column_int(int column) const {
    return sqlite3_column_int64(handle_, column);
}

std::uint64_t Statement::column_uint(int column) const {
    return static_cast<std::uint64_t>(column_int(column));
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

std::string_view Statement::column_text(int column) const {
    const auto* text = sqlite3_column_text(handle_, column);
    if (text == nullptr) return {};
    return {reinterpret_cast<const char*>(text),
            static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::string_view Statement::column_blob(int column) const {
    const void* bytes = sqlite3_column_blob(handle_, column);
    if (bytes == nullptr) return {};
    return {static_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::optional<std::int64_t> Statement::column_optional_int(int column) const {
    if (is_null(column)) return std::nullopt;
    return column_int(column);
}

std::optional<std::string> Statement::column_optional_text(int column) const {
    if (is_null(column)) return std::nullopt;
    return std::string(column_text(column));
}

int Statement::column_count() const { return sqlite3_column_count(handle_); }

std::string_view Statement::column_name(int column) const {
    return sqlite3_column_name(handle_, column);
}

Result<Database> Database::open(const std::string& path, const Options& options) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (options.mode == Mode::create) flags |= SQLITE_OPEN_CREATE;
    if (options.mode == Mode::read)
        flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    Database database;
    database.path_ = path;
    std::string name = path;
    if (options.mode != Mode::create && options.vfs.empty() && is_at_rest(path)) {
        flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                SQLITE_OPEN_EXRESCODE;
        name = uri_at_rest(path);
    }
    int code = sqlite3_open_v2(name.c_str(), &database.handle_, flags,
                               options.vfs.empty() ? nullptr : options.vfs.c_str());
    if (code != SQLITE_OK) {
        int system_error = database.handle_ ? sqlite3_system_errno(database.handle_) : 0;
        return std::unexpected(
            describe(code, database.handle_ ? sqlite3_errmsg(database.handle_) : nullptr, path,
                     system_error));
    }
    sqlite3_busy_timeout(database.handle_, options.busy_timeout_ms);
    // SQLite's own switch for reading a file whose end is missing.
    if (options.tolerates_a_cut) TRY_VOID(database.exec("PRAGMA writable_schema=ON"));
    // Reading the header now makes "not a database" an error of opening.
    TRY(database.pragma("schema_version"));
    TRY_VOID(database.exec("PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY"));
    return database;
}

Database::Database(Database&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)), path_(std::move(other.path_)) {}

Database& Database::operator=(Database&& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(path_, other.path_);
    return *this;
}

Database::~Database() { sqlite3_close_v2(handle_); }

Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* handle = nullptr;
    int code = sqlite3_prepare_v3(handle_, sql.data(), size_of(sql), SQLITE_PREPARE_PERSISTENT,
                                  &handle, nullptr);
    if (code != SQLITE_OK) return std::unexpected(error_of(handle_));
    CHECK(handle != nullptr);
    return Statement(handle);
}

Result<void> Database::exec(const std::string& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return std::unexpected(error_of(handle_));
    return {};
}

Result<void> Database::use_wal(int autocheckpoint_pages) {
    // Making a file and turning it to WAL still use a rollback journal. EXTRA syncs its deletion:
    // brought back by a loss of power, it would undo the file together with its log.
    TRY_VOID(exec("PRAGMA synchronous=EXTRA"));
    auto mode = TRY(query_text("PRAGMA journal_mode=WAL"));
    if (mode != "wal") return fail("this disk cannot keep a write-ahead log", path_);
    TRY_VOID(exec("PRAGMA synchronous=FULL"));
    return set_pragma("wal_autocheckpoint", autocheckpoint_pages);
}

Result<std::int64_t> Database::query_int(std::string_view sql) {
    auto statement = TRY(prepare(sql));
    bool row = TRY(statement.step());
    if (!row) return fail("nothing found by: " + std::string(sql), path_);
    return statement.column_int(0);
}

Result<std::string> Database::query_text(std::string_view sql) {
    auto statement = TRY(prepare(sql));
    bool row = TRY(statement.step());
    if (!row) return fail("nothing found by: " + std::string(sql), path_);
    return std::string(statement.column_text(0));
}

Result<std::int64_t> Database::pragma(const std::string& name) {
    return query_int("PRAGMA " + name);
}

Result<void> Database::set_pragma(const std::string& name, std::int64_t value) {
    return exec("PRAGMA " + name + "=" + std::to_string(value));
}

Result<void> Database::checkpoint_and_truncate() {
    int code = sqlite3_wal_checkpoint_v2(handle_, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                         nullptr);
    if (code != SQLITE_OK) return std::unexpected(error_of(handle_));
    return {};
}

Result<Database::Log> Database::checkpoint() {
    int pages = 0;
    int folded = 0;
    int code =
        sqlite3_wal_checkpoint_v2(handle_, "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &folded);
    if (code != SQLITE_OK) return std::unexpected(error_of(handle_));
    return Log{pages, folded};
}

void Database::watch_log(std::int64_t& pages) {
    auto note = [](void* to, sqlite3*, const char*, int in_log) {
        *static_cast<std::int64_t*>(to) = in_log;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(handle_, note, &pages);
}

Result<std::vector<std::string>> Database::integrity_problems(int limit) {
    auto statement = TRY(prepare("PRAGMA integrity_check(" + std::to_string(limit) + ")"));
    std::vector<std::string> problems;
    while (TRY(statement.step())) problems.emplace_back(statement.column_text(0));
    if (problems.size() == 1 && problems.front() == "ok") problems.clear();
    return problems;
}

std::int64_t Database::last_insert_rowid() const { return sqlite3_last_insert_rowid(handle_); }

std::int64_t Database::changed_rows() const { return sqlite3_changes64(handle_); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

bool Database::last_error_is_full() const {
    return (sqlite3_errcode(handle_) & 0xff) == SQLITE_FULL;
}

bool Database::last_error_is_busy() const {
    return (sqlite3_errcode(handle_) & 0xff) == SQLITE_BUSY;
}

void Database::interrupt() { sqlite3_interrupt(handle_); }

Result<Transaction> Transaction::begin(Database& database) {
    TRY_VOID(database.exec("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
    // SQLite has already rolled back by itself after some errors (disk full, I/O).
    if (database_ != nullptr && database_->in_transaction())
        static_cast<void>(database_->exec("ROLLBACK"));
}

Result<void> Transaction::commit() {
    TRY_VOID(database_->exec("COMMIT"));
    database_ = nullptr;
    return {};
}

Result<void> copy_database(Database& from, Database& to, const Progress& progress) {
    // The open read transaction pins the snapshot; without it every foreign commit would make the
    // copy start again.
    TRY_VOID(from.exec("BEGIN"));
    auto pinned = from.query_int("SELECT count(*) FROM sqlite_schema");
    Result<void> result;
    sqlite3_backup* backup =
        sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
    int code = backup != nullptr ? SQLITE_OK : SQLITE_ERROR;
    while (pinned && code == SQLITE_OK) {
        code = sqlite3_backup_step(backup, 2048);
        auto total = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup));
        auto left = static_cast<std::uint64_t>(sqlite3_backup_remaining(backup));
        if (progress) progress(total - left, total);
    }
    sqlite3_backup_finish(backup);
    if (!pinned)
        result = std::unexpected(pinned.error());
    else if (code != SQLITE_DONE)
        result = std::unexpected(describe(code, nullptr, to.path(), 0));
    if (from.in_transaction()) static_cast<void>(from.exec("COMMIT"));
    return result;
}

}  // namespace cs::sqlite
