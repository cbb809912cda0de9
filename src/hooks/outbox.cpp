#include "hooks/outbox.h"

#include <openssl/rand.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/check.h"
#include "base/json.h"
#include "fetch/transfers.h"
#include "journal/durable_file.h"
#include "model/events.h"

namespace cs::hooks {

namespace {

/// "CSH1", in SQLite's application_id.
constexpr std::int64_t outbox_mark = 0x43534831;
constexpr std::int64_t outbox_format = 1;
constexpr int fold_after_pages = 1'000;
constexpr std::int64_t most_subscriptions = 200;
constexpr std::size_t longest_url = 2'000;
constexpr std::size_t secret_bytes = 32;

constexpr const char* tables_sql = R"sql(
CREATE TABLE subscription(
  id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL, types TEXT NOT NULL,
  division INTEGER NOT NULL, unit INTEGER, secret TEXT NOT NULL, created_at INTEGER NOT NULL,
  after INTEGER NOT NULL,
  delivered INTEGER NOT NULL DEFAULT 0, problem TEXT) STRICT;
CREATE TABLE delivery(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  subscription INTEGER NOT NULL REFERENCES subscription ON DELETE CASCADE,
  sequence INTEGER NOT NULL, order_key TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL,
  is_dead INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL, last_attempt_at INTEGER, problem TEXT,
  UNIQUE(subscription, sequence)) STRICT;
CREATE INDEX delivery_by_key ON delivery(subscription, order_key, id) WHERE is_dead=0;
CREATE INDEX delivery_due ON delivery(subscription, due_at) WHERE is_dead=0;
CREATE TABLE position(only INTEGER PRIMARY KEY CHECK(only=1), sequence INTEGER NOT NULL) STRICT;
)sql";

Result<void> create(sqlite::Database& database, std::uint64_t newest) {
    auto transaction = TRY(sqlite::Transaction::begin(database));
    if (TRY(database.pragma("application_id")) == outbox_mark) return {};
    TRY_VOID(database.set_pragma("application_id", outbox_mark));
    TRY_VOID(database.set_pragma("user_version", outbox_format));
    TRY_VOID(database.exec(tables_sql));
    auto insert = TRY(database.prepare("INSERT INTO position VALUES(1, ?)"));
    TRY_VOID(insert.bind(1, newest).run());
    return transaction.commit();
}

std::string new_secret() {
    std::array<std::uint8_t, secret_bytes> bytes;
    CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
    std::string out = "whsec_";
    append_base64(out, bytes.data(), bytes.size());
    return out;
}

std::string known_types() {
    std::string out;
    for (auto type : event_types()) out.append(out.empty() ? "" : ", ").append(type);
    return out;
}

Result<void> check(const NewSubscription& subscription, const fetch::AddressPolicy& addresses) {
    TRY_VOID(fetch::check_url(subscription.url, addresses));
    if (subscription.url.size() > longest_url)
        return fail("the address of a webhook has more than 2000 bytes", {}, "use a shorter one");
    for (const auto& type : subscription.types)
        if (!is_event_type(type))
            return fail("there is no event of this type", type, "known are " + known_types());
    return {};
}

Delivery delivery_in(const sqlite::Statement& row) {
    Delivery out;
    out.id = row.column_uint(0);
    out.subscription = row.column_uint(1);
    out.sequence = row.column_uint(2);
    out.order_key = row.column_text(3);
    out.type = row.column_text(4);
    out.body = row.column_text(5);
    out.attempts = static_cast<int>(row.column_int(6));
    if (!row.is_null(7)) out.last_attempt_at = Instant{row.column_int(7)};
    out.problem = row.column_optional_text(8);
    return out;
}

constexpr const char* delivery_columns =
    "SELECT d.id, d.subscription, d.sequence, d.order_key, d.type, d.body, d.attempts,"
    " d.last_attempt_at, d.problem";

}  // namespace

std::span<const std::string_view> event_types() {
    static const auto types = [] {
        std::vector<std::string_view> out;
        boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Event>>(
            [&](auto event) { out.push_back(decltype(event)::type::type); });
        return out;
    }();
    return types;
}

bool is_event_type(std::string_view type) {
    return std::ranges::find(event_types(), type) != event_types().end();
}

std::string outbox_of(const std::string& data_directory) { return data_directory + "/webhooks.db"; }

bool Subscription::wants(std::string_view type) const {
    return types.empty() || std::ranges::find(types, type) != types.end();
}

Result<std::unique_ptr<Outbox>> Outbox::open(const std::string& path, std::uint64_t newest,
                                             Patience patience) {
    std::unique_ptr<Outbox> out(new Outbox(std::move(patience)));
    TRY_VOID(journal::make_private_file(path));
    out->database_ = TRY(sqlite::Database::open(path));
    auto& database = out->database_;
    TRY_VOID(database.use_wal(fold_after_pages));
    if (TRY(database.pragma("application_id")) == 0) TRY_VOID(create(database, newest));
    if (TRY(database.pragma("application_id")) != outbox_mark)
        return fail("this is not an outbox of webhooks", path, "restore it from a backup");
    if (TRY(database.pragma("user_version")) > outbox_format)
        return fail("the outbox of webhooks has a newer format", path,
                    "use the newer program that wrote it");
    TRY_VOID(database.exec("PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON"));
    return out;
}

void Outbox::set_addresses(fetch::AddressPolicy addresses) {
    std::lock_guard lock(mutex_);
    addresses_ = std::move(addresses);
}

Result<Subscribed> Outbox::add(const NewSubscription& subscription, std::uint64_t after,
                               Instant now) {
    std::lock_guard lock(mutex_);
    TRY_VOID(check(subscription, addresses_));
    if (TRY(database_.query_int("SELECT count(*) FROM subscription")) >= most_subscriptions)
        return fail("there are 200 webhooks already", {}, "remove one that is not needed");
    Subscribed out{0, new_secret()};
    auto insert = TRY(database_.prepare(
        "INSERT INTO subscription(url, types, division, unit, secret, created_at, after)"
        " VALUES(?,?,?,?,?,?,?)"));
    insert.bind(1, subscription.url).bind(2, json::text_of(subscription.types));
    insert.bind(3, raw(subscription.division));
    if (subscription.unit) insert.bind(4, raw(*subscription.unit));
    TRY_VOID(insert.bind(5, out.secret).bind(6, now.us).bind(7, after).run());
    out.id = static_cast<std::uint64_t>(database_.last_insert_rowid());
    return out;
}

Result<std::vector<Subscription>> Outbox::list() {
    std::lock_guard lock(mutex_);
    auto rows = TRY(database_.prepare(
        "SELECT s.id, s.url, s.types, s.division, s.unit, s.created_at, s.delivered, s.problem,"
        " (SELECT count(*) FROM delivery d WHERE d.subscription=s.id AND d.is_dead=0),"
        " (SELECT count(*) FROM delivery d WHERE d.subscription=s.id AND d.is_dead=1),"
        " s.after FROM subscription s ORDER BY s.id"));
    std::vector<Subscription> out;
    while (TRY(rows.step())) {
        Subscription one;
        one.id = rows.column_uint(0);
        one.url = rows.column_text(1);
        one.types = TRY(json::from_text<std::vector<std::string>>(rows.column_text(2)));
        one.division = DivisionCode{rows.column_uint(3)};
        if (!rows.is_null(4)) one.unit = UnitId{rows.column_uint(4)};
        one.created_at = Instant{rows.column_int(5)};
        one.delivered = rows.column_uint(6);
        one.problem = rows.column_optional_text(7);
        one.waiting = rows.column_uint(8);
        one.dead = rows.column_uint(9);
        one.after = rows.column_uint(10);
        out.push_back(std::move(one));
    }
    return out;
}

Result<bool> Outbox::remove(std::uint64_t subscription) {
    std::lock_guard lock(mutex_);
    auto remove = TRY(database_.prepare("DELETE FROM subscription WHERE id=?"));
    TRY_VOID(remove.bind(1, subscription).run());
    return database_.changed_rows() > 0;
}

Result<std::uint64_t> Outbox::waiting(bool is_dead) {
    std::lock_guard lock(mutex_);
    auto count = TRY(database_.prepare("SELECT count(*) FROM delivery WHERE is_dead=?"));
    TRY(count.bind(1, is_dead ? 1 : 0).step());
    return count.column_uint(0);
}

Result<std::uint64_t> Outbox::position() {
    std::lock_guard lock(mutex_);
    return static_cast<std::uint64_t>(TRY(database_.query_int("SELECT sequence FROM position")));
}

Result<void> Outbox::add(std::span<const NewDelivery> deliveries, std::uint64_t position,
                         Instant now) {
    std::lock_guard lock(mutex_);
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    // One that was removed meanwhile gets nothing more.
    auto insert = TRY(database_.prepare(
        "INSERT OR IGNORE INTO delivery(subscription, sequence, order_key, type, body, due_at)"
        " SELECT ?1,?2,?3,?4,?5,?6 WHERE EXISTS (SELECT 1 FROM subscription WHERE id=?1)"));
    for (const auto& one : deliveries) {
        insert.bind(1, one.subscription).bind(2, one.sequence).bind(3, one.order_key);
        TRY_VOID(insert.bind(4, one.type).bind(5, one.body).bind(6, now.us).run());
    }
    auto update = TRY(database_.prepare("UPDATE position SET sequence=?"));
    TRY_VOID(update.bind(1, position).run());
    return transaction.commit();
}

Result<std::vector<Due>> Outbox::due(Instant now, int of_each) {
    std::lock_guard lock(mutex_);
    auto subscriptions = TRY(database_.prepare("SELECT id, url, secret FROM subscription"));
    auto rows = TRY(database_.prepare(
        std::string(delivery_columns) +
        " FROM delivery d WHERE d.subscription=?1 AND d.is_dead=0 AND d.due_at<=?2"
        " AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.is_dead=0 AND e.subscription=?1"
        " AND e.order_key=d.order_key AND e.id<d.id) ORDER BY d.due_at, d.id LIMIT ?3"));
    std::vector<Due> out;
    while (TRY(subscriptions.step())) {
        rows.bind(1, subscriptions.column_uint(0)).bind(2, now.us).bind(3, of_each);
        while (TRY(rows.step()))
            out.push_back({delivery_in(rows), std::string(subscriptions.column_text(1)),
                           std::string(subscriptions.column_text(2))});
    }
    return out;
}

Result<void> Outbox::was_delivered(const Delivery& delivery) {
    std::lock_guard lock(mutex_);
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    auto remove = TRY(database_.prepare("DELETE FROM delivery WHERE id=?"));
    TRY_VOID(remove.bind(1, delivery.id).run());
    auto count = TRY(database_.prepare(
        "UPDATE subscription SET delivered=delivered+1, problem=NULL WHERE id=?"));
    TRY_VOID(count.bind(1, delivery.subscription).run());
    return transaction.commit();
}

Result<void> Outbox::has_failed(const Delivery& delivery, const std::string& problem,
                                Instant now) {
    std::lock_guard lock(mutex_);
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    auto attempt = static_cast<std::size_t>(delivery.attempts);
    bool is_dead = attempt >= patience_.waits.size();
    auto due_at = is_dead ? now : now + patience_.waits[attempt];
    auto update = TRY(database_.prepare(
        "UPDATE delivery SET attempts=attempts+1, last_attempt_at=?, problem=?, is_dead=?,"
        " due_at=? WHERE id=?"));
    update.bind(1, now.us).bind(2, problem).bind(3, is_dead ? 1 : 0);
    TRY_VOID(update.bind(4, due_at.us).bind(5, delivery.id).run());
    auto note = TRY(database_.prepare("UPDATE subscription SET problem=? WHERE id=?"));
    TRY_VOID(note.bind(1, problem).bind(2, delivery.subscription).run());
    return transaction.commit();
}

Result<std::vector<Delivery>> Outbox::dead(std::uint64_t subscription, std::uint64_t after,
                                           std::size_t limit) {
    std::lock_guard lock(mutex_);
    auto rows = TRY(database_.prepare(std::string(delivery_columns) +
                                      " FROM delivery d WHERE d.is_dead=1 AND d.subscription=?"
                                      " AND d.id>? ORDER BY d.id LIMIT ?"));
    rows.bind(1, subscription).bind(2, after).bind(3, static_cast<std::uint64_t>(limit));
    std::vector<Delivery> out;
    while (TRY(rows.step())) out.push_back(delivery_in(rows));
    return out;
}

Result<std::uint64_t> Outbox::resend(std::uint64_t subscription,
                                     std::span<const std::uint64_t> deliveries, Instant now) {
    std::lock_guard lock(mutex_);
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    auto revive = [&](std::uint64_t one) -> Result<std::uint64_t> {
        auto update = TRY(database_.prepare(
            "UPDATE delivery SET is_dead=0, attempts=0, due_at=?1 WHERE subscription=?2"
            " AND is_dead=1 AND (?3=0 OR id=?3)"));
        TRY_VOID(update.bind(1, now.us).bind(2, subscription).bind(3, one).run());
        return static_cast<std::uint64_t>(database_.changed_rows());
    };
    std::uint64_t count = 0;
    if (deliveries.empty()) count = TRY(revive(0));
    for (auto one : deliveries) count += TRY(revive(one));
    TRY_VOID(transaction.commit());
    return count;
}

}  // namespace cs::hooks
