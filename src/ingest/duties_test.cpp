#include "ingest/duties.h"

#include <gtest/gtest.h>

#include <filesystem>

using namespace cs;
using namespace cs::ingest;

namespace {

const std::string header =
    "kind,big_code,big,small_code,small,handling_unit,supervisor,file_condition,"
    "close_condition,time_limit\n";

Result<DutiesFile> read(const std::string& rows) {
    return read_duties_in(header + rows, "d.csv");
}

}  // namespace

TEST(Duties, ReadsARowWithItsUnitsAndLimit) {
    auto file = read("事件,02,环境,03,积水,区水利局、街道办事处,市中心,积水超10厘米,排除,2紧急工作时\n");
    ASSERT_TRUE(file.has_value());
    const auto& duty = file->duties.at(0);
    EXPECT_EQ(duty.matter, "E0203");
    EXPECT_EQ(duty.name, "积水");
    EXPECT_EQ(duty.category, "环境");
    EXPECT_EQ(duty.units, (std::vector<std::string>{"区水利局", "街道办事处"}));
    EXPECT_EQ(duty.budget, (calendar::Budget{2, calendar::BudgetUnit::hours,
                                             calendar::CalendarKind::continuous}));
}

TEST(Duties, AddsTheFallbackMatterOnlyWhenTheFileHasNone) {
    auto without = read("部件,01,公用,01,井盖,街道办事处,,破损,修复,1天\n");
    ASSERT_TRUE(without.has_value());
    EXPECT_TRUE(without->fallback_added);
    EXPECT_EQ(without->duties.back().matter, "E9999");
    EXPECT_EQ(without->duties.back().units.front(), "街道办事处");
    auto with = read("事件,99,其他,99,其他,街道办事处,,其他,办结,5天\n");
    ASSERT_TRUE(with.has_value());
    EXPECT_FALSE(with->fallback_added);
    EXPECT_EQ(with->duties.size(), 1u);
}

TEST(Duties, ListsEachBadRowAndLoadsTheRest) {
    auto file = read(
        "部件,01,公用,01,井盖,街道办事处,,破损,修复,立即\n"
        "零件,01,公用,01,井盖,街道办事处,,破损,修复,1天\n"
        "部件,x,公用,01,井盖,街道办事处,,破损,修复,1天\n"
        "部件,01,公用,01,井盖,、,,破损,修复,1天\n"
        "部件,01,公用,01,井盖,街道办事处,,破损,修复,1天\n");
    ASSERT_TRUE(file.has_value());
    ASSERT_EQ(file->bad_rows.size(), 4u);
    EXPECT_EQ(file->bad_rows[0].fault, RowFault::unclear_limit);
    EXPECT_EQ(file->bad_rows[0].line, 2u);
    EXPECT_EQ(file->bad_rows[0].detail, "time_limit = \"立即\"");
    EXPECT_EQ(file->bad_rows[1].fault, RowFault::unknown_kind);
    EXPECT_EQ(file->bad_rows[2].fault, RowFault::bad_code);
    EXPECT_EQ(file->bad_rows[3].fault, RowFault::missing_value);
    EXPECT_EQ(file->duties.size(), 2u);
}

TEST(Duties, RefusesAFileWithoutAUsableRow) {
    auto file = read("部件,01,公用,01,井盖,街道办事处,,破损,修复,立即\n");
    ASSERT_FALSE(file.has_value());
    EXPECT_EQ(file.error().what, "none of its 1 rows is usable");
}

// The issue speaks of ten rows with a word for a limit; the file as it lies there has one:
// 1紧急工作时制止 ("one emergency hour, stop it").
TEST(Duties, ReadsARealCitysStandardExceptTheRowWithAWordInItsLimit) {
    auto path = CHENGSHU_SOURCE_DIR "/../shared/data/taxonomy/filing_standard.csv";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "the real filing standard is not here";
    auto file = read_duties(path);
    ASSERT_TRUE(file.has_value()) << file.error().text();
    ASSERT_EQ(file->bad_rows.size(), 1u);
    EXPECT_EQ(file->bad_rows[0].fault, RowFault::unclear_limit);
    EXPECT_EQ(file->bad_rows[0].detail, "time_limit = \"1紧急工作时制止\"");
    EXPECT_TRUE(file->fallback_added);
    EXPECT_EQ(file->duties.size(), 518u + 1u);
}
