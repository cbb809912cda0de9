// Reading what the public notices say.
#include "calendar/holidays.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "oracle_test.h"

namespace cs::calendar {
namespace {

std::string csv_error(std::string_view text) {
    auto result = read_holiday_csv(2026, text, "2026.csv");
    return result ? "no error" : result.error().text();
}
std::string json_error(std::string_view text) {
    auto result = read_holiday_json(text, "2026.json");
    return result ? "no error" : result.error().text();
}

TEST(Holidays, ReadsTheShippedForm) {
    auto year = read_holiday_csv(2026,
                                 "\xEF\xBB\xBF"
                                 "date,kind,name\r\n2026-02-14,work,春节\r\n\n2026-02-15,off,春节\n"
                                 "2025-12-31,off,元旦",
                                 "2026.csv");
    ASSERT_TRUE(year) << year.error().text();
    EXPECT_EQ(*year, (HolidayYear{2026,
                                  {{"2026-02-14", false, "春节"},
                                   {"2026-02-15", true, "春节"},
                                   {"2025-12-31", true, "元旦"}}}));
}

TEST(Holidays, ReadsThePublicForm) {
    auto year = read_holiday_json(
        R"({"$id":"x","year":2026,"days":[{"name":"春节","date":"2026-02-14","isOffDay":false}]})",
        "2026.json");
    ASSERT_TRUE(year) << year.error().text();
    EXPECT_EQ(*year, (HolidayYear{2026, {{"2026-02-14", false, "春节"}}}));
}

TEST(Holidays, NamesFileLineAndReasonOfABadRow) {
    EXPECT_EQ(csv_error("day,off\n"),
              "2026.csv line 1: the header is not date,kind,name; begin the file with that line");
    EXPECT_EQ(csv_error("date,kind,name\n2026-02-30,off,x\n"),
              "2026.csv line 2: \"2026-02-30\" is not a date; write it like 2026-02-14");
    EXPECT_EQ(csv_error("date,kind,name\n2026/2/3,off,x\n"),
              "2026.csv line 2: \"2026/2/3\" is not a date; write it like 2026-02-14");
    EXPECT_EQ(csv_error("date,kind,name\n\n2026-02-03,rest,x\n"),
              "2026.csv line 3: the kind \"rest\" is not known; write off for a day off, work for "
              "a make-up working day");
    EXPECT_EQ(csv_error("date,kind,name\n2026-02-03,off\n"),
              "2026.csv line 2: the row has 2 columns where 3 are expected; write date,kind,name");
    EXPECT_EQ(csv_error("date,kind,name\n2026-02-03,off,x\n2026-02-03,work,x\n"),
              "2026.csv line 3: 2026-02-03 is given twice; keep one of the two rows");
    EXPECT_EQ(csv_error("date,kind,name\n2025-11-30,off,x\n"),
              "2026.csv line 2: 2025-11-30 does not belong to the notice for 2026; move it to the "
              "file of its own year");
    EXPECT_EQ(csv_error("date,kind,name\n2026-02-03,off,\xFF\n"),
              "2026.csv line 2: the name is not UTF-8; save the file as UTF-8");
    EXPECT_EQ(csv_error("date,kind,name\n"),
              "2026.csv: the file announces no day; write the year's public holidays into it");
}

TEST(Holidays, NamesThePlaceOfABadPublicDay) {
    EXPECT_EQ(json_error(R"({"year":2026,"days":[{"name":"x","date":"2026-02-03"}]})"),
              "2026.json $.days[0].isOffDay: this field is missing");
    EXPECT_EQ(json_error(
                  R"({"year":2026,"days":[{"name":"x","date":"2026-13-03","isOffDay":true}]})"),
              "2026.json $.days[0]: \"2026-13-03\" is not a date; write it like 2026-02-14");
    EXPECT_NE(json_error("{").find("not valid JSON"), std::string::npos);
    EXPECT_NE(json_error(R"({"year":20260,"days":[]})").find("$.year"), std::string::npos);
}

TEST(Holidays, SurvivesTheJournalsForm) {
    HolidayYear year{2026, {{"2026-02-14", false, "春节"}}};
    auto text = json::text_of(year);
    EXPECT_EQ(text, R"({"year":2026,"exceptions":[)"
                    R"({"date":"2026-02-14","off":false,"name":"春节"}]})");
    EXPECT_EQ(json::from_text<HolidayYear>(text).value(), year);
}

TEST(Holidays, ShippedFilesSayTheSameAsThePublicOnes) {
    for (int year = oracle::first_year; year <= oracle::last_year; ++year) {
        auto csv = oracle::shipped_csv(year), text = oracle::public_json(year);
        if (csv.empty() || text.empty())
            GTEST_SKIP() << "data/calendar and ../shared/data/calendar are not both there";
        auto shipped = read_holiday_csv(year, csv, "csv"), open = read_holiday_json(text, "json");
        ASSERT_TRUE(shipped) << shipped.error().text();
        ASSERT_TRUE(open) << open.error().text();
        std::ranges::sort(shipped->exceptions);
        std::ranges::sort(open->exceptions);
        EXPECT_EQ(*shipped, *open) << year;
    }
}

}  // namespace
}  // namespace cs::calendar
