#include "views/reader.h"

#include <algorithm>

#include "model/catalogue.h"
#include "views/case_columns.h"
#include "views/list_sql.h"
#include "views/schema.h"

namespace cs::views {

namespace {

// All that Debian's SQLite maps of a file; what lies behind is read. Why mapped: see
// docs/decisions/mapped-views.md.
constexpr std::int64_t most_mapped = (std::int64_t{1} << 31) - 65'536;

}  // namespace

Result<std::unique_ptr<Reader>> Reader::open(const std::string& path, const std::string& vfs) {
    auto database = TRY(sqlite::Database::open(path, {sqlite::Mode::write, vfs}));
    TRY_VOID(database.exec("PRAGMA query_only=ON; PRAGMA cache_size=-16384"));
    TRY_VOID(database.set_pragma("mmap_size", most_mapped));
    auto format = TRY(database.pragma("user_version"));
    if (format != views_format)
        return fail("the views have format " + std::to_string(format), path,
                    "run chengshu rebuild");
    auto realm = TRY(database.query_int("SELECT realm FROM state"));
    LocalIds ids(Realm{static_cast<std::uint32_t>(realm)});
    std::unique_ptr<Reader> reader(new Reader(std::move(database), ids));
    reader->search_path_ = search_path_of(path);
    reader->vfs_ = vfs;
    return reader;
}

Result<void> Reader::begin() {
    auto statement = TRY(prepared("BEGIN"));
    return statement->run();
}

void Reader::end() {
    if (!database_.in_transaction()) return;
    auto statement = prepared("COMMIT");
    if (statement) static_cast<void>((*statement)->run());
}

CaseRow Reader::case_row(const sqlite::Statement& row, Instant now) const {
    CaseState state;
    read_case_columns(row, ids_, state);
    const auto& c = state.subject;
    auto instant = [&](int column) -> std::optional<Instant> {
        if (row.is_null(column)) return std::nullopt;
        return Instant{row.column_int(column)};
    };
    CaseRow out;
    out.id = c.id;
    out.number = state.number;
    out.phase = c.phase;
    out.suspended = c.suspended;
    out.supervised = c.supervised;
    out.claimed = c.claimed;
    out.verified = c.verified;
    out.accepted = c.accepted;
    out.satisfied = c.satisfied;
    out.closing = c.closing;
    out.matter = c.matter;
    out.division = c.division;
    out.grid = c.grid;
    out.unit = c.responsible;
    out.filed_at = c.filed_at;
    out.closed_at = instant(21);
    out.due_at = instant(22);
    out.handle_due_at = instant(23);
    out.overdue = out.due_at && *out.due_at < now;
    out.merged_into = c.merged_into;
    out.call_attempts = c.call_attempts;
    out.reworks = c.reworks;
    out.returns = c.returns;
    out.reopenings = c.reopenings;
    out.escalation_level = c.escalation_level;
    out.channel = state.channel;
    out.matter_name = row.column_optional_text(extra_column);
    out.division_name = row.column_optional_text(extra_column + 1);
    out.unit_name = row.column_optional_text(extra_column + 2);
    out.title = row.column_optional_text(extra_column + 3);
    out.erased = !out.title && state.first_text != 0;
    return out;
}

std::string Reader::list_sql(const CaseFilter& filter, CaseOrder order) const {
    auto conditions = conditions_of(filter, order, ids_);
    std::string sql = select_cases(index_for(filter, order)) + " WHERE " + conditions.sql;
    if (order == CaseOrder::due)
        return sql + " AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT ?";
    return sql + " AND (filed_at, id) < (?, ?) ORDER BY filed_at DESC, id DESC LIMIT ?";
}

Result<CasePage> Reader::list_cases(const CaseFilter& filter, const Page& page, CaseOrder order) {
    TRY_VOID(check_page(page));
    if (filter.source_id) return list_by_source(filter, page);
    if (filter.text) return list_by_text(filter, page);
    bool by_due = order == CaseOrder::due;
    std::pair<std::int64_t, std::int64_t> after{by_due ? INT64_MIN : INT64_MAX,
                                                by_due ? INT64_MIN : INT64_MAX};
    if (page.after) after = TRY(parse_cursor(*page.after));
    auto values = conditions_of(filter, order, ids_).values;
    values.insert(values.end(), {after.first, after.second,
                                 static_cast<std::int64_t>(page.limit + 1)});
    auto statement = TRY(prepared(list_sql(filter, order)));
    bind_values(*statement, values);
    CasePage out;
    while (TRY(statement->step())) {
        if (out.rows.size() == page.limit) {
            const auto& last = out.rows.back();
            out.next = cursor_text(by_due ? last.due_at->us : last.filed_at.us,
                                   ids_.number(raw(last.id)));
            break;
        }
        out.rows.push_back(case_row(*statement, filter.now));
    }
    return out;
}

Result<std::optional<CaseRow>> Reader::find_case(std::int64_t number, Instant now) {
    auto statement = TRY(prepared(select_case()));
    statement->bind(1, number);
    if (!TRY(statement->step())) return std::nullopt;
    return case_row(*statement, now);
}

Result<std::optional<CaseDetail>> Reader::case_detail(CaseId id, Instant now,
                                                      std::size_t reports) {
    auto statement = TRY(prepared(select_case()));
    statement->bind(1, ids_.number(raw(id)));
    if (!TRY(statement->step())) return std::nullopt;
    CaseDetail out;
    out.row = case_row(*statement, now);
    CaseState state;
    read_case_columns(*statement, ids_, state);
    TRY_VOID(decode_detail(statement->column_blob(extra_column + 4), state));
    out.orders = std::move(state.subject.orders);
    out.clocks = std::move(state.subject.clocks);
    if (out.row.matter == other_matter)
        out.imported_from = TRY(imported_from(ids_.number(raw(id))));
    const auto& ids = state.subject.reports;
    out.report_count = ids.size();
    // The first, and then the newest of the others.
    auto left_out = ids.size() - std::min(ids.size(), reports);
    for (std::size_t i = 0; i < ids.size() && reports > 0; i += i == 0 ? left_out + 1 : 1)
        if (auto found = TRY(report(ids[i]))) out.reports.push_back(std::move(*found));
    return out;
}

Result<std::optional<ImportedFrom>> Reader::imported_from(std::int64_t case_number) {
    auto row = TRY(prepared("SELECT system, source_id, status FROM imported WHERE case_id = ?"));
    row->bind(1, case_number);
    if (!TRY(row->step())) return std::nullopt;
    return ImportedFrom{std::string(row->column_text(0)), row->column_optional_text(1),
                        static_cast<OutsideStatus>(row->column_int(2))};
}

Result<CaseState> Reader::state_of(CaseId id) {
    auto row = TRY(prepared("SELECT filed_at, detail FROM cases WHERE id = ?"));
    row->bind(1, ids_.number(raw(id)));
    CaseState out;
    if (!TRY(row->step())) return out;
    out.subject.id = id;
    out.subject.filed_at = {row->column_int(0)};
    TRY_VOID(decode_detail(row->column_blob(1), out));
    return out;
}

Result<std::optional<CaseId>> Reader::find_number(const std::string& number) {
    // Realm, year, counter: the counter leads to the row, the row has the last word.
    auto dash = number.rfind('-');
    if (dash == std::string::npos) return std::nullopt;
    auto realm = std::to_string(static_cast<std::uint32_t>(ids_.realm()));
    auto id = parse_id<CaseId>(realm + number.substr(dash));
    if (!id) {
        auto digits = number.find_first_not_of('0', dash + 1);
        if (digits == std::string::npos) return std::nullopt;
        id = parse_id<CaseId>(realm + "-" + number.substr(digits));
    }
    if (!id) return std::nullopt;
    auto row = TRY(find_case(ids_.number(raw(*id)), {}));
    if (!row || row->number != number) return std::nullopt;
    return row->id;
}

Result<std::optional<UnitId>> Reader::find_unit(const std::string& name) {
    auto statement = TRY(prepared("SELECT min(id) FROM units WHERE name = ?"));
    statement->bind(1, std::string_view(name));
    if (!TRY(statement->step()) || statement->is_null(0)) return std::nullopt;
    return UnitId{ids_.raw_id(statement->column_int(0))};
}

Result<bool> Reader::has_matter(const std::string& code) {
    auto statement = TRY(prepared(
        "SELECT 1 FROM duties WHERE matter = ?1 UNION ALL "
        "SELECT 1 FROM cases WHERE matter = ?1 LIMIT 1"));
    statement->bind(1, std::string_view(code));
    return TRY(statement->step());
}

Result<bool> Reader::has_division(DivisionCode code) {
    auto statement = TRY(prepared("SELECT 1 FROM divisions WHERE code = ?"));
    statement->bind(1, static_cast<std::int64_t>(code));
    return TRY(statement->step());
}

Result<std::optional<std::string>> Reader::unit_name(UnitId id) {
    auto statement = TRY(prepared("SELECT name FROM units WHERE id = ?"));
    statement->bind(1, ids_.number(raw(id)));
    if (!TRY(statement->step())) return std::nullopt;
    return std::string(statement->column_text(0));
}

Result<Position> Reader::position() { return read_position(database_); }

Result<std::vector<PhaseCount>> Reader::counts_by_phase() {
    auto statement = TRY(prepared("SELECT phase, cases FROM phase_counts "
                                           "WHERE cases <> 0 ORDER BY phase"));
    std::vector<PhaseCount> out;
    while (TRY(statement->step()))
        out.push_back({static_cast<Phase>(statement->column_int(0)), statement->column_int(1)});
    return out;
}

}  // namespace cs::views
