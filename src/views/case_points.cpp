#include "views/case_points.h"

#include "views/local_ids.h"

namespace cs::views {

namespace {

constexpr const char* select_points =
    "SELECT c.id, coalesce(r.lon_e7, i.lon_e7), coalesce(r.lat_e7, i.lat_e7), c.phase, c.due_at, "
    "c.division, c.unit FROM cases c ";
constexpr const char* joined =
    "LEFT JOIN texts t ON t.sequence = c.first_text LEFT JOIN reports r ON r.id = t.report "
    "LEFT JOIN imported i ON i.case_id = c.id ";

Result<LocalIds> local_ids(Reader& reader) {
    auto realm = TRY(reader.database().query_int("SELECT realm FROM state"));
    return LocalIds(Realm{static_cast<std::uint32_t>(realm)});
}

// A report that only names its division has no point.
std::optional<CasePoint> point_in(const sqlite::Statement& row, const LocalIds& ids) {
    if (row.is_null(1)) return std::nullopt;
    CasePoint out;
    out.id = CaseId{ids.raw_id(row.column_int(0))};
    out.at = {static_cast<std::int32_t>(row.column_int(1)),
              static_cast<std::int32_t>(row.column_int(2))};
    out.phase = static_cast<Phase>(row.column_int(3));
    if (!row.is_null(4)) out.due_at = Instant{row.column_int(4)};
    out.division = DivisionCode{row.column_uint(5)};
    out.unit = UnitId{ids.raw_id(row.column_int(6))};
    return out.at == LonLat{} ? std::nullopt : std::optional(out);
}

Result<std::optional<CasePoint>> case_point(Reader& reader, CaseId id) {
    auto ids = TRY(local_ids(reader));
    auto statement = TRY(reader.database().prepare(std::string(select_points) + joined +
                                                   "WHERE c.id = ?"));
    statement.bind(1, ids.number(raw(id)));
    if (!TRY(statement.step())) return std::nullopt;
    return point_in(statement, ids);
}

}  // namespace

Result<std::vector<CasePoint>> open_case_points(Reader& reader) {
    auto ids = TRY(local_ids(reader));
    auto statement = TRY(reader.database().prepare(
        std::string(select_points) + "INDEXED BY cases_by_phase " + joined +
        "WHERE c.phase <> 6 AND c.phase < 6"));
    std::vector<CasePoint> out;
    while (TRY(statement.step()))
        if (auto point = point_in(statement, ids)) out.push_back(*point);
    return out;
}

Result<std::optional<CasePoint>> open_case_point(Reader& reader, CaseId id) {
    auto point = TRY(case_point(reader, id));
    return point && is_open(point->phase) ? point : std::nullopt;
}

Result<std::optional<LonLat>> point_of(Reader& reader, CaseId id) {
    auto point = TRY(case_point(reader, id));
    return point ? std::optional(point->at) : std::nullopt;
}

}  // namespace cs::views
