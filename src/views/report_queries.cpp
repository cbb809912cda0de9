// Reports, the timeline that begins with them, and the inbox.
#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "views/list_sql.h"
#include "views/reader.h"

namespace cs::views {

namespace {

constexpr const char* report_columns =
    "SELECT r.id, r.sequence, r.subject, r.channel, r.phase, r.case_id, r.reported_at, "
    "r.submitted_at, r.division, r.grid, r.dedicated, r.lon_e7, r.lat_e7, r.place_source, "
    "r.source_id, r.attachments, r.reason, r.basis, r.erased, t.title, t.text FROM reports r";
// In this order: no text is read of what another part of the question leaves out.
constexpr const char* join_cases = " LEFT JOIN cases c ON c.id = r.case_id ";
constexpr const char* join_texts = " CROSS JOIN texts t ON t.sequence = r.sequence ";

bool is_newest_first(const ReportFilter& filter) {
    if (filter.order) return *filter.order == ReportOrder::newest;
    return filter.phase != ReportPhase::waiting;
}

// The district that the list lies in, if it is one: by the filter, or all that the reader sees.
std::optional<std::int64_t> district_of(const ReportFilter& filter) {
    auto within = filter.division;
    if (!within && filter.scopes.size() == 1) within = filter.scopes.front().division;
    if (!within || level_of(*within) < DivisionLevel::district) return std::nullopt;
    return static_cast<std::int64_t>(raw(*within)) / 1'000'000;
}

// What carries the list; few wait, whatever else is asked of them.
ReportWalk walk_of(const ReportFilter& filter) {
    ReportWalk walk;
    walk.is_newest_first = is_newest_first(filter);
    walk.needs_cases = needs_cases(filter.scopes);
    if (filter.phase == ReportPhase::waiting) return walk;
    if (district_of(filter))
        walk.index = " INDEXED BY reports_by_district";
    else if (filter.channel)
        walk.index = " INDEXED BY reports_by_channel";
    return walk;
}

// Behind the conditions: the place to go on from, and how many rows.
std::string page_sql(const Conditions& conditions, const ReportWalk& walk) {
    return std::string(report_columns) + walk.index + (walk.needs_cases ? join_cases : "") +
           join_texts + "WHERE " + conditions.sql +
           (walk.is_newest_first ? " AND r.id < ? ORDER BY r.id DESC"
                                 : " AND r.id > ? ORDER BY r.id") +
           " LIMIT ?";
}

/// The payload without the sealed bytes: they say nothing to a reader of the timeline.
std::string without_sealed(const std::string& payload) {
    boost::system::error_code error;
    auto tree = boost::json::parse(payload, error);
    if (error || !tree.is_object()) return payload;
    if (auto* report = tree.get_object().if_contains("report"); report && report->is_object())
        report->get_object().erase("sealed");
    return boost::json::serialize(tree);
}

}  // namespace

ReportRow Reader::report_row(const sqlite::Statement& row) const {
    ReportRow out;
    out.id = ReportId{ids_.raw_id(row.column_int(0))};
    out.sequence = row.column_uint(1);
    out.subject = SubjectId{ids_.raw_id(row.column_int(2))};
    out.channel = static_cast<Channel>(row.column_int(3));
    out.phase = static_cast<ReportPhase>(row.column_int(4));
    if (!row.is_null(5)) out.case_id = CaseId{ids_.raw_id(row.column_int(5))};
    out.reported_at = {row.column_int(6)};
    out.submitted_at = {row.column_int(7)};
    if (!row.is_null(8)) {
        ReportPlace place;
        place.division = DivisionCode{row.column_uint(8)};
        if (!row.is_null(9)) place.grid = GridId{row.column_uint(9)};
        if (!row.is_null(10)) place.dedicated = GridId{row.column_uint(10)};
        LonLat at{static_cast<std::int32_t>(row.column_int(11)),
                  static_cast<std::int32_t>(row.column_int(12))};
        if (at != LonLat{}) place.at = at;
        place.source = static_cast<PlaceSource>(row.column_int(13));
        out.place = place;
    }
    out.source_id = row.column_optional_text(14);
    out.attachments = row.column_uint(15);
    out.reason = row.column_optional_text(16);
    out.basis = row.column_optional_text(17);
    out.erased = row.column_int(18) != 0;
    out.title = row.column_optional_text(19);
    out.text = row.column_optional_text(20);
    return out;
}

Result<std::optional<ReportRow>> Reader::report(ReportId id) {
    static const auto sql = std::string(report_columns) + join_texts + "WHERE r.id = ?";
    auto statement = TRY(prepared(sql));
    statement->bind(1, ids_.number(raw(id)));
    if (!TRY(statement->step())) return std::nullopt;
    return report_row(*statement);
}

Conditions Reader::report_conditions(const ReportFilter& filter) const {
    // Said in full, because a partial index is only used when that is plain.
    Conditions out{"r.phase = " + std::to_string(static_cast<int>(filter.phase)), {}};
    if (filter.phase != ReportPhase::waiting) {
        out.add("r.phase <> 0");
        if (auto district = district_of(filter)) out.add("r.area / 1000000 = ?", {*district});
    }
    if (filter.channel) out.add("r.channel = ?", {static_cast<std::int64_t>(*filter.channel)});
    if (filter.division) add_report_scopes(out, {{*filter.division, {}}}, ids_);
    add_report_scopes(out, filter.scopes, ids_);
    return out;
}

// Reports are numbered as they are submitted, and no record is older than the one before it: a time
// is a place among the numbers, and no index of times is needed.
Result<std::int64_t> Reader::first_report(Instant from) {
    auto newest = TRY(prepared("SELECT coalesce(max(id), 0) FROM reports"));
    static_cast<void>(TRY(newest->step()));
    std::int64_t low = 0, high = newest->column_int(0) + 1;
    while (low < high) {
        auto middle = low + (high - low) / 2;
        auto found = TRY(prepared("SELECT id, submitted_at FROM reports WHERE id >= ? LIMIT 1"));
        found->bind(1, middle);
        if (!TRY(found->step()) || found->column_int(1) >= from.us)
            high = middle;
        else
            low = found->column_int(0) + 1;
    }
    return low;
}

Result<ReportPage> Reader::list_reports(const ReportFilter& filter, const Page& page) {
    auto conditions = report_conditions(filter);
    auto bound = [&](const std::optional<Instant>& at, const char* sql) -> Result<void> {
        if (!at) return {};
        auto number = TRY(first_report(*at));
        conditions.add(sql, {number});
        return {};
    };
    TRY_VOID(bound(filter.from, "r.id >= ?"));
    TRY_VOID(bound(filter.to, "r.id < ?"));
    return report_page(std::move(conditions), walk_of(filter), page);
}

std::string Reader::list_sql(const ReportFilter& filter) const {
    auto conditions = report_conditions(filter);
    if (filter.from) conditions.add("r.id >= ?");
    if (filter.to) conditions.add("r.id < ?");
    return page_sql(conditions, walk_of(filter));
}

Result<std::optional<ReportRow>> Reader::report_of_hit(std::int64_t sequence,
                                                       const std::vector<CaseScope>& scopes) {
    auto id = TRY(prepared("SELECT report FROM texts WHERE sequence = ?"));
    id->bind(1, sequence);
    if (!TRY(id->step())) return std::nullopt;
    Conditions conditions{"r.id = ? AND r.erased = 0", {id->column_int(0)}};
    add_report_scopes(conditions, scopes, ids_);
    auto statement =
        TRY(prepared(std::string(report_columns) + (needs_cases(scopes) ? join_cases : "") +
                     join_texts + "WHERE " + conditions.sql));
    bind_values(*statement, conditions.values);
    if (!TRY(statement->step())) return std::nullopt;
    return report_row(*statement);
}

Result<ReportPage> Reader::reports_of(SubjectId subject, const Page& page) {
    ReportWalk newest_first{"", true, false};
    return report_page({"r.subject = ?", {ids_.number(raw(subject))}}, newest_first, page);
}

Result<ReportPage> Reader::report_page(Conditions conditions, const ReportWalk& walk,
                                       const Page& page) {
    TRY_VOID(check_page(page));
    auto after = walk.is_newest_first ? INT64_MAX : INT64_MIN;
    if (page.after) after = TRY(parse_cursor(*page.after)).first;
    auto sql = page_sql(conditions, walk);
    conditions.values.emplace_back(after);
    conditions.values.emplace_back(static_cast<std::int64_t>(page.limit + 1));
    auto statement = TRY(prepared(sql));
    bind_values(*statement, conditions.values);
    ReportPage out;
    while (TRY(statement->step())) {
        if (out.rows.size() == page.limit) {
            out.next = cursor_text(ids_.number(raw(out.rows.back().id)), 0);
            break;
        }
        out.rows.push_back(report_row(*statement));
    }
    return out;
}

Result<ReportPage> Reader::reports_of(CaseId id, const Page& page) {
    TRY_VOID(check_page(page));
    auto ids = TRY(state_of(id)).subject.reports;
    std::ranges::sort(ids);
    auto at = ids.begin();
    if (page.after) {
        auto last = TRY(parse_cursor(*page.after)).first;
        at = std::ranges::upper_bound(ids, ReportId{ids_.raw_id(last)});
    }
    ReportPage out;
    for (; at != ids.end() && out.rows.size() < page.limit; ++at)
        if (auto found = TRY(report(*at))) out.rows.push_back(std::move(*found));
    if (at != ids.end()) out.next = cursor_text(ids_.number(raw(*std::prev(at))), 0);
    return out;
}

Result<std::optional<std::uint64_t>> Reader::sequence_of(ReportId id) {
    auto statement = TRY(prepared("SELECT sequence FROM reports WHERE id = ?"));
    statement->bind(1, ids_.number(raw(id)));
    if (!TRY(statement->step())) return std::nullopt;
    return statement->column_uint(0);
}

Result<bool> Reader::tells_of_forgotten(CaseId id) {
    auto state = TRY(state_of(id));
    auto statement = TRY(prepared("SELECT erased FROM reports WHERE id = ?"));
    for (const auto* reports : {&state.subject.reports, &state.former_reports})
        for (ReportId report_id : *reports) {
            statement->reset();
            statement->bind(1, ids_.number(raw(report_id)));
            if (TRY(statement->step()) && statement->column_int(0) != 0) return true;
        }
    return false;
}

Result<std::vector<TimelinePlace>> Reader::timeline_places(CaseId id) {
    auto state = TRY(state_of(id));
    std::vector<TimelinePlace> out;
    for (auto sequence : state.sequences) out.push_back({sequence, {}});
    auto statement = TRY(prepared("SELECT sequence FROM reports WHERE id = ?"));
    for (ReportId report_id : state.subject.reports) {
        statement->reset();
        statement->bind(1, ids_.number(raw(report_id)));
        if (TRY(statement->step()))
            out.push_back({statement->column_uint(0), report_id});
    }
    std::ranges::sort(out, {}, &TimelinePlace::sequence);
    return out;
}

Result<TimelineEntry> Reader::timeline_entry(const TimelinePlace& place, journal::Record record) {
    TimelineEntry out{place.sequence, record.at,      record.actor, std::move(record.type),
                      record.version, {}, {}, {}};
    out.payload = place.report ? without_sealed(record.payload) : std::move(record.payload);
    auto of = place.report ? TRY(report(*place.report)) : std::nullopt;
    if (of) {
        out.title = std::move(of->title);
        out.erased = of->erased;
    }
    return out;
}

Result<std::vector<TimelineEntry>> Reader::timeline(CaseId id, journal::Journal& journal) {
    std::vector<TimelineEntry> out;
    for (const auto& place : TRY(timeline_places(id))) {
        auto records = TRY(journal.read(place.sequence, 1));
        if (records.empty())
            return fail("record " + std::to_string(place.sequence) + " is missing",
                        "case " + id_text(id), "run chengshu journal verify");
        out.push_back(TRY(timeline_entry(place, std::move(records.front()))));
    }
    return out;
}

Result<InboxPage> Reader::inbox(UnitId unit, const Page& page, Instant now) {
    TRY_VOID(check_page(page));
    std::int64_t due = INT64_MIN, case_number = INT64_MIN, clock = -1;
    if (page.after) {
        auto dot = page.after->rfind('.');
        if (dot == std::string::npos)
            return std::unexpected(parse_cursor(*page.after).error());
        std::tie(due, case_number) = TRY(parse_cursor(page.after->substr(0, dot)));
        clock = TRY(parse_cursor("0" + page.after->substr(dot))).second;
    }
    auto statement = TRY(prepared(
        "SELECT due, case_id, clock, kind, order_number FROM inbox WHERE unit = ? "
        "AND (due, case_id, clock) > (?, ?, ?) ORDER BY due, case_id, clock LIMIT ?"));
    statement->bind(1, ids_.number(raw(unit))).bind(2, due).bind(3, case_number).bind(4, clock)
        .bind(5, std::uint64_t{page.limit + 1});
    InboxPage out;
    while (TRY(statement->step())) {
        if (out.rows.size() == page.limit) {
            const auto& last = out.rows.back();
            out.next = cursor_text(last.due.us, ids_.number(raw(last.subject.id))) + "." +
                       std::to_string(last.clock);
            break;
        }
        InboxRow row;
        row.unit = unit;
        row.due = {statement->column_int(0)};
        row.overdue = row.due < now;
        row.clock = static_cast<std::uint16_t>(statement->column_int(2));
        row.kind = static_cast<ClockKind>(statement->column_int(3));
        row.order = static_cast<std::uint16_t>(statement->column_int(4));
        // A case may have gone between two reads only with its clocks; then the row is skipped.
        auto subject = TRY(find_case(statement->column_int(1), now));
        if (!subject) continue;
        row.subject = std::move(*subject);
        out.rows.push_back(std::move(row));
    }
    return out;
}

}  // namespace cs::views
