#include "views/list_sql.h"

#include <algorithm>
#include <charconv>

#include "views/case_columns.h"

namespace cs::views {

void Conditions::add(const std::string& condition, std::vector<Value> more) {
    sql += sql.empty() ? condition : " AND " + condition;
    for (auto& value : more) values.push_back(std::move(value));
}

std::string index_for(const CaseFilter& filter, CaseOrder order) {
    if (order == CaseOrder::due) return "cases_by_due";
    if (filter.unit) return "cases_by_unit";
    if (filter.phase && *filter.phase != Phase::closed) return "cases_by_phase";
    if (filter.division && level_of(*filter.division) >= DivisionLevel::street)
        return "cases_by_street";
    if (filter.matter) return "cases_by_matter";
    if (filter.division && level_of(*filter.division) == DivisionLevel::district)
        return "cases_by_district";
    return "cases_by_filing";
}

std::pair<std::int64_t, std::int64_t> code_range(DivisionCode division) {
    std::int64_t first = static_cast<std::int64_t>(raw(division));
    switch (level_of(division)) {
        case DivisionLevel::province: return {first, first + 9'999'999'999};
        case DivisionLevel::city: return {first, first + 99'999'999};
        case DivisionLevel::district: return {first, first + 999'999};
        case DivisionLevel::street: return {first, first + 999};
        case DivisionLevel::community: return {first, first};
    }
    return {first, first};
}

namespace {

// In one scope: within its division, and where a unit is named, that unit's.
void add_scopes(Conditions& out, const std::vector<CaseScope>& scopes, const LocalIds& ids,
                const std::string& division, const std::string& unit) {
    std::string any;
    std::vector<Value> values;
    for (const auto& scope : scopes) {
        auto [first, last] = code_range(scope.division);
        any += (any.empty() ? "((" : " OR (") + division + " BETWEEN ? AND ?";
        values.insert(values.end(), {first, last});
        if (scope.unit) {
            any += " AND " + unit + " = ?";
            values.emplace_back(ids.number(raw(*scope.unit)));
        }
        any += ")";
    }
    if (!any.empty()) out.add(any + ")", std::move(values));
}

}  // namespace

Conditions conditions_of(const CaseFilter& filter, CaseOrder order, const LocalIds& ids) {
    Conditions out;
    auto code = [](auto value) { return static_cast<std::int64_t>(value); };
    if (order == CaseOrder::due) out.add("due_at IS NOT NULL");
    if (filter.phase) {
        // Said in full, because an index of the open phases is only used when that is plain.
        if (*filter.phase != Phase::closed) out.add("phase <> 6");
        out.add("phase = ?", {code(*filter.phase)});
    }
    if (filter.open) out.add(*filter.open ? "phase < 6" : "phase >= 6");
    if (filter.unit) out.add("unit = ?", {ids.number(raw(*filter.unit))});
    if (filter.division) {
        auto level = level_of(*filter.division);
        auto street = code(raw(ancestor_at(*filter.division, DivisionLevel::street)));
        if (level >= DivisionLevel::street) out.add("street = ?", {street});
        if (level == DivisionLevel::district) out.add("district = ?", {street});
        auto [first, last] = code_range(*filter.division);
        if (level != DivisionLevel::street && level != DivisionLevel::district)
            out.add("division BETWEEN ? AND ?", {first, last});
    }
    if (filter.matter) out.add("matter = ?", {*filter.matter});
    if (filter.channel) out.add("channel = ?", {code(*filter.channel)});
    if (filter.filed_from) out.add("filed_at >= ?", {filter.filed_from->us});
    if (filter.filed_to) out.add("filed_at < ?", {filter.filed_to->us});
    if (filter.overdue)
        out.add(*filter.overdue ? "due_at < ?" : "(due_at IS NULL OR due_at >= ?)",
                {filter.now.us});
    add_scopes(out, filter.scopes, ids, "division", "unit");
    if (out.sql.empty()) out.add("1");
    return out;
}

bool needs_cases(const std::vector<CaseScope>& scopes) {
    return std::ranges::any_of(scopes, [](const auto& scope) { return scope.unit.has_value(); });
}

void add_report_scopes(Conditions& out, const std::vector<CaseScope>& scopes, const LocalIds& ids) {
    add_scopes(out, scopes, ids, "r.area", "c.unit");
}

void bind_values(sqlite::Statement& statement, const std::vector<Value>& values) {
    for (std::size_t i = 0; i < values.size(); ++i)
        std::visit(
            [&](const auto& value) {
                using T = std::remove_cvref_t<decltype(value)>;
                if constexpr (std::is_same_v<T, std::string>)
                    statement.bind(static_cast<int>(i + 1), std::string_view(value));
                else
                    statement.bind(static_cast<int>(i + 1), value);
            },
            values[i]);
}

std::string select_cases(const std::string& index) {
    std::string columns;
    std::string_view names = case_columns;
    for (std::size_t from = 0; from < names.size();) {
        auto to = std::min(names.find(", ", from), names.size());
        columns += "c." + std::string(names.substr(from, to - from)) + ", ";
        from = to + 2;
    }
    return "SELECT " + columns +
           "coalesce((SELECT matter_name FROM imported i WHERE i.case_id = c.id), "
           "(SELECT name FROM duties d WHERE d.version = c.duty_version "
           "AND d.position = c.duty_index)), "
           "(SELECT name FROM divisions WHERE code = c.division), "
           "(SELECT name FROM units u WHERE u.id = c.unit), "
           "(SELECT title FROM texts t WHERE t.sequence = c.first_text), c.detail FROM cases c" +
           (index.empty() ? "" : " INDEXED BY " + index);
}

const std::string& select_case() {
    static const std::string sql = select_cases("") + " WHERE c.id = ?";
    return sql;
}

std::string cursor_text(std::int64_t first, std::int64_t second) {
    return std::to_string(first) + "." + std::to_string(second);
}

Result<std::pair<std::int64_t, std::int64_t>> parse_cursor(const std::string& text) {
    std::pair<std::int64_t, std::int64_t> out;
    const char* end = text.data() + text.size();
    auto first = std::from_chars(text.data(), end, out.first);
    bool well = first.ec == std::errc{} && first.ptr != end && *first.ptr == '.';
    if (well) {
        auto second = std::from_chars(first.ptr + 1, end, out.second);
        well = second.ec == std::errc{} && second.ptr == end;
    }
    if (!well) return no_place(text);
    return out;
}

std::unexpected<Error> no_place(const std::string& cursor) {
    return fail("\"" + cursor.substr(0, 40) + "\" is not a place in this list", "after",
                "give the `next` of the page before");
}

Result<void> check_page(const Page& page) {
    if (page.limit == 0 || page.limit > max_page_rows)
        return fail("a page has 1 to " + std::to_string(max_page_rows) + " rows", "limit");
    return {};
}

}  // namespace cs::views
