// KPI roll-ups: sums of counts over a range of days, grouped as asked.
#include "views/list_sql.h"
#include "views/reader.h"

namespace cs::views {

namespace {

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

}  // namespace

Result<std::optional<std::pair<Date, Date>>> Reader::kpi_days() {
    auto statement = TRY(prepared("SELECT min(day), max(day) FROM kpi"));
    if (!TRY(statement->step()) || statement->is_null(0)) return std::nullopt;
    return std::pair{Date::from_day_number(statement->column_int(0)),
                     Date::from_day_number(statement->column_int(1))};
}

Result<std::vector<KpiRow>> Reader::kpis(const KpiFilter& filter,
                                         const std::vector<KpiGroup>& groups) {
    Conditions conditions;
    conditions.add("day BETWEEN ? AND ?", {filter.from.day_number(), filter.to.day_number()});
    if (filter.unit) conditions.add("unit = ?", {ids_.number(raw(*filter.unit))});
    if (filter.division) {
        auto [first, last] = code_range(*filter.division);
        conditions.add("division BETWEEN ? AND ?", {first, last});
    }
    if (filter.matter) conditions.add("matter = ?", {*filter.matter});
    std::string columns, places;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        columns += column_of(groups[i]) + ", ";
        places += (i == 0 ? "" : ", ") + std::to_string(i + 1);
    }
    auto sql = "SELECT " + columns + kpi_columns("coalesce(sum(", "), 0)") + " FROM kpi WHERE " +
               conditions.sql;
    if (!groups.empty()) sql += " GROUP BY " + places + " ORDER BY " + places;
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
