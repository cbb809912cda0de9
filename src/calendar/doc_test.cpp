// docs/calendar.md is run: each row of its table of worked examples must come out as it says.
#include <gtest/gtest.h>

#include <fstream>

#include "calendar/explanation.h"
#include "oracle_test.h"
#include "years_test.h"

namespace cs::calendar {
namespace {

std::vector<std::string> split(const std::string& text, const std::string& separator) {
    std::vector<std::string> out;
    std::size_t from = 0;
    for (auto end = text.find(separator); end != std::string::npos;
         end = text.find(separator, from)) {
        out.push_back(text.substr(from, end - from));
        from = end + separator.size();
    }
    out.push_back(text.substr(from));
    return out;
}

std::string trimmed(const std::string& text) {
    auto from = text.find_first_not_of(' ');
    if (from == std::string::npos) return {};
    return text.substr(from, text.find_last_not_of(' ') - from + 1);
}

std::string due_by_example(const std::vector<std::string>& cells) {
    auto kind = cells[1] == "work" ? CalendarKind::work : CalendarKind::continuous;
    ClockTerms terms{at(cells[2].c_str()), parse_budget(cells[3], kind).value(), {}, {}};
    if (!cells[4].empty())
        for (const auto& one : split(cells[4], ", "))
            terms.suspensions.push_back(parse_suspension(one).value());
    auto due_at = due(terms, city_calendars());
    if (!due_at) return due_at.error().where;
    EXPECT_EQ(explain(terms, city_calendars())->due, *due_at);
    return local_minute_text(*due_at);
}

TEST(Documentation, WorkedExamplesComeOutAsWritten) {
    NEEDS_HOLIDAY_FILES();
    std::ifstream file(CHENGSHU_SOURCE_DIR "/docs/calendar.md");
    int examples = 0;
    for (std::string line; std::getline(file, line);) {
        auto cells = split(line, "|");
        for (auto& cell : cells) cell = trimmed(cell);
        if (cells.size() != 8 || (cells[1] != "work" && cells[1] != "continuous")) continue;
        EXPECT_EQ(due_by_example(cells), cells[5]) << line;
        ++examples;
    }
    EXPECT_EQ(examples, 15);
}

}  // namespace
}  // namespace cs::calendar
