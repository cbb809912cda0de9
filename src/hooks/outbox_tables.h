// The tables of webhooks.db and every statement that reads or changes them. What is asked again and
// again reads only what it gives: how much waits and is dead is counted in the subscription's row,
// and of what waits in one order only the head, its first, has a place in what is due.
#pragma once

#include <array>

#include "journal/sqlite.h"

namespace cs::hooks {

/// Makes a new file's tables, or brings those of an older version up. An error when the file is
/// something else, or newer.
Result<void> bring_up_tables(sqlite::Database& database);
/// As the first version made them.
extern const char* const first_tables;

namespace sql {

inline constexpr const char* list =
    "SELECT id, url, types, division, unit, created_at, after, fed_to, waiting, dead, delivered,"
    " problem FROM subscription ORDER BY id";
inline constexpr const char* backlog =
    "SELECT sum(waiting), sum(dead), sum(waiting>=?) FROM subscription";
inline constexpr const char* addresses = "SELECT id, url, secret FROM subscription";

/// One that was removed meanwhile gets nothing more, one that knows of this record nothing twice.
inline constexpr const char* add =
    "INSERT OR IGNORE INTO delivery(subscription, sequence, order_key, type, body, due_at, is_head)"
    " SELECT ?1,?2,?3,?4,?5,?6, NOT EXISTS (SELECT 1 FROM delivery d WHERE d.subscription=?1"
    " AND d.order_key=?3 AND d.is_dead=0) WHERE EXISTS (SELECT 1 FROM subscription WHERE id=?1)";
inline constexpr const char* fed =
    "UPDATE subscription SET waiting=waiting+?2, fed_to=max(fed_to, ?3) WHERE id=?1";

inline constexpr const char* due =
    "SELECT id, subscription, sequence, order_key, type, body, attempts, last_attempt_at, problem"
    " FROM delivery WHERE is_head=1 AND subscription=?1 AND due_at<=?2"
    " ORDER BY due_at, id LIMIT ?3";
inline constexpr const char* remove = "DELETE FROM delivery WHERE id=? AND is_dead=0";
inline constexpr const char* count_delivered =
    "UPDATE subscription SET waiting=waiting-1, delivered=delivered+1, problem=NULL WHERE id=?";
inline constexpr const char* note_attempt =
    "UPDATE delivery SET attempts=attempts+1, last_attempt_at=?2, problem=?3, due_at=?4"
    " WHERE id=?1 AND is_dead=0";
inline constexpr const char* note_problem = "UPDATE subscription SET problem=?2 WHERE id=?1";
inline constexpr const char* give_up = "UPDATE delivery SET is_dead=1, is_head=0 WHERE id=?";
inline constexpr const char* count_dead =
    "UPDATE subscription SET waiting=waiting-1, dead=dead+1 WHERE id=?";
/// What came behind one that is gone is the next to be sent.
inline constexpr const char* promote =
    "UPDATE delivery SET is_head=1 WHERE id=(SELECT id FROM delivery WHERE subscription=?1"
    " AND order_key=?2 AND is_dead=0 ORDER BY id LIMIT 1)";

inline constexpr const char* dead =
    "SELECT id, subscription, sequence, order_key, type, body, attempts, last_attempt_at, problem"
    " FROM delivery WHERE is_dead=1 AND subscription=? AND id>? ORDER BY id LIMIT ?";
/// The oldest that are too many.
inline constexpr const char* drop_dead =
    "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE is_dead=1 AND subscription=?1"
    " ORDER BY id LIMIT (SELECT max(dead-?2, 0) FROM subscription WHERE id=?1))";
inline constexpr const char* count_dropped = "UPDATE subscription SET dead=dead-?2 WHERE id=?1";
inline constexpr const char* revive_one =
    "UPDATE delivery SET is_dead=0, is_head=1, attempts=0, due_at=?2"
    " WHERE is_dead=1 AND subscription=?1 AND id=?3";
inline constexpr const char* revive_all =
    "UPDATE delivery SET is_dead=0, is_head=1, attempts=0, due_at=?2"
    " WHERE is_dead=1 AND subscription=?1";
inline constexpr const char* count_revived =
    "UPDATE subscription SET waiting=waiting+?2, dead=dead-?2 WHERE id=?1";
/// Of those that were made heads, only the first of each order remains one.
inline constexpr const char* demote =
    "UPDATE delivery SET is_head=0 WHERE is_head=1 AND subscription=?1 AND EXISTS"
    " (SELECT 1 FROM delivery d WHERE d.is_dead=0 AND d.subscription=?1"
    " AND d.order_key=delivery.order_key AND d.id<delivery.id)";

inline constexpr std::array all = {
    list, backlog, addresses, add, fed, due, remove, count_delivered, note_attempt, note_problem,
    give_up, count_dead, promote, dead, drop_dead, count_dropped, revive_one, revive_all,
    count_revived, demote};

}  // namespace sql

}  // namespace cs::hooks
