#include "views/search_index.h"

#include <set>
#include <utility>

#include "views/bigrams.h"
#include "views/schema.h"

namespace cs::views {

namespace {

constexpr const char* tables_sql = R"sql(
CREATE TABLE state(id INTEGER PRIMARY KEY CHECK(id = 1), reports_per_volume INTEGER NOT NULL,
  position INTEGER NOT NULL, erased INTEGER NOT NULL, volume INTEGER NOT NULL,
  in_volume INTEGER NOT NULL);
CREATE TABLE volumes(number INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);
)sql";

std::string create_volume_sql(std::int64_t number) {
    return "CREATE VIRTUAL TABLE volume" + std::to_string(number) +
           " USING fts5(title, text, content='', columnsize=0, tokenize='ascii')";
}

}  // namespace

Result<std::unique_ptr<SearchIndex>> SearchIndex::open(const std::string& views_path,
                                                       const Options& options) {
    std::unique_ptr<SearchIndex> index(new SearchIndex(views_path, options));
    TRY_VOID(index->start());
    return index;
}

Result<void> SearchIndex::start() {
    views_ = TRY(sqlite::Database::open(views_path_, {sqlite::Mode::write, options_.vfs}));
    TRY_VOID(views_.exec("PRAGMA query_only=ON"));
    auto path = search_path_of(views_path_);
    auto opened = sqlite::Database::open(path, {sqlite::Mode::create, options_.vfs});
    if (opened) {
        database_ = std::move(*opened);
        auto usable = open_file();
        if (usable) return {};
        if (!is_damaged(usable.error()) && usable.error().where != "format")
            return usable;
        return throw_away(usable.error().what);
    }
    if (!is_damaged(opened.error())) return std::unexpected(std::move(opened).error());
    return throw_away(opened.error().what);
}

Result<void> SearchIndex::open_file() {
    TRY_VOID(configure_writer(database_, options_.cache_mib, 8'000));
    auto tables = TRY(database_.query_int("SELECT count(*) FROM sqlite_schema"));
    if (tables == 0) {
        auto transaction = TRY(sqlite::Transaction::begin(database_));
        TRY_VOID(database_.exec(tables_sql));
        TRY_VOID(database_.exec("INSERT INTO state VALUES(1, " +
                                std::to_string(options_.reports_per_volume) + ", 0, 0, 0, 0)"));
        TRY_VOID(database_.set_pragma("user_version", search_format));
        TRY_VOID(transaction.commit());
    }
    auto format = TRY(database_.pragma("user_version"));
    if (format != search_format)
        return fail("it has format " + std::to_string(format) + ", this program writes format " +
                        std::to_string(search_format), "format");
    auto size = TRY(database_.query_int("SELECT reports_per_volume FROM state"));
    if (size != options_.reports_per_volume)
        return fail("its volumes hold " + std::to_string(size) + " reports", "format");
    return {};
}

Result<void> SearchIndex::throw_away(const std::string& why) {
    insert_ = {};
    insert_volume_ = 0;
    database_ = {};
    auto path = search_path_of(views_path_);
    TRY_VOID(remove_database(path, options_.vfs));
    database_ = TRY(sqlite::Database::open(path, {sqlite::Mode::create, options_.vfs}));
    TRY_VOID(open_file());
    notices_.push_back(path + ": the search index is thrown away and made again: " + why);
    return {};
}

Result<SearchIndex::State> SearchIndex::read_state() {
    auto row = TRY(database_.prepare("SELECT position, erased, volume, in_volume FROM state"));
    if (!TRY(row.step())) return fail("the search index has no state", database_.path());
    return State{row.column_int(0), row.column_int(1), row.column_int(2), row.column_int(3)};
}

Result<void> SearchIndex::write_state(const State& state) {
    auto update = TRY(database_.prepare(
        "UPDATE state SET position = ?, erased = ?, volume = ?, in_volume = ?"));
    return update.bind(1, state.position).bind(2, state.erased).bind(3, state.volume)
        .bind(4, state.in_volume).run();
}

Result<std::size_t> SearchIndex::catch_up(std::size_t limit) {
    if (must_empty_log_) must_empty_log_ = !database_.checkpoint_and_truncate().has_value();
    auto done = catch_up_once(limit);
    if (!done) {
        // A volume that was opened in vain is gone with the transaction.
        insert_ = {};
        insert_volume_ = 0;
    }
    if (done || !is_damaged(done.error())) return done;
    TRY_VOID(throw_away(done.error().what));
    return catch_up_once(limit);
}

Result<std::size_t> SearchIndex::catch_up_once(std::size_t limit) {
    // One snapshot of the main views: a text and its erasure are seen together or not at all.
    TRY_VOID(views_.exec("BEGIN"));
    struct Snapshot {
        sqlite::Database& views;
        ~Snapshot() { static_cast<void>(views.exec("ROLLBACK")); }
    } snapshot{views_};
    auto main = TRY(views_.query_int("SELECT position FROM state"));
    auto state = TRY(read_state());
    if (state.position > main || state.erased > main) {
        TRY_VOID(throw_away("it is ahead of the views"));
        state = TRY(read_state());
    }
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    bool erased = TRY(erase(state));
    auto indexed = TRY(index_batch(state, limit));
    if (!erased && indexed == 0) return std::size_t{0};
    TRY_VOID(write_state(state));
    TRY_VOID(transaction.commit());
    if (erased) must_empty_log_ = !database_.checkpoint_and_truncate().has_value();
    return indexed;
}

Result<std::size_t> SearchIndex::index_batch(State& state, std::size_t limit) {
    auto texts = TRY(views_.prepare("SELECT sequence, title, text FROM texts "
                                    "WHERE sequence > ? ORDER BY sequence LIMIT ?"));
    texts.bind(1, state.position).bind(2, std::uint64_t{limit});
    std::size_t count = 0;
    while (TRY(texts.step())) {
        auto sequence = texts.column_int(0);
        if (state.volume == 0 || state.in_volume >= options_.reports_per_volume)
            TRY_VOID(open_volume(state, sequence));
        // An erased text takes its place, too: volumes begin where they would have begun anyway.
        if (!texts.is_null(2))
            TRY_VOID(add_text(sequence, texts.column_text(1), texts.column_text(2)));
        state.position = sequence;
        ++state.in_volume;
        ++count;
    }
    if (count > 0) {
        auto last = TRY(database_.prepare("UPDATE volumes SET last = ? WHERE number = ?"));
        TRY_VOID(last.bind(1, state.position).bind(2, state.volume).run());
    }
    return count;
}

Result<void> SearchIndex::open_volume(State& state, std::int64_t first) {
    if (state.volume > 0) {
        auto last = TRY(database_.prepare("UPDATE volumes SET last = ? WHERE number = ?"));
        TRY_VOID(last.bind(1, first - 1).bind(2, state.volume).run());
    }
    ++state.volume;
    state.in_volume = 0;
    TRY_VOID(database_.exec(create_volume_sql(state.volume)));
    auto add = TRY(database_.prepare("INSERT INTO volumes VALUES(?1, ?2, ?2)"));
    TRY_VOID(add.bind(1, state.volume).bind(2, first).run());
    insert_volume_ = 0;
    insert_ = TRY(database_.prepare("INSERT INTO volume" + std::to_string(state.volume) +
                                    "(rowid, title, text) VALUES(?, ?, ?)"));
    insert_volume_ = state.volume;
    return {};
}

Result<void> SearchIndex::add_text(std::int64_t sequence, std::string_view title,
                                   std::string_view text) {
    title_terms_.clear();
    text_terms_.clear();
    append_terms(title_terms_, title);
    append_terms(text_terms_, text);
    if (insert_volume_ == 0) {
        auto volume = TRY(database_.query_int("SELECT max(number) FROM volumes"));
        insert_ = TRY(database_.prepare("INSERT INTO volume" + std::to_string(volume) +
                                        "(rowid, title, text) VALUES(?, ?, ?)"));
        insert_volume_ = volume;
    }
    return insert_.bind(1, sequence).bind_borrowed(2, title_terms_).bind_borrowed(3, text_terms_)
        .run();
}

Result<bool> SearchIndex::erase(State& state) {
    auto erasures = TRY(views_.prepare("SELECT sequence, subject FROM erasures "
                                       "WHERE sequence > ? ORDER BY sequence"));
    auto reports = TRY(views_.prepare("SELECT sequence FROM reports WHERE subject = ?"));
    auto volume_of = TRY(database_.prepare("SELECT number FROM volumes WHERE first <= ? "
                                           "ORDER BY first DESC LIMIT 1"));
    std::set<std::int64_t> touched;
    bool any = false;
    erasures.bind(1, state.erased);
    while (TRY(erasures.step())) {
        any = true;
        state.erased = erasures.column_int(0);
        reports.bind(1, erasures.column_int(1));
        while (TRY(reports.step())) {
            if (reports.column_int(0) > state.position) continue;
            volume_of.bind(1, reports.column_int(0));
            if (TRY(volume_of.step())) touched.insert(volume_of.column_int(0));
            volume_of.reset();
        }
    }
    for (auto volume : touched) TRY_VOID(make_again(volume));
    return any;
}

// Dropping the table frees all of its pages, and freed pages are zeroed: nothing of the forgotten
// text is left in any corner of a page, as deleting single entries could leave it.
Result<void> SearchIndex::make_again(std::int64_t volume) {
    auto name = "volume" + std::to_string(volume);
    auto range = TRY(database_.prepare("SELECT first, last FROM volumes WHERE number = ?"));
    range.bind(1, volume);
    if (!TRY(range.step())) return fail("volume " + name + " is missing", database_.path());
    auto first = range.column_int(0), last = range.column_int(1);
    range.reset();
    insert_ = {};
    insert_volume_ = 0;
    TRY_VOID(database_.exec("DROP TABLE " + name));
    TRY_VOID(database_.exec(create_volume_sql(volume)));
    insert_ = TRY(database_.prepare("INSERT INTO " + name + "(rowid, title, text) VALUES(?,?,?)"));
    insert_volume_ = volume;
    auto texts = TRY(views_.prepare("SELECT sequence, title, text FROM texts "
                                    "WHERE sequence BETWEEN ? AND ? AND text IS NOT NULL"));
    texts.bind(1, first).bind(2, last);
    while (TRY(texts.step()))
        TRY_VOID(add_text(texts.column_int(0), texts.column_text(1), texts.column_text(2)));
    insert_ = {};
    insert_volume_ = 0;
    return {};
}

Result<SearchLag> SearchIndex::lag() {
    auto state = TRY(read_state());
    auto behind = TRY(views_.prepare("SELECT (SELECT count(*) FROM texts WHERE sequence > ?1), "
                                     "(SELECT count(*) FROM erasures WHERE sequence > ?2)"));
    behind.bind(1, state.position).bind(2, state.erased);
    if (!TRY(behind.step())) return fail("the lag cannot be read", views_path_);
    SearchLag lag{behind.column_uint(0), behind.column_uint(1), {}};
    behind.reset();
    auto submitted_at = [&](std::int64_t sequence) -> Result<std::int64_t> {
        auto row = TRY(views_.prepare("SELECT submitted_at FROM reports WHERE id = "
                                      "(SELECT report FROM texts WHERE sequence <= ? "
                                      "ORDER BY sequence DESC LIMIT 1)"));
        row.bind(1, sequence);
        return TRY(row.step()) ? row.column_int(0) : 0;
    };
    if (lag.reports > 0) {
        auto newest = TRY(submitted_at(INT64_MAX));
        auto oldest = TRY(views_.prepare("SELECT submitted_at FROM reports WHERE id = (SELECT "
                                         "report FROM texts WHERE sequence > ? "
                                         "ORDER BY sequence LIMIT 1)"));
        oldest.bind(1, state.position);
        if (TRY(oldest.step())) lag.behind = {newest - oldest.column_int(0)};
    }
    return lag;
}

std::vector<std::string> SearchIndex::take_notices() { return std::exchange(notices_, {}); }

}  // namespace cs::views
