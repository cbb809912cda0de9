// The tables of views.db, and how a file that cannot be used is told apart. Why each table and
// index is as it is: docs/views.md, "Tables".
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "journal/sqlite.h"

namespace cs::views {

/// Raised with every change of a table's meaning; an older or newer file is thrown away.
inline constexpr std::int64_t views_format = 7;

/// Makes all tables in an empty database.
Result<void> create_tables(sqlite::Database& database);
/// WAL, relaxed sync (the file can be rebuilt), freed bytes zeroed, and a page cache of this size.
Result<void> configure_writer(sqlite::Database& database, int cache_mib, int autocheckpoint_pages);
/// Removes a database file with its log, through its VFS; a missing file is no error.
Result<void> remove_database(const std::string& path, const std::string& vfs);
/// Whether this error of SQLite's says that the file itself is damaged. By its words: the code is
/// forgotten with the connection, or with the rollback.
bool is_damaged(const Error& error);
/// The file of the full-text index that belongs to a views.db.
std::string search_path_of(const std::string& views_path);

}  // namespace cs::views
