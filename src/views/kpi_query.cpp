// KPI roll-ups: sums of counts over a range of days, grouped as asked.
#include <algorithm>
#include <charconv>

#include "views/list_sql.h"
#include "views/reader.h"

namespace cs::views {

namespace {

constexpr char matter_mark = 'm';

std::string column_of(KpiGroup group) {
    switch (group) {
        case KpiGroup::day: return "day";
        case KpiGroup::unit: return "unit";
        case KpiGroup::division: return "division";
        case KpiGroup::street: return "division / 1000 * 1000";
        case KpiGroup::district: return "division / 1000000 * 1000000";
        case KpiGroup::matter: return "matter";
    }
    return {};
}

// Where a row stands: the numbers of its groups, each with a dot, and behind them, after an "m",
// its matter, in which anything may stand. A row has one division, so that only one of division,
// street and district leads back to it.
std::string cursor_of(const KpiRow& row, const std::vector<KpiGroup>& groups, const LocalIds& ids) {
    std::string out;
    for (auto group : groups) {
        std::int64_t number = 0;
        if (group == KpiGroup::matter) continue;
        if (group == KpiGroup::day) number = parse_date(*row.day)->day_number();
        else if (group == KpiGroup::unit) number = ids.number(raw(*row.unit));
        else number = static_cast<std::int64_t>(*row.division);
        out += std::to_string(number) + ".";
    }
    return row.matter ? out + matter_mark + *row.matter : out;
}

Result<std::vector<Value>> values_of(const std::string& cursor,
                                     const std::vector<KpiGroup>& groups) {
    std::vector<Value> out;
    std::string_view rest = cursor;
    for (auto group : groups) {
        std::int64_t number = 0;
        if (group != KpiGroup::matter) {
            auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
            auto length = static_cast<std::size_t>(read.ptr - rest.data());
            if (read.ec != std::errc{} || length == rest.size() || rest[length] != '.')
                return no_place(cursor);
            rest.remove_prefix(length + 1);
        }
        out.emplace_back(number);
    }
    auto matter = std::ranges::find(groups, KpiGroup::matter);
    if ((matter != groups.end()) != rest.starts_with(matter_mark)) return no_place(cursor);
    if (matter != groups.end())
        out[static_cast<std::size_t>(matter - groups.begin())] = std::string(rest.substr(1));
    else if (!rest.empty())
        return no_place(cursor);
    return out;
}

}  // namespace

Result<std::optional<std::pair<Date, Date>>> Reader::kpi_days() {
    auto statement = TRY(prepared("SELECT min(day), max(day) FROM kpi"));
    if (!TRY(statement->step()) || statement->is_null(0)) return std::nullopt;
    return std::pair{Date::from_day_number(statement->column_int(0)),
                     Date::from_day_number(statement->column_int(1))};
}

Result<std::vector<KpiRow>> Reader::kpis(const KpiFilter& filter,
                                         const std::vector<KpiGroup>& groups) {
    return kpi_rows(filter, groups, {}, {});
}

Result<KpiPage> Reader::kpi_page(const KpiFilter& filter, const std::vector<KpiGroup>& groups,
                                 const Page& page) {
    TRY_VOID(check_page(page));
    KpiPage out;
    out.rows = TRY(kpi_rows(filter, groups, page.after, page.limit + 1));
    if (out.rows.size() <= page.limit) return out;
    out.rows.pop_back();
    out.next = cursor_of(out.rows.back(), groups, ids_);
    return out;
}

Result<std::vector<KpiRow>> Reader::kpi_rows(const KpiFilter& filter,
                                             const std::vector<KpiGroup>& groups,
                                             const std::optional<std::string>& after,
                                             std::optional<std::size_t> limit) {
    Conditions conditions;
    conditions.add("day BETWEEN ? AND ?", {filter.from.day_number(), filter.to.day_number()});
    if (filter.unit) conditions.add("unit = ?", {ids_.number(raw(*filter.unit))});
    if (filter.division) {
        auto [first, last] = code_range(*filter.division);
        conditions.add("division BETWEEN ? AND ?", {first, last});
    }
    if (filter.matter) conditions.add("matter = ?", {*filter.matter});
    std::string columns, places, marks;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::string comma = i == 0 ? "" : ", ";
        columns += comma + column_of(groups[i]);
        places += comma + std::to_string(i + 1);
        marks += comma + "?";
    }
    if (after && groups.empty()) return no_place(*after);
    if (after) {
        auto values = TRY(values_of(*after, groups));
        conditions.add("(" + columns + ") > (" + marks + ")", std::move(values));
    }
    if (!groups.empty()) columns += ", ";
    auto sql = "SELECT " + columns + kpi_columns("coalesce(sum(", "), 0)") + " FROM kpi WHERE " +
               conditions.sql;
    if (!groups.empty()) sql += " GROUP BY " + places + " ORDER BY " + places;
    if (limit) {
        sql += " LIMIT ?";
        conditions.values.emplace_back(static_cast<std::int64_t>(*limit));
    }
    auto statement = TRY(prepared(sql));
    bind_values(*statement, conditions.values);
    auto unit_name = TRY(prepared("SELECT name FROM units WHERE id = ?"));
    auto division_name = TRY(prepared("SELECT name FROM divisions WHERE code = ?"));
    using Name = Result<std::optional<std::string>>;
    auto name = [](sqlite::Statement& names, std::int64_t key) -> Name {
        names.bind(1, key);
        if (!TRY(names.step())) return std::nullopt;
        std::string found(names.column_text(0));
        names.reset();
        return found;
    };
    std::vector<KpiRow> out;
    while (TRY(statement->step())) {
        KpiRow row;
        int column = 0;
        for (auto group : groups) {
            auto value = statement->column_int(column);
            if (group == KpiGroup::day) {
                row.day = Date::from_day_number(value).text();
            } else if (group == KpiGroup::unit) {
                row.unit = UnitId{ids_.raw_id(value)};
                row.unit_name = TRY(name(*unit_name, value));
            } else if (group == KpiGroup::matter) {
                row.matter = statement->column_text(column);
            } else {
                row.division = DivisionCode{static_cast<std::uint64_t>(value)};
                row.division_name = TRY(name(*division_name, value));
            }
            ++column;
        }
        boost::mp11::mp_for_each<
            boost::describe::describe_members<KpiCounts, boost::describe::mod_public>>(
            [&](auto member) { row.counts.*member.pointer = statement->column_int(column++); });
        row.rates = rates_of(row.counts);
        out.push_back(std::move(row));
    }
    return out;
}

}  // namespace cs::views
