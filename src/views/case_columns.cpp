#include "views/case_columns.h"

namespace cs::views {

const char* const case_columns =
    "id, number, phase, suspended, supervised, claimed, verified, accepted, satisfied, closing, "
    "call_attempts, reworks, returns, reopenings, escalation_level, matter, duty_version, "
    "duty_index, division, grid, filed_at, closed_at, due_at, handle_due_at, filing_unit, unit, "
    "merged_into, channel, first_text";

const char* const insert_case_sql =
    "INSERT INTO cases(id, phase, suspended, supervised, claimed, verified, accepted, satisfied, "
    "closing, call_attempts, reworks, returns, reopenings, escalation_level, closed_at, due_at, "
    "handle_due_at, filing_unit, unit, merged_into, channel, first_text, matter, detail, "
    "number, duty_version, duty_index, district, street, division, grid, filed_at) "
    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?24,"
    "?23,?25,?26,?27,?28,?29,?30,?31,?32)";

const char* const update_case_sql =
    "UPDATE cases SET phase = ?2, suspended = ?3, supervised = ?4, claimed = ?5, verified = ?6, "
    "accepted = ?7, satisfied = ?8, closing = ?9, call_attempts = ?10, reworks = ?11, "
    "returns = ?12, reopenings = ?13, escalation_level = ?14, closed_at = ?15, due_at = ?16, "
    "handle_due_at = ?17, filing_unit = ?18, unit = ?19, merged_into = ?20, channel = ?21, "
    "first_text = ?22, detail = ?23 WHERE id = ?1";

namespace {

template <class E>
std::int64_t code(E value) {
    return static_cast<std::int64_t>(value);
}

Instant instant_or_none(const sqlite::Statement& row, int column) {
    return {row.column_optional_int(column).value_or(0)};
}

std::optional<std::int64_t> us_of(const std::optional<Instant>& at) {
    return at ? std::optional(at->us) : std::nullopt;
}

}  // namespace

void read_case_columns(const sqlite::Statement& row, const LocalIds& ids, CaseState& state) {
    auto& c = state.subject;
    auto small = [&](int column) { return static_cast<std::uint8_t>(row.column_int(column)); };
    c.id = CaseId{ids.raw_id(row.column_int(0))};
    state.number = row.column_text(1);
    c.phase = static_cast<Phase>(small(2));
    c.suspended = small(3) != 0;
    c.supervised = small(4) != 0;
    c.claimed = static_cast<Answer>(small(5));
    c.verified = static_cast<Answer>(small(6));
    c.accepted = static_cast<Answer>(small(7));
    c.satisfied = static_cast<Answer>(small(8));
    if (!row.is_null(9)) c.closing = static_cast<Closing>(small(9));
    c.call_attempts = small(10);
    c.reworks = small(11);
    c.returns = small(12);
    c.reopenings = small(13);
    c.escalation_level = small(14);
    c.matter = row.column_text(15);
    c.duty = {static_cast<std::uint32_t>(row.column_int(16)),
              static_cast<std::uint32_t>(row.column_int(17))};
    c.division = DivisionCode{row.column_uint(18)};
    if (!row.is_null(19)) c.grid = GridId{row.column_uint(19)};
    c.filed_at = {row.column_int(20)};
    c.closed_at = instant_or_none(row, 21);
    // 22 and 23 follow from the clocks.
    c.filing_unit = UnitId{ids.raw_id(row.column_int(24))};
    c.responsible = UnitId{ids.raw_id(row.column_int(25))};
    if (!row.is_null(26)) c.merged_into = CaseId{ids.raw_id(row.column_int(26))};
    state.channel = static_cast<Channel>(small(27));
    state.first_text = row.column_uint(28);
}

void bind_changing_columns(sqlite::Statement& s, const LocalIds& ids, const CaseState& state,
                           std::string_view detail) {
    const auto& c = state.subject;
    s.bind(1, ids.number(raw(c.id)));
    s.bind(2, code(c.phase)).bind(3, code(c.suspended)).bind(4, code(c.supervised));
    s.bind(5, code(c.claimed)).bind(6, code(c.verified)).bind(7, code(c.accepted));
    s.bind(8, code(c.satisfied));
    if (c.closing) s.bind(9, code(*c.closing));
    s.bind(10, code(c.call_attempts)).bind(11, code(c.reworks)).bind(12, code(c.returns));
    s.bind(13, code(c.reopenings)).bind(14, code(c.escalation_level));
    if (!is_open(c.phase)) s.bind(15, c.closed_at.us);
    s.bind(16, us_of(earliest_due(c))).bind(17, us_of(handling_due(c)));
    s.bind(18, ids.number(raw(c.filing_unit))).bind(19, ids.number(raw(c.responsible)));
    if (c.merged_into) s.bind(20, ids.number(raw(*c.merged_into)));
    s.bind(21, code(state.channel)).bind(22, state.first_text);
    s.bind_borrowed_blob(23, detail);
}

void bind_lasting_columns(sqlite::Statement& s, const CaseState& state) {
    const auto& c = state.subject;
    s.bind_borrowed(24, c.matter).bind_borrowed(25, state.number);
    s.bind(26, std::uint64_t{c.duty.version}).bind(27, std::uint64_t{c.duty.index});
    s.bind(28, raw(ancestor_at(c.division, DivisionLevel::district)));
    s.bind(29, raw(ancestor_at(c.division, DivisionLevel::street)));
    s.bind(30, raw(c.division));
    if (c.grid) s.bind(31, raw(*c.grid));
    s.bind(32, c.filed_at.us);
}

}  // namespace cs::views
