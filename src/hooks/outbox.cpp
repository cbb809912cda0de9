#include "hooks/outbox.h"

#include <openssl/rand.h>

#include <algorithm>
#include <map>

#include "base/bytes.h"
#include "base/check.h"
#include "base/json.h"
#include "fetch/transfers.h"
#include "hooks/outbox_tables.h"
#include "journal/durable_file.h"
#include "model/events.h"

namespace cs::hooks {

namespace {

constexpr int fold_after_pages = 1'000;
constexpr std::int64_t most_subscriptions = 200;
constexpr std::size_t longest_url = 2'000;
constexpr std::size_t secret_bytes = 32;

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

Result<void> run(sqlite::Database& database, const char* statement, std::uint64_t first) {
    auto prepared = TRY(database.prepare(statement));
    return prepared.bind(1, first).run();
}

Result<void> run(sqlite::Database& database, const char* statement, std::uint64_t first,
                 std::uint64_t second) {
    auto prepared = TRY(database.prepare(statement));
    return prepared.bind(1, first).bind(2, second).run();
}

Result<void> promote_next(sqlite::Database& database, const Delivery& gone) {
    auto promote = TRY(database.prepare(sql::promote));
    return promote.bind(1, gone.subscription).bind(2, gone.order_key).run();
}

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

Result<void> check_types(std::span<const std::string> types) {
    for (const auto& type : types)
        if (!is_event_type(type))
            return fail("there is no event of this type", type, "known are " + known_types());
    return {};
}

std::string outbox_of(const std::string& data_directory) { return data_directory + "/webhooks.db"; }

bool Subscription::wants(std::string_view type) const {
    return types.empty() || std::ranges::find(types, type) != types.end();
}

Result<std::unique_ptr<Outbox>> Outbox::open(const std::string& path, Patience patience) {
    std::unique_ptr<Outbox> out(new Outbox(std::move(patience)));
    TRY_VOID(journal::make_private_file(path));
    out->database_ = TRY(sqlite::Database::open(path));
    TRY_VOID(out->database_.use_wal(fold_after_pages));
    TRY_VOID(bring_up_tables(out->database_));
    TRY_VOID(out->database_.exec("PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON"));
    TRY_VOID(out->count_backlog());
    return out;
}

void Outbox::set_addresses(fetch::AddressPolicy addresses) {
    std::lock_guard lock(mutex_);
    addresses_ = std::move(addresses);
}

Result<void> Outbox::check_url(const std::string& url) {
    std::lock_guard lock(mutex_);
    TRY_VOID(fetch::check_url(url, addresses_));
    if (url.size() > longest_url)
        return fail("the address of a webhook has more than 2000 bytes", {}, "use a shorter one");
    return {};
}

Result<Subscribed> Outbox::add(const NewSubscription& subscription, std::uint64_t after,
                               Instant now) {
    TRY_VOID(check_url(subscription.url));
    TRY_VOID(check_types(subscription.types));
    std::lock_guard lock(mutex_);
    if (TRY(database_.query_int("SELECT count(*) FROM subscription")) >= most_subscriptions)
        return fail("there are 200 webhooks already", {}, "remove one that is not needed");
    Subscribed out{0, new_secret()};
    auto insert = TRY(database_.prepare(
        "INSERT INTO subscription(url, types, division, unit, secret, created_at, after,"
        " fed_to) VALUES(?1,?2,?3,?4,?5,?6,?7,?7)"));
    insert.bind(1, subscription.url).bind(2, json::text_of(subscription.types));
    insert.bind(3, raw(subscription.division));
    if (subscription.unit) insert.bind(4, raw(*subscription.unit));
    TRY_VOID(insert.bind(5, out.secret).bind(6, now.us).bind(7, after).run());
    out.id = static_cast<std::uint64_t>(database_.last_insert_rowid());
    return out;
}

Result<std::vector<Subscription>> Outbox::list() {
    std::lock_guard lock(mutex_);
    auto rows = TRY(database_.prepare(sql::list));
    std::vector<Subscription> out;
    while (TRY(rows.step())) {
        Subscription one;
        one.id = rows.column_uint(0);
        one.url = rows.column_text(1);
        one.types = TRY(json::from_text<std::vector<std::string>>(rows.column_text(2)));
        one.division = DivisionCode{rows.column_uint(3)};
        if (!rows.is_null(4)) one.unit = UnitId{rows.column_uint(4)};
        one.created_at = Instant{rows.column_int(5)};
        one.after = rows.column_uint(6);
        one.fed_to = rows.column_uint(7);
        one.waiting = rows.column_uint(8);
        one.is_full = one.waiting >= patience_.most_waiting;
        one.dead = rows.column_uint(9);
        one.delivered = rows.column_uint(10);
        one.problem = rows.column_optional_text(11);
        out.push_back(std::move(one));
    }
    return out;
}

Result<bool> Outbox::remove(std::uint64_t subscription) {
    std::lock_guard lock(mutex_);
    TRY_VOID(run(database_, "DELETE FROM subscription WHERE id=?", subscription));
    bool was_there = database_.changed_rows() > 0;
    TRY_VOID(count_backlog());
    return was_there;
}

// Other processes change it too, so it is read and not reckoned.
Result<void> Outbox::count_backlog() {
    auto sums = TRY(database_.prepare(sql::backlog));
    TRY(sums.bind(1, patience_.most_waiting).step());
    waiting_ = sums.column_uint(0);
    dead_ = sums.column_uint(1);
    full_ = sums.column_uint(2);
    return {};
}

Result<void> Outbox::add(std::span<const NewDelivery> deliveries,
                         std::span<const std::uint64_t> subscriptions, std::uint64_t fed_to,
                         Instant now) {
    std::lock_guard lock(mutex_);
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    auto insert = TRY(database_.prepare(sql::add));
    std::map<std::uint64_t, std::int64_t> added;
    for (const auto& one : deliveries) {
        insert.bind(1, one.subscription).bind(2, one.sequence).bind(3, one.order_key);
        TRY_VOID(insert.bind(4, one.type).bind(5, one.body).bind(6, now.us).run());
        added[one.subscription] += database_.changed_rows();
    }
    auto fed = TRY(database_.prepare(sql::fed));
    for (auto id : subscriptions)
        TRY_VOID(fed.bind(1, id).bind(2, added[id]).bind(3, fed_to).run());
    TRY_VOID(transaction.commit());
    return count_backlog();
}

Result<std::vector<Due>> Outbox::due(Instant now, int of_each) {
    std::lock_guard lock(mutex_);
    TRY_VOID(count_backlog());
    auto subscriptions = TRY(database_.prepare(sql::addresses));
    auto rows = TRY(database_.prepare(sql::due));
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
    TRY_VOID(run(database_, sql::remove, delivery.id));
    if (database_.changed_rows() == 0) return {};
    TRY_VOID(promote_next(database_, delivery));
    TRY_VOID(run(database_, sql::count_delivered, delivery.subscription));
    TRY_VOID(transaction.commit());
    return count_backlog();
}

Result<void> Outbox::has_failed(const Delivery& delivery, const std::string& problem,
                                Instant now) {
    std::lock_guard lock(mutex_);
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    auto attempt = static_cast<std::size_t>(delivery.attempts);
    bool is_last = attempt >= patience_.waits.size();
    auto due_at = is_last ? now : now + patience_.waits[attempt];
    auto note = TRY(database_.prepare(sql::note_attempt));
    TRY_VOID(note.bind(1, delivery.id).bind(2, now.us).bind(3, problem).bind(4, due_at.us).run());
    if (database_.changed_rows() == 0) return {};
    if (is_last) TRY_VOID(give_up(delivery));
    auto note_problem = TRY(database_.prepare(sql::note_problem));
    TRY_VOID(note_problem.bind(1, delivery.subscription).bind(2, problem).run());
    TRY_VOID(transaction.commit());
    return count_backlog();
}

Result<void> Outbox::give_up(const Delivery& delivery) {
    TRY_VOID(run(database_, sql::give_up, delivery.id));
    TRY_VOID(run(database_, sql::count_dead, delivery.subscription));
    TRY_VOID(promote_next(database_, delivery));
    TRY_VOID(run(database_, sql::drop_dead, delivery.subscription, patience_.most_dead));
    auto dropped = static_cast<std::uint64_t>(database_.changed_rows());
    return run(database_, sql::count_dropped, delivery.subscription, dropped);
}

Result<std::vector<Delivery>> Outbox::dead(std::uint64_t subscription, std::uint64_t after,
                                           std::size_t limit) {
    std::lock_guard lock(mutex_);
    auto rows = TRY(database_.prepare(sql::dead));
    rows.bind(1, subscription).bind(2, after).bind(3, static_cast<std::uint64_t>(limit));
    std::vector<Delivery> out;
    while (TRY(rows.step())) out.push_back(delivery_in(rows));
    return out;
}

Result<std::uint64_t> Outbox::resend(std::uint64_t subscription,
                                     std::span<const std::uint64_t> deliveries, Instant now) {
    std::lock_guard lock(mutex_);
    auto transaction = TRY(sqlite::Transaction::begin(database_));
    std::uint64_t count = 0;
    auto revive = TRY(database_.prepare(deliveries.empty() ? sql::revive_all : sql::revive_one));
    auto run_once = [&]() -> Result<void> {
        TRY_VOID(revive.bind(1, subscription).bind(2, now.us).run());
        count += static_cast<std::uint64_t>(database_.changed_rows());
        return {};
    };
    if (deliveries.empty()) TRY_VOID(run_once());
    for (auto one : deliveries) {
        revive.bind(3, one);
        TRY_VOID(run_once());
    }
    TRY_VOID(run(database_, sql::demote, subscription));
    TRY_VOID(run(database_, sql::count_revived, subscription, count));
    TRY_VOID(transaction.commit());
    TRY_VOID(count_backlog());
    return count;
}

}  // namespace cs::hooks
