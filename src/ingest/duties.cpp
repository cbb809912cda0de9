#include "ingest/duties.h"

#include <algorithm>
#include <string_view>

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

std::vector<CsvColumn> duty_columns() {
    std::vector<CsvColumn> columns;
    for (auto name : names) columns.push_back({name});
    return columns;
}

Result<DutiesFile> read_duties(const std::string& path) {
    return read_duties(TRY(CsvReader::open(path, duty_columns())), path);
}

Result<DutiesFile> read_duties(CsvReader reader, const std::string& name) {
    DutiesFile out;
    CsvRow row;
    bool has_fallback = false;
    while (TRY(reader.next(row, out.bad_rows))) {
        auto duty = duty_of(row);
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

}  // namespace cs::ingest
