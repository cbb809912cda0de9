#include "ingest/duties.h"

#include <algorithm>
#include <string_view>

#include "base/json.h"
#include "ingest/exported.h"

namespace cs::ingest {

namespace {

enum Column : std::size_t {
    kind,
    big_code,
    big,
    small_code,
    small,
    handling_unit,
    supervisor,
    file_condition,
    close_condition,
    time_limit,
};
constexpr std::string_view names[] = {"kind",          "big_code",   "big",
                                      "small_code",    "small",      "handling_unit",
                                      "supervisor",    "file_condition",
                                      "close_condition", "time_limit"};

bool is_digits(std::string_view text) {
    return !text.empty() && text.size() <= 6 &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string> split_units(std::string_view text) {
    constexpr std::string_view separator = "、";
    std::vector<std::string> out;
    while (!text.empty()) {
        auto end = std::min(text.find(separator), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + separator.size(), text.size()));
    }
    return out;
}

std::string named(Column column, std::string_view value) {
    std::string out(names[column]);
    return out.append(" = \"").append(value).append("\"");
}

std::unexpected<BadRow> bad(const CsvRow& row, RowFault fault, std::string detail) {
    return std::unexpected(BadRow{row.line, fault, std::move(detail)});
}

std::expected<Duty, BadRow> duty_of(const CsvRow& row) {
    bool is_component = row[kind] == "部件";
    if (!is_component && row[kind] != "事件")
        return bad(row, RowFault::unknown_kind, named(kind, row[kind]));
    for (auto column : {big_code, small_code})
        if (!is_digits(row[column]))
            return bad(row, RowFault::bad_code, named(column, row[column]));
    for (auto column : {small, handling_unit})
        if (row[column].empty())
            return bad(row, RowFault::missing_value, std::string(names[column]));
    auto units = split_units(row[handling_unit]);
    if (units.empty())
        return bad(row, RowFault::missing_value, named(handling_unit, row[handling_unit]));
    auto budget = calendar::parse_limit(row[time_limit]);
    if (!budget) return bad(row, RowFault::unclear_limit, named(time_limit, row[time_limit]));
    Duty duty;
    duty.matter.append(is_component ? "P" : "E").append(row[big_code]).append(row[small_code]);
    duty.category = row[big];
    duty.name = row[small];
    duty.kind = is_component ? MatterKind::component : MatterKind::event;
    duty.units = std::move(units);
    duty.supervisor = row[supervisor];
    duty.filing_condition = row[file_condition];
    duty.closing_condition = row[close_condition];
    duty.budget = *budget;
    return duty;
}

// The same columns as names of the list that the API exports.
enum Exported : std::size_t {
    of_matter,
    of_category,
    of_name,
    of_kind,
    of_units,
    of_supervisor,
    of_filing,
    of_closing,
    of_amount,
    of_unit,
    of_calendar,
};
constexpr std::string_view exported[] = {
    "matter",           "category",          "name",          "kind",
    "units",            "supervisor",        "filing_condition", "closing_condition",
    "budget.amount",    "budget.unit",       "budget.calendar"};

std::expected<Duty, BadRow> exported_duty_of(const CsvRow& row) {
    auto say = [&](Exported column) {
        return std::string(exported[column]) + " = \"" + std::string(row[column]) + "\"";
    };
    Duty duty;
    for (auto [column, text] : {std::pair(of_matter, &duty.matter), {of_category, &duty.category},
                                {of_name, &duty.name}, {of_supervisor, &duty.supervisor},
                                {of_filing, &duty.filing_condition},
                                {of_closing, &duty.closing_condition}})
        *text = plain_cell(row[column]);
    for (auto column : {of_matter, of_name})
        if (row[column].empty())
            return bad(row, RowFault::missing_value, std::string(exported[column]));
    auto kind = json::enum_from_name<MatterKind>(row[of_kind]);
    if (!kind) return bad(row, RowFault::unknown_kind, say(of_kind));
    duty.kind = *kind;
    auto units = json::from_text<std::vector<std::string>>(row[of_units]);
    if (!units || units->empty()) return bad(row, RowFault::missing_value, say(of_units));
    duty.units = std::move(*units);
    auto unit = json::enum_from_name<calendar::BudgetUnit>(row[of_unit]);
    auto hours = json::enum_from_name<calendar::CalendarKind>(row[of_calendar]);
    auto amount = json::from_text<std::int32_t>(row[of_amount]);
    if (!unit || !hours || !amount || *amount <= 0)
        return bad(row, RowFault::unclear_limit, say(of_amount) + ", " + say(of_unit));
    duty.budget = {*amount, *unit, *hours};
    return duty;
}

template <std::size_t size>
std::vector<CsvColumn> columns_of(const std::string_view (&wanted)[size]) {
    std::vector<CsvColumn> columns;
    for (auto name : wanted) columns.push_back({name});
    return columns;
}

Result<DutiesFile> read_rows(CsvReader reader, const std::string& name) {
    DutiesFile out;
    out.sheets = reader.sheets();
    CsvRow row;
    bool has_fallback = false;
    while (TRY(reader.next(row, out.bad_rows))) {
        auto duty = reader.is_other() ? exported_duty_of(row) : duty_of(row);
        if (!duty) {
            out.bad_rows.push_back(std::move(duty.error()));
            continue;
        }
        has_fallback = has_fallback || duty->matter == other_matter;
        out.duties.push_back(std::move(*duty));
    }
    if (out.duties.empty())
        return fail("none of its " + std::to_string(out.bad_rows.size()) + " rows is usable", name,
                    "give a filing standard with limits such as 4小时, 1天 or 2紧急工作时");
    if (!has_fallback) {
        out.duties.push_back(fallback_duty());
        out.fallback_added = true;
    }
    return out;
}

}  // namespace

Duty fallback_duty() {
    Duty duty;
    duty.matter = other_matter;
    duty.category = "其他";
    duty.name = "其他";
    duty.kind = MatterKind::event;
    duty.units = {"街道办事处"};
    duty.filing_condition = "不属于清单所列其他事项的诉求";
    duty.closing_condition = "已处理并答复";
    duty.budget = {5, calendar::BudgetUnit::working_days, calendar::CalendarKind::work};
    return duty;
}

Result<DutiesFile> read_duties(const std::string& path) {
    return read_rows(TRY(CsvReader::open(path, columns_of(names), columns_of(exported))), path);
}

Result<DutiesFile> read_duties_in(TableText table, const std::string& name) {
    auto reader = TRY(
        CsvReader::over(std::move(table), name, columns_of(names), columns_of(exported)));
    return read_rows(std::move(reader), name);
}

}  // namespace cs::ingest
