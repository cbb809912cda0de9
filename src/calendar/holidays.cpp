// Reading holiday files: the shipped CSV and the public JSON.
#include "calendar/holidays.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/json.h"
#include "base/time.h"
#include "base/utf8.h"

namespace cs::calendar {

namespace {

// The public form, as its authors spell it.
struct PublicDay {
    std::string name;
    std::string date;
    bool isOffDay = false;
    DESCRIBED(PublicDay, name, date, isOffDay)
};
struct PublicYear {
    std::int32_t year = 0;
    std::vector<PublicDay> days;
    DESCRIBED(PublicYear, year, days)
};

// What is wrong with a year number or with one exception of it; nothing when all is well.
std::optional<Error> fault_of(std::int32_t year) {
    if (year >= first_calendar_year && year <= last_calendar_year) return {};
    return Error{"year " + std::to_string(year) + " is not one a calendar can hold", {},
                 "use a year from 1992 to 2199"};
}

std::optional<Error> fault_of(const DayException& day, std::int32_t year,
                              std::set<std::string>& seen) {
    auto date = parse_date(day.date);
    if (!date || date->text() != day.date)
        return Error{"\"" + day.date + "\" is not a date", {}, "write it like 2026-02-14"};
    bool near = date->year == year || (date->year == year - 1 && date->month == 12) ||
                (date->year == year + 1 && date->month == 1);
    if (!near)
        return Error{day.date + " does not belong to the notice for " + std::to_string(year), {},
                     "move it to the file of its own year"};
    if (!seen.insert(day.date).second)
        return Error{day.date + " is given twice", {}, "keep one of the two rows"};
    if (utf8::first_invalid(day.name))
        return Error{"the name is not UTF-8", {}, "save the file as UTF-8"};
    return {};
}

std::unexpected<Error> at(std::string where, Error error) {
    error.where = std::move(where);
    return std::unexpected(std::move(error));
}

// Takes the text up to the separator, or all of it.
std::string_view take_until(std::string_view& rest, char separator) {
    auto end = std::min(rest.find(separator), rest.size());
    auto part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

Result<DayException> read_row(std::string_view line) {
    auto columns = 1 + std::count(line.begin(), line.end(), ',');
    if (columns != 3)
        return fail("the row has " + std::to_string(columns) + " columns where 3 are expected", {},
                    "write date,kind,name");
    auto date = take_until(line, ',');
    auto kind = take_until(line, ',');
    if (kind != "off" && kind != "work")
        return fail("the kind \"" + std::string(kind) + "\" is not known", {},
                    "write off for a day off, work for a make-up working day");
    return DayException{std::string(date), kind == "off", std::string(line)};
}

}  // namespace

Result<void> check(const HolidayYear& year) {
    if (auto fault = fault_of(year.year)) return at("year", std::move(*fault));
    std::set<std::string> seen;
    for (const auto& day : year.exceptions) {
        if (auto fault = fault_of(day, year.year, seen))
            return at("holidays of " + std::to_string(year.year), std::move(*fault));
    }
    return {};
}

Result<HolidayYear> read_holiday_csv(int year, std::string_view text, std::string_view file) {
    if (auto fault = fault_of(year)) return at(std::string(file), std::move(*fault));
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    HolidayYear out{year, {}};
    std::set<std::string> seen;
    for (int number = 1; number == 1 || !text.empty(); ++number) {
        auto line = take_until(text, '\n');
        if (line.ends_with('\r')) line.remove_suffix(1);
        auto where = std::string(file) + " line " + std::to_string(number);
        if (number == 1) {
            if (line != "date,kind,name")
                return fail("the header is not date,kind,name", where,
                            "begin the file with that line");
            continue;
        }
        if (line.empty()) continue;
        auto row = read_row(line);
        if (!row) return at(where, std::move(row.error()));
        if (auto fault = fault_of(*row, year, seen)) return at(where, std::move(*fault));
        out.exceptions.push_back(std::move(*row));
    }
    if (out.exceptions.empty())
        return fail("the file announces no day", std::string(file),
                    "write the year's public holidays into it");
    return out;
}

Result<HolidayYear> read_holiday_json(std::string_view text, std::string_view file) {
    auto parsed = json::from_text<PublicYear>(text);
    if (!parsed) {
        auto where = std::string(file) + " " + parsed.error().where;
        return at(where, std::move(parsed.error()));
    }
    if (auto fault = fault_of(parsed->year))
        return at(std::string(file) + " $.year", std::move(*fault));
    HolidayYear out{parsed->year, {}};
    std::set<std::string> seen;
    for (auto& day : parsed->days) {
        DayException row{std::move(day.date), day.isOffDay, std::move(day.name)};
        if (auto fault = fault_of(row, out.year, seen))
            return at(std::string(file) + " $.days[" + std::to_string(out.exceptions.size()) + "]",
                      std::move(*fault));
        out.exceptions.push_back(std::move(row));
    }
    if (out.exceptions.empty())
        return fail("the file announces no day", std::string(file),
                    "write the year's public holidays into it");
    return out;
}

}  // namespace cs::calendar
