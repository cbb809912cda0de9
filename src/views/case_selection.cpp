#include "views/case_selection.h"

#include "views/list_sql.h"

namespace cs::views {

namespace {

Result<LocalIds> local_ids(Reader& reader) {
    auto realm = TRY(reader.database().query_int("SELECT realm FROM state"));
    return LocalIds(Realm{static_cast<std::uint32_t>(realm)});
}

void add_matters(Conditions& conditions, const std::vector<std::string>& matters) {
    if (matters.empty()) return;
    std::string any;
    std::vector<Value> values;
    for (const auto& matter : matters) {
        any += any.empty() ? "matter IN (?" : ", ?";
        values.emplace_back(matter);
    }
    conditions.add(any + ")", std::move(values));
}

Conditions conditions_of(const CaseSelection& selection, const CaseFilter& filter,
                         const LocalIds& ids) {
    auto out = conditions_of(filter, CaseOrder::newest, ids);
    if (selection.open) out.add(*selection.open ? "phase < 6" : "phase >= 6");
    add_matters(out, selection.matters);
    return out;
}

CaseFilter filter_of(const CaseSelection& selection) {
    CaseFilter filter;
    filter.division = selection.division;
    filter.filed_from = selection.filed_from;
    filter.filed_to = selection.filed_to;
    return filter;
}

}  // namespace

Result<CaseIdPage> select_cases(Reader& reader, const CaseSelection& selection, const Page& page) {
    TRY_VOID(check_page(page));
    auto ids = TRY(local_ids(reader));
    std::pair<std::int64_t, std::int64_t> after{INT64_MAX, INT64_MAX};
    if (page.after) after = TRY(parse_cursor(*page.after));
    auto filter = filter_of(selection);
    auto conditions = conditions_of(selection, filter, ids);
    conditions.values.insert(conditions.values.end(),
                             {after.first, after.second,
                              static_cast<std::int64_t>(page.limit + 1)});
    auto statement = TRY(reader.database().prepare(
        "SELECT id, filed_at FROM cases INDEXED BY " + index_for(filter, CaseOrder::newest) +
        " WHERE " + conditions.sql +
        " AND (filed_at, id) < (?, ?) ORDER BY filed_at DESC, id DESC LIMIT ?"));
    bind_values(statement, conditions.values);
    CaseIdPage out;
    std::int64_t last_filed = 0, last_id = 0;
    while (TRY(statement.step())) {
        if (out.ids.size() == page.limit) {
            out.next = cursor_text(last_filed, last_id);
            break;
        }
        last_id = statement.column_int(0);
        last_filed = statement.column_int(1);
        out.ids.push_back(CaseId{ids.raw_id(last_id)});
    }
    return out;
}

Result<std::int64_t> count_cases(Reader& reader, const CaseFilter& filter, CaseOrder order) {
    auto ids = TRY(local_ids(reader));
    auto conditions = conditions_of(filter, order, ids);
    auto statement = TRY(reader.database().prepare("SELECT count(*) FROM cases INDEXED BY " +
                                                   index_for(filter, order) + " WHERE " +
                                                   conditions.sql));
    bind_values(statement, conditions.values);
    TRY(statement.step());
    return statement.column_int(0);
}

}  // namespace cs::views
