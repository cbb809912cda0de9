#include "views/schema.h"

#include <sqlite3.h>

#include "views/kpi_counts.h"

namespace cs::views {

namespace {

constexpr const char* tables_sql = R"sql(
CREATE TABLE state(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  realm INTEGER NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL, at INTEGER NOT NULL);

CREATE TABLE cases(
  id INTEGER PRIMARY KEY, number TEXT NOT NULL,
  phase INTEGER NOT NULL, suspended INTEGER NOT NULL, supervised INTEGER NOT NULL,
  claimed INTEGER NOT NULL, verified INTEGER NOT NULL, accepted INTEGER NOT NULL,
  satisfied INTEGER NOT NULL, closing INTEGER,
  call_attempts INTEGER NOT NULL, reworks INTEGER NOT NULL, returns INTEGER NOT NULL,
  reopenings INTEGER NOT NULL, escalation_level INTEGER NOT NULL,
  matter TEXT NOT NULL, duty_version INTEGER NOT NULL, duty_index INTEGER NOT NULL,
  district INTEGER NOT NULL, street INTEGER NOT NULL, division INTEGER NOT NULL, grid INTEGER,
  filed_at INTEGER NOT NULL, closed_at INTEGER, due_at INTEGER, handle_due_at INTEGER,
  filing_unit INTEGER NOT NULL, unit INTEGER NOT NULL, merged_into INTEGER,
  channel INTEGER NOT NULL, first_text INTEGER NOT NULL, detail BLOB NOT NULL);
CREATE INDEX cases_by_filing ON cases(filed_at);
CREATE INDEX cases_by_unit ON cases(unit, filed_at);
CREATE INDEX cases_by_matter ON cases(matter, filed_at);
CREATE INDEX cases_by_district ON cases(district, filed_at);
CREATE INDEX cases_by_street ON cases(street, filed_at);
CREATE INDEX cases_by_phase ON cases(phase, filed_at) WHERE phase <> 6;
CREATE INDEX cases_by_due ON cases(due_at) WHERE due_at IS NOT NULL;

CREATE TABLE phase_counts(phase INTEGER PRIMARY KEY, cases INTEGER NOT NULL);
INSERT INTO phase_counts VALUES (0,0), (1,0), (2,0), (3,0), (4,0), (5,0), (6,0), (7,0);

CREATE TABLE reports(
  id INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, subject INTEGER NOT NULL,
  channel INTEGER NOT NULL, phase INTEGER NOT NULL, case_id INTEGER,
  reported_at INTEGER NOT NULL, submitted_at INTEGER NOT NULL,
  division INTEGER, grid INTEGER, dedicated INTEGER, lon_e7 INTEGER, lat_e7 INTEGER,
  place_source INTEGER, source_id TEXT, attachments INTEGER NOT NULL,
  reason TEXT, basis TEXT, erased INTEGER NOT NULL, area INTEGER);
CREATE INDEX reports_by_subject ON reports(subject);
CREATE INDEX reports_by_source ON reports(source_id) WHERE source_id IS NOT NULL;
CREATE INDEX reports_waiting ON reports(id) WHERE phase = 0;
CREATE INDEX reports_declined ON reports(id) WHERE phase = 2;
CREATE INDEX reports_by_channel ON reports(channel, phase, id) WHERE phase <> 0;
CREATE INDEX reports_by_district ON reports(area / 1000000, phase, id, area, channel)
  WHERE phase <> 0;

CREATE TABLE imported(case_id INTEGER PRIMARY KEY, system TEXT NOT NULL, source_id TEXT NOT NULL,
  matter_name TEXT NOT NULL, status INTEGER NOT NULL, lon_e7 INTEGER, lat_e7 INTEGER,
  sequence INTEGER NOT NULL);
CREATE INDEX imported_by_source ON imported(source_id);

CREATE TABLE texts(sequence INTEGER PRIMARY KEY, report INTEGER NOT NULL, title TEXT, text TEXT);
CREATE TABLE erasures(sequence INTEGER PRIMARY KEY, subject INTEGER NOT NULL);

CREATE TABLE inbox(
  unit INTEGER NOT NULL, due INTEGER NOT NULL, case_id INTEGER NOT NULL, clock INTEGER NOT NULL,
  kind INTEGER NOT NULL, order_number INTEGER NOT NULL,
  PRIMARY KEY(unit, due, case_id, clock)) WITHOUT ROWID;

CREATE TABLE units(id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL,
  division INTEGER NOT NULL, retired INTEGER NOT NULL);
CREATE TABLE divisions(code INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE duties(version INTEGER NOT NULL, position INTEGER NOT NULL, matter TEXT NOT NULL,
  name TEXT NOT NULL, category TEXT NOT NULL, PRIMARY KEY(version, position)) WITHOUT ROWID;
)sql";

}  // namespace

Result<void> create_tables(sqlite::Database& database) {
    auto transaction = TRY(sqlite::Transaction::begin(database));
    TRY_VOID(database.exec(tables_sql));
    TRY_VOID(database.exec("CREATE TABLE kpi(day INTEGER NOT NULL, unit INTEGER NOT NULL, "
                           "division INTEGER NOT NULL, matter TEXT NOT NULL, " +
                           kpi_columns("", " INTEGER NOT NULL") +
                           ", PRIMARY KEY(day, unit, division, matter)) WITHOUT ROWID"));
    TRY_VOID(database.set_pragma("user_version", views_format));
    return transaction.commit();
}

Result<void> configure_writer(sqlite::Database& database, int cache_mib,
                              int autocheckpoint_pages) {
    TRY_VOID(database.use_wal(autocheckpoint_pages));
    TRY_VOID(database.exec("PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON"));
    return database.set_pragma("cache_size", -std::int64_t{1024} * cache_mib);
}

Result<void> remove_database(const std::string& path, const std::string& vfs) {
    sqlite3_vfs* disk = sqlite3_vfs_find(vfs.empty() ? nullptr : vfs.c_str());
    if (disk == nullptr) return fail("there is no disk named " + vfs, path);
    // The log first: a log without its file is ignored, a file without its log is another file.
    for (const char* suffix : {"-wal", "-shm", ""}) {
        std::string full(1024, '\0');
        if (disk->xFullPathname(disk, (path + suffix).c_str(), static_cast<int>(full.size()),
                                full.data()) != SQLITE_OK)
            return fail("this name cannot be used", path + suffix);
        int code = disk->xDelete(disk, full.c_str(), 0);
        if (code != SQLITE_OK && code != SQLITE_IOERR_DELETE_NOENT)
            return fail("the old file cannot be removed", path + suffix,
                        "make it and its directory writable for this user");
    }
    return {};
}

bool is_damaged(const Error& error) {
    return error.what.find("not a database") != std::string::npos ||
           error.what.find("malformed") != std::string::npos;
}

std::string search_path_of(const std::string& views_path) {
    auto dot = views_path.rfind(".db");
    auto stem = dot == std::string::npos ? views_path : views_path.substr(0, dot);
    return stem + "-search.db";
}

}  // namespace cs::views
