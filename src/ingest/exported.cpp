#include "ingest/exported.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/characters.h"
#include "base/json.h"
#include "base/utf8.h"
#include "ingest/message_report.h"

namespace cs::ingest {

namespace {

using Fault = std::optional<BadRow>;

Fault bad(const CsvRow& row, RowFault fault, std::string_view column, std::string_view value = {}) {
    std::string detail(column);
    if (!value.empty()) detail.append(" = \"").append(value.substr(0, 100)).append("\"");
    return BadRow{row.line, fault, std::move(detail)};
}

template <class Id, class Read>
bool read_if_there(std::string_view cell, std::optional<Id>& into, Read read) {
    if (cell.empty()) return true;
    auto value = read(cell);
    if (value) into = *value;
    return value.has_value();
}

enum UnitColumn : std::size_t {
    unit_id,
    unit_name,
    unit_kind,
    unit_division,
    unit_parent,
    retired,
};

Fault read_unit(const CsvRow& row, Unit& out) {
    auto id = parse_id<UnitId>(row[unit_id]);
    if (!id) return bad(row, RowFault::bad_code, "id", row[unit_id]);
    auto division = parse_division_code(row[unit_division]);
    if (!division) return bad(row, RowFault::bad_code, "division", row[unit_division]);
    if (row[unit_name].empty()) return bad(row, RowFault::missing_value, "name");
    if (!read_if_there(row[unit_parent], out.parent, parse_id<UnitId>))
        return bad(row, RowFault::bad_code, "parent", row[unit_parent]);
    if (!row[retired].empty()) out.retired = row[retired] == "true";
    if (out.retired && !*out.retired && row[retired] != "false")
        return bad(row, RowFault::unknown_kind, "retired", row[retired]);
    out.id = *id;
    out.division = *division;
    out.name = plain_cell(row[unit_name]);
    out.kind = plain_cell(row[unit_kind]);
    return {};
}

enum ReportColumn : std::size_t {
    report_id,
    channel,
    reported_at,
    title,
    text,
    source_id,
    subject,
    lon,
    lat,
    division,
    grid,
    dedicated,
    source,
};

std::vector<CsvColumn> report_columns() {
    return {{"id"},
            {"channel"},
            {"reported_at"},
            {"title"},
            {"text"},
            {"source_id", false},
            {"subject", false},
            {"place.at.lon_e7", false},
            {"place.at.lat_e7", false},
            {"place.division", false},
            {"place.grid", false},
            {"place.dedicated", false},
            {"place.source", false}};
}

bool read_number(std::string_view cell, std::int32_t& into) {
    auto end = cell.data() + cell.size();
    auto read = std::from_chars(cell.data(), end, into);
    return read.ec == std::errc{} && read.ptr == end;
}

Fault read_place(const CsvRow& row, std::optional<Place>& out) {
    if (row[division].empty()) return {};
    Place place;
    auto code = parse_division_code(row[division]);
    if (!code) return bad(row, RowFault::bad_code, "place.division", row[division]);
    place.division = *code;
    if (!read_if_there(row[grid], place.grid, parse_grid_id))
        return bad(row, RowFault::bad_code, "place.grid", row[grid]);
    if (!read_if_there(row[dedicated], place.dedicated, parse_grid_id))
        return bad(row, RowFault::bad_code, "place.dedicated", row[dedicated]);
    bool has_point = !row[lon].empty() || !row[lat].empty();
    if (has_point && (!read_number(row[lon], place.at.lon_e7) ||
                      !read_number(row[lat], place.at.lat_e7)))
        return bad(row, RowFault::bad_place, "place.at");
    if (!row[source].empty()) {
        auto known = json::enum_from_name<PlaceSource>(row[source]);
        if (!known) return bad(row, RowFault::unknown_kind, "place.source", row[source]);
        place.source = *known;
    }
    out = place;
    return {};
}

Fault read_words(const CsvRow& row, ExportedReport& out) {
    out.title = plain_cell(row[title]);
    out.text = plain_cell(row[text]);
    if (out.title.empty() && out.text.empty())
        return bad(row, RowFault::missing_value, "title, text");
    if (out.title.size() > longest_title) return bad(row, RowFault::long_text, "title");
    if (out.text.size() > longest_text) return bad(row, RowFault::long_text, "text");
    for (const auto* words : {&out.title, &out.text, &out.source_id})
        if (auto found = utf8::first_unstorable(*words))
            return bad(row, RowFault::foul_character, utf8::name_of(*found));
    return {};
}

Fault read_report(const CsvRow& row, Instant latest, ExportedReport& out) {
    if (row[report_id].empty()) return bad(row, RowFault::missing_value, "id");
    out.id = row[report_id];
    out.writer = row[subject].empty() ? "report " + out.id : "subject " + std::string(row[subject]);
    out.source_id = row[source_id].empty() ? out.id : plain_cell(row[source_id]);
    if (out.source_id.size() > longest_line) return bad(row, RowFault::long_text, "source_id");
    auto known = json::enum_from_name<Channel>(row[channel]);
    if (!known) return bad(row, RowFault::unknown_kind, "channel", row[channel]);
    out.channel = *known;
    auto at = parse_instant(row[reported_at]);
    if (!at) return bad(row, RowFault::bad_time, "reported_at", row[reported_at]);
    if (*at > latest) return bad(row, RowFault::future_time, "reported_at", row[reported_at]);
    out.reported_at = *at;
    if (auto fault = read_words(row, out)) return fault;
    return read_place(row, out.place);
}

// Rows one by one, each id once.
template <class T, class Read>
Result<void> read_rows(CsvReader reader, std::vector<ExportedRow<T>>& out,
                       std::vector<BadRow>& bad_rows, Read read) {
    CsvRow row;
    std::set<std::string, std::less<>> ids;
    while (TRY(reader.next(row, bad_rows))) {
        ExportedRow<T> one{row.line, {}};
        Fault fault = ids.contains(row[0]) ? bad(row, RowFault::duplicate_id, "id", row[0])
                                           : read(row, one.value);
        if (fault) {
            bad_rows.push_back(std::move(*fault));
            continue;
        }
        ids.emplace(row[0]);
        out.push_back(std::move(one));
    }
    return {};
}

}  // namespace

std::string plain_cell(std::string_view cell) {
    auto rest = cell.starts_with('\'') ? cell.substr(1) : std::string_view();
    auto first = rest.find_first_not_of(" \n\r\t");
    bool is_kept_from_formula = first != std::string_view::npos &&
                                (std::string_view("=+-@").contains(rest[first]) ||
                                 std::string_view("\t\r").contains(rest.front()));
    return std::string(is_kept_from_formula ? rest : cell);
}

Result<UnitsFile> read_units(TableText table, const std::string& name) {
    auto reader = TRY(CsvReader::over(
        std::move(table), name,
        {{"id"}, {"name"}, {"kind"}, {"division"}, {"parent", false}, {"retired", false}}));
    UnitsFile out;
    TRY_VOID(read_rows(std::move(reader), out.units, out.bad_rows, read_unit));
    return out;
}

Result<ReportsFile> read_reports(TableText table, const std::string& name, Instant latest) {
    auto reader = TRY(CsvReader::over(std::move(table), name, report_columns()));
    ReportsFile out;
    TRY_VOID(read_rows(std::move(reader), out.reports, out.bad_rows,
                       [&](const CsvRow& row, ExportedReport& report) {
                           return read_report(row, latest, report);
                       }));
    return out;
}

const RequestProfile& exported_cases() {
    static const RequestProfile profile = [] {
        RequestProfile out;
        out.system = "chengshu";
        out.name = "chengshu";
        out.columns = {"number",         "matter_name", "unit_name", "phase",    "filed_at",
                       "handle_due_at", "closed_at",   "latitude",  "longitude", "division"};
        for (auto phase : {"filed", "dispatched", "handling", "claimed", "verified", "called_back"})
            out.statuses.push_back({phase, OutsideStatus::open});
        out.statuses.push_back({"closed", OutsideStatus::closed});
        out.statuses.push_back({"merged", OutsideStatus::duplicate});
        return out;
    }();
    return profile;
}

Result<RequestsFile> read_cases(TableText table, const std::string& name) {
    auto columns = request_columns(exported_cases());
    for (auto& column : columns)
        for (auto missing : {"latitude", "longitude", "handle_due_at", "closed_at"})
            if (column.name == missing) column.required = false;
    return read_requests(TRY(CsvReader::over(std::move(table), name, columns)), name,
                         exported_cases());
}

}  // namespace cs::ingest
