#include "runtime/state_store.h"

#include <algorithm>

#include "base/json.h"
#include "casework/accepting.h"
#include "runtime/packed.h"

namespace cs::runtime {

namespace {

constexpr int format = 5;
constexpr const char* keys_name = "keys";

constexpr const char* schema = R"(
CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE cases(id INTEGER PRIMARY KEY, open INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX open_cases ON cases(id) WHERE open = 1;
CREATE TABLE waiting(id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE sources(high INTEGER, low INTEGER, PRIMARY KEY(high, low)) WITHOUT ROWID;
)";

struct Counters {
    std::uint64_t sequence = 0;
    Hash256 record_hash;
    std::uint64_t last_report = 0;
    std::uint64_t last_case = 0;
    Instant last_at;
    DESCRIBED(Counters, sequence, record_hash, last_report, last_case, last_at)
};

Result<Case> case_in(std::string_view body) {
    return json::from_text<Case>(TRY(unpack(body)));
}

/// SQLite's integers have a sign; the bits are the same.
std::int64_t signed_of(std::uint64_t bits) { return static_cast<std::int64_t>(bits); }

}  // namespace

Result<std::unique_ptr<StateStore>> StateStore::open(const std::string& path,
                                                     const std::string& vfs) {
    auto store = std::unique_ptr<StateStore>(new StateStore);
    sqlite::Options options;
    options.vfs = vfs;
    store->database_ = TRY(sqlite::Database::open(path, options));
    TRY_VOID(store->database_.use_wal(4000));
    TRY_VOID(store->create());
    options.mode = sqlite::Mode::read;
    store->reader_ = TRY(sqlite::Database::open(path, options));
    TRY_VOID(store->prepare());
    return store;
}

Result<void> StateStore::create() {
    // Nothing is written where nothing has to be: this must open on a full disk too.
    auto found = TRY(database_.pragma("user_version"));
    if (found == format) return {};
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    // Another version's checkpoint is worth nothing here: the journal has it all.
    TRY_VOID(database_.exec("DROP TABLE IF EXISTS meta; DROP TABLE IF EXISTS cases;"
                            "DROP TABLE IF EXISTS waiting; DROP TABLE IF EXISTS sources;"));
    TRY_VOID(database_.exec(schema));
    TRY_VOID(database_.set_pragma("user_version", format));
    return transaction.commit();
}

Result<void> StateStore::prepare() {
    put_case_ = TRY(database_.prepare("INSERT OR REPLACE INTO cases VALUES(?, ?, ?)"));
    get_case_ = TRY(reader_.prepare("SELECT body FROM cases WHERE id = ?"));
    put_waiting_ = TRY(database_.prepare("INSERT OR REPLACE INTO waiting VALUES(?, ?)"));
    drop_waiting_ = TRY(database_.prepare("DELETE FROM waiting WHERE id = ?"));
    put_source_ = TRY(database_.prepare("INSERT OR IGNORE INTO sources VALUES(?, ?)"));
    put_meta_ = TRY(database_.prepare("INSERT OR REPLACE INTO meta VALUES(?, ?)"));
    get_meta_ = TRY(database_.prepare("SELECT value FROM meta WHERE name = ?"));
    return {};
}

Result<void> StateStore::put_meta(const char* name, const std::string& value) {
    return put_meta_.bind(1, name).bind_borrowed(2, value).run();
}

Result<void> StateStore::put_keys(const std::vector<KeyEntry>& keys) {
    return put_meta_.bind(1, keys_name).bind_blob(2, RecentKeys::image(keys)).run();
}

Result<std::optional<std::string>> StateStore::get_meta(const char* name) {
    get_meta_.bind(1, name);
    if (!TRY(get_meta_.step())) return std::nullopt;
    std::string value(get_meta_.column_blob(0));
    get_meta_.reset();
    return value;
}

Result<std::optional<Position>> StateStore::position() {
    auto text = TRY(get_meta("counters"));
    if (!text) return std::nullopt;
    auto counters = TRY(json::from_text<Counters>(*text));
    return Position{counters.sequence, counters.record_hash};
}

Result<void> StateStore::write(Changes& changes, const Position& position, const Rest& rest) {
    // In the order of the table, so that neighbours share pages.
    std::ranges::sort(changes.cases, {}, &Case::id);
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    TRY_VOID(write_all(changes, position, rest));
    return transaction.commit();
}

Result<void> StateStore::write_all(const Changes& changes, const Position& position,
                                   const Rest& rest) {
    std::string body;
    std::string packed;
    for (const auto& subject : changes.cases) {
        rest();
        body.clear();
        json::append(body, subject);
        pack(packed, body);
        TRY_VOID(put_case_.bind(1, raw(subject.id))
                     .bind(2, is_open(subject.phase) ? 1 : 0)
                     .bind_borrowed_blob(3, packed)
                     .run());
    }
    for (const auto& [id, report] : changes.waiting) {
        if (!report) {
            TRY_VOID(drop_waiting_.bind(1, raw(id)).run());
            continue;
        }
        body.clear();
        json::append(body, *report);
        TRY_VOID(put_waiting_.bind(1, raw(id)).bind_borrowed(2, body).run());
    }
    for (const auto& source : changes.sources)
        TRY_VOID(put_source_.bind(1, signed_of(source.high)).bind(2, signed_of(source.low)).run());
    if (changes.registry) TRY_VOID(put_meta("registry", json::text_of(*changes.registry)));
    TRY_VOID(put_keys(changes.keys));
    return put_meta("counters",
                    json::text_of(Counters{position.sequence, position.record_hash,
                                           changes.last_report, changes.last_case,
                                           changes.last_at}));
}

Result<StateStore::Loaded> StateStore::load() {
    Loaded out;
    auto counters = TRY(get_meta("counters"));
    if (!counters) return out;
    auto read = TRY(json::from_text<Counters>(*counters));
    out.last_at = read.last_at;
    out.state.cases.last_report = read.last_report;
    out.state.cases.last_case = read.last_case;
    if (auto registry = TRY(get_meta("registry")))
        out.state.registry =
            registry::Registry::restore(TRY(json::from_text<registry::Image>(*registry)));
    if (auto keys = TRY(get_meta(keys_name))) out.keys = TRY(RecentKeys::restore(*keys));
    auto cases = TRY(database_.prepare("SELECT body FROM cases WHERE open = 1 ORDER BY id"));
    while (TRY(cases.step()))
        casework::put_back(out.state.cases, TRY(case_in(cases.column_blob(0))));
    auto waiting = TRY(database_.prepare("SELECT body FROM waiting ORDER BY id"));
    while (TRY(waiting.step())) {
        auto report = TRY(json::from_text<casework::WaitingReport>(waiting.column_text(0)));
        casework::add_waiting(out.state.cases, std::move(report));
    }
    auto sources = TRY(database_.prepare("SELECT high, low FROM sources"));
    while (TRY(sources.step()))
        out.state.cases.sources.insert({sources.column_uint(0), sources.column_uint(1)});
    return out;
}

Result<std::optional<Case>> StateStore::find_case(CaseId id) {
    get_case_.bind(1, raw(id));
    if (!TRY(get_case_.step())) return std::nullopt;
    auto subject = case_in(get_case_.column_blob(0));
    get_case_.reset();
    return TRY(std::move(subject));
}

Result<void> StateStore::clear() {
    return database_.exec("DELETE FROM meta; DELETE FROM cases; DELETE FROM waiting;"
                          "DELETE FROM sources;");
}

}  // namespace cs::runtime
