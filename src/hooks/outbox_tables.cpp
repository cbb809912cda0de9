#include "hooks/outbox_tables.h"

namespace cs::hooks {

const char* const first_tables = R"sql(
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

namespace {

/// "CSH1", in SQLite's application_id.
constexpr std::int64_t outbox_mark = 0x43534831;

// Counts and heads are kept; each subscription has its own place in the journal, so that one that
// is full waits for nobody else.
constexpr const char* kept_counts = R"sql(
ALTER TABLE subscription ADD COLUMN fed_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subscription ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subscription ADD COLUMN dead INTEGER NOT NULL DEFAULT 0;
UPDATE subscription SET
  fed_to=max(after, coalesce((SELECT sequence FROM position), 0)),
  waiting=(SELECT count(*) FROM delivery d WHERE d.subscription=subscription.id AND is_dead=0),
  dead=(SELECT count(*) FROM delivery d WHERE d.subscription=subscription.id AND is_dead=1);
DROP TABLE position;
ALTER TABLE delivery ADD COLUMN is_head INTEGER NOT NULL DEFAULT 0;
UPDATE delivery SET is_head=1 WHERE id IN
  (SELECT min(id) FROM delivery WHERE is_dead=0 GROUP BY subscription, order_key);
DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery(subscription, due_at, id) WHERE is_head=1;
CREATE INDEX delivery_dead ON delivery(subscription, id) WHERE is_dead=1;
)sql";

const std::array formats = {first_tables, kept_counts};

}  // namespace

Result<void> bring_up_tables(sqlite::Database& database) {
    auto newest = static_cast<std::int64_t>(formats.size());
    if (TRY(database.pragma("application_id")) == outbox_mark &&
        TRY(database.pragma("user_version")) == newest)
        return {};
    auto transaction = TRY(sqlite::Transaction::begin(database));
    auto mark = TRY(database.pragma("application_id"));
    if (mark != 0 && mark != outbox_mark)
        return fail("this is not an outbox of webhooks", database.path(),
                    "restore it from a backup");
    auto format = TRY(database.pragma("user_version"));
    if (format > newest)
        return fail("the outbox of webhooks has a newer format", database.path(),
                    "use the newer program that wrote it");
    for (; format < newest; ++format)
        TRY_VOID(database.exec(formats[static_cast<std::size_t>(format)]));
    TRY_VOID(database.set_pragma("application_id", outbox_mark));
    TRY_VOID(database.set_pragma("user_version", newest));
    return transaction.commit();
}

}  // namespace cs::hooks
