// The naive walk; see oracle_test.h.
#include "oracle_test.h"

#include <fstream>
#include <map>
#include <sstream>

namespace cs::calendar::oracle {

namespace {

std::string content(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

// Date text to "is off", from whichever file of the year there is.
void note_days(int year, std::map<std::string, bool>& off) {
    auto csv = shipped_csv(year);
    std::istringstream lines(csv);
    for (std::string line; std::getline(lines, line);)
        if (line.size() > 14 && line[0] == '2') off[line.substr(0, 10)] = line[11] == 'o';
    if (!csv.empty()) return;
    auto text = public_json(year);
    const std::string date_mark = "\"date\": \"", off_mark = "\"isOffDay\": ";
    for (auto at = text.find(date_mark); at != std::string::npos; at = text.find(date_mark, at + 1))
        off[text.substr(at + date_mark.size(), 10)] =
            text[text.find(off_mark, at) + off_mark.size()] == 't';
}

int days_in_month(int year, int month) {
    if (month == 2) return year % 4 == 0 ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::vector<char> walk_days() {
    std::map<std::string, bool> off;
    for (int year = first_year; year <= last_year; ++year) note_days(year, off);
    std::vector<char> works;
    int weekday = 1;  // 2019-01-01 was a Tuesday
    for (int year = first_year; year <= last_year; ++year)
        for (int month = 1; month <= 12; ++month)
            for (int day = 1; day <= days_in_month(year, month); ++day) {
                auto found = off.find(std::to_string(year) + "-" + two(month) + "-" + two(day));
                works.push_back(found == off.end() ? weekday < 5 : !found->second);
                weekday = (weekday + 1) % 7;
            }
    return works;
}

}  // namespace

std::string shipped_csv(int year) {
    return content(CHENGSHU_SOURCE_DIR "/data/calendar/" + std::to_string(year) + ".csv");
}

std::string public_json(int year) {
    return content(CHENGSHU_SOURCE_DIR "/../shared/data/calendar/holiday-cn-" +
                   std::to_string(year) + ".json");
}

bool has_data() {
    for (int year = first_year; year <= last_year; ++year)
        if (shipped_csv(year).empty() && public_json(year).empty()) return false;
    return true;
}

const std::vector<char>& working_days() {
    static const std::vector<char> days = walk_days();
    return days;
}

const std::vector<char>& working_minutes() {
    static const std::vector<char> minutes = [] {
        std::vector<char> out;
        for (char works : working_days())
            for (int minute = 0; minute < 24 * 60; ++minute) {
                int hour = minute / 60;
                out.push_back(works && ((hour >= 8 && hour < 12) || (hour >= 14 && hour < 18)));
            }
        return out;
    }();
    return minutes;
}

std::int64_t add(const std::vector<char>& counts, std::int64_t from, std::int64_t amount) {
    auto end = static_cast<std::int64_t>(counts.size());
    while (amount > 0) {
        if (from == end) return -1;
        amount -= counts[static_cast<std::size_t>(from++)];
    }
    return from;
}

std::int64_t counted(const std::vector<char>& counts, std::int64_t from, std::int64_t to) {
    std::int64_t sum = 0;
    for (; from < to; ++from) sum += counts[static_cast<std::size_t>(from)];
    return sum;
}

}  // namespace cs::calendar::oracle
