#include "auth/accounts_file.h"

#include "auth/secret.h"
#include "journal/durable_file.h"

namespace cs::auth {

namespace {

/// "CSA1", in SQLite's application_id.
constexpr std::int64_t accounts_mark = 0x43534131;
constexpr std::int64_t accounts_format = 2;
constexpr int fold_after_pages = 1000;

constexpr const char* tables_sql = R"sql(
CREATE TABLE account(
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL, state INTEGER NOT NULL, person INTEGER, subject INTEGER UNIQUE,
  password TEXT, failures INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, last_login_at INTEGER) STRICT;

CREATE TABLE session(
  hash BLOB PRIMARY KEY, account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_account ON session(account, created_at);

CREATE TABLE token(
  id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  label TEXT NOT NULL, scopes INTEGER NOT NULL, created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, last_used_at INTEGER, revoked_at INTEGER) STRICT;
CREATE INDEX token_by_account ON token(account);

CREATE TABLE audit(
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL,
  account INTEGER, person INTEGER, address TEXT NOT NULL, what TEXT NOT NULL,
  purpose TEXT NOT NULL) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit is only appended to'); END;
CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit is only appended to'); END;

CREATE TABLE secret(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
)sql";

// Since format 2.
constexpr const char* identity_sql = R"sql(
CREATE TABLE identity(
  issuer TEXT NOT NULL, subject TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  PRIMARY KEY(issuer, subject)) STRICT, WITHOUT ROWID;
CREATE INDEX identity_by_account ON identity(account);
)sql";

Result<void> bring_up(sqlite::Database& database) {
    auto transaction = TRY(sqlite::Transaction::begin(database));
    if (TRY(database.pragma("user_version")) != 1) return {};
    TRY_VOID(database.exec(identity_sql));
    TRY_VOID(database.set_pragma("user_version", accounts_format));
    return transaction.commit();
}

Result<void> create(sqlite::Database& database) {
    auto transaction = TRY(sqlite::Transaction::begin(database));
    // Another process may have made it while this one waited.
    if (TRY(database.pragma("application_id")) == accounts_mark) return {};
    TRY_VOID(database.set_pragma("application_id", accounts_mark));
    TRY_VOID(database.set_pragma("user_version", accounts_format));
    TRY_VOID(database.exec(tables_sql));
    TRY_VOID(database.exec(identity_sql));
    auto insert = TRY(database.prepare("INSERT INTO secret VALUES('receipts', ?)"));
    TRY_VOID(insert.bind(1, random_secret()).run());
    return transaction.commit();
}

Result<void> check_format(sqlite::Database& database) {
    if (TRY(database.pragma("application_id")) != accounts_mark)
        return fail("this is not a file of accounts of chengshu", database.path(),
                    "restore it from the newest backup");
    auto format = TRY(database.pragma("user_version"));
    if (format > accounts_format)
        return fail("the accounts have format " + std::to_string(format) +
                        ", this program knows formats up to " + std::to_string(accounts_format),
                    database.path(), "use the newer program that wrote it");
    return {};
}

}  // namespace

Result<sqlite::Database> open_accounts_file(const std::string& path,
                                            const sqlite::Options& options) {
    if (options.mode == sqlite::Mode::create && options.vfs.empty())
        TRY_VOID(journal::make_private_file(path));
    auto database = TRY(sqlite::Database::open(path, options));
    if (options.mode != sqlite::Mode::read) {
        TRY_VOID(database.use_wal(fold_after_pages));
        bool is_new = TRY(database.pragma("application_id")) == 0 &&
                      TRY(database.query_int("SELECT count(*) FROM sqlite_schema")) == 0;
        if (is_new) TRY_VOID(create(database));
        if (TRY(database.pragma("application_id")) == accounts_mark) TRY_VOID(bring_up(database));
        TRY_VOID(database.exec("PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON"));
    }
    TRY_VOID(check_format(database));
    return database;
}

}  // namespace cs::auth
