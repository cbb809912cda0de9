#include "views/content_hash.h"

#include <sqlite3.h>

#include "journal/sqlite.h"
#include "views/schema.h"

namespace cs::views {

namespace {

/// Every value with its type and length, so that no two different rows have the same bytes.
void add_row(Sha256& hasher, sqlite3_stmt* row) {
    for (int i = 0; i < sqlite3_column_count(row); ++i) {
        const char* bytes = static_cast<const char*>(sqlite3_column_blob(row, i));
        auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, i));
        hasher.add(std::to_string(sqlite3_column_type(row, i)) + ":" + std::to_string(size) + ":");
        if (bytes != nullptr) hasher.add({bytes, size});
    }
    hasher.add("\n");
}

Result<void> add_query(Sha256& hasher, sqlite::Database& database, const std::string& sql) {
    hasher.add(sql + "\n");
    sqlite3_stmt* row = nullptr;
    if (sqlite3_prepare_v2(database.handle(), sql.c_str(), -1, &row, nullptr) != SQLITE_OK)
        return std::unexpected(sqlite::error_of(database.handle()));
    int code = 0;
    while ((code = sqlite3_step(row)) == SQLITE_ROW) add_row(hasher, row);
    sqlite3_finalize(row);
    if (code != SQLITE_DONE) return std::unexpected(sqlite::error_of(database.handle()));
    return {};
}

Result<void> add_main(Sha256& hasher, sqlite::Database& database) {
    for (const char* table :
         {"state", "cases", "phase_counts", "reports", "imported", "texts",
          "erasures", "units", "divisions"})
        TRY_VOID(add_query(hasher, database,
                           "SELECT * FROM " + std::string(table) + " ORDER BY rowid"));
    TRY_VOID(add_query(hasher, database,
                       "SELECT * FROM inbox ORDER BY unit, due, case_id, clock"));
    TRY_VOID(add_query(hasher, database, "SELECT * FROM duties ORDER BY version, position"));
    return add_query(hasher, database, "SELECT * FROM kpi ORDER BY day, unit, division, matter");
}

Result<void> add_search(Sha256& hasher, sqlite::Database& database) {
    TRY_VOID(add_query(hasher, database, "SELECT * FROM state"));
    TRY_VOID(add_query(hasher, database, "SELECT * FROM volumes ORDER BY number"));
    auto volumes = TRY(database.query_int("SELECT coalesce(max(number), 0) FROM volumes"));
    for (std::int64_t number = 1; number <= volumes; ++number) {
        auto name = "terms" + std::to_string(number);
        TRY_VOID(database.exec("CREATE VIRTUAL TABLE temp." + name +
                               " USING fts5vocab(main, volume" + std::to_string(number) +
                               ", instance)"));
        TRY_VOID(add_query(hasher, database,
                           "SELECT term, doc, col, offset FROM temp." + name));
    }
    return {};
}

}  // namespace

Result<Hash256> content_hash(const std::string& views_path, const std::string& vfs) {
    Sha256 hasher;
    auto database = TRY(sqlite::Database::open(views_path, {sqlite::Mode::write, vfs}));
    TRY_VOID(add_main(hasher, database));
    auto search = TRY(sqlite::Database::open(search_path_of(views_path),
                                             {sqlite::Mode::create, vfs}));
    if (TRY(search.query_int("SELECT count(*) FROM sqlite_schema WHERE name = 'volumes'")) > 0)
        TRY_VOID(add_search(hasher, search));
    return hasher.finish();
}

}  // namespace cs::views
