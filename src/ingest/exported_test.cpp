// What the API exports, read back.
#include "ingest/exported.h"

#include <gtest/gtest.h>

#include "ingest/duties.h"

using namespace cs;
using namespace cs::ingest;

namespace {

const std::string duty_header =
    "matter,category,name,kind,units,supervisor,filing_condition,closing_condition,budget.amount,"
    "budget.unit,budget.calendar\n";
const std::string report_header =
    "id,channel,reported_at,title,text,place.at.lon_e7,place.at.lat_e7,place.division\n";
const Instant noon = start_of_local_day({2026, 3, 2}) + Duration::hours(12);

RowFault fault_of(const std::string& row) {
    auto file = read_reports(report_header + row, "r.csv", noon);
    EXPECT_TRUE(file.has_value() && file->bad_rows.size() == 1 && file->reports.empty()) << row;
    return file->bad_rows.at(0).fault;
}

}  // namespace

TEST(Exported, ACellLosesWhatKeptItFromBeingAFormula) {
    EXPECT_EQ(plain_cell("'=1+1"), "=1+1");
    EXPECT_EQ(plain_cell("'\n=1"), "\n=1");
    EXPECT_EQ(plain_cell("'\t1"), "\t1");
    EXPECT_EQ(plain_cell("' -1"), " -1");
    EXPECT_EQ(plain_cell("'一"), "'一");
    EXPECT_EQ(plain_cell("'"), "'");
    EXPECT_EQ(plain_cell(""), "");
    EXPECT_EQ(plain_cell("=1"), "=1");
}

TEST(Exported, DutiesAreReadByTheReaderOfStandards) {
    auto file = read_duties_in(
        duty_header +
            "P01001,公用设施,井盖,component,\"[\"\"自来水公司\"\",\"\"街道办事处\"\"]\",中心,缺失,装回,2,"
            "hours,continuous\n"
            "P01002,公用设施,井盖,thing,\"[\"\"a\"\"]\",中心,缺失,装回,2,hours,continuous\n"
            "P01003,公用设施,井盖,component,街道,中心,缺失,装回,2,hours,continuous\n"
            "P01004,公用设施,井盖,component,\"[\"\"a\"\"]\",中心,缺失,装回,0,hours,continuous\n"
            "P01005,公用设施,井盖,component,\"[\"\"a\"\"]\",中心,缺失,装回,2,weeks,continuous\n"
            ",公用设施,井盖,component,\"[\"\"a\"\"]\",中心,缺失,装回,2,hours,continuous\n",
        "d.csv");
    ASSERT_TRUE(file.has_value()) << file.error().text();
    EXPECT_TRUE(file->fallback_added);
    const auto& duty = file->duties.at(0);
    EXPECT_EQ(duty.matter, "P01001");
    EXPECT_EQ(duty.units, (std::vector<std::string>{"自来水公司", "街道办事处"}));
    EXPECT_EQ(duty.closing_condition, "装回");
    EXPECT_EQ(duty.budget, (calendar::Budget{2, calendar::BudgetUnit::hours,
                                             calendar::CalendarKind::continuous}));
    std::vector<RowFault> faults;
    for (const auto& bad : file->bad_rows) faults.push_back(bad.fault);
    EXPECT_EQ(faults, (std::vector<RowFault>{RowFault::unknown_kind, RowFault::missing_value,
                                             RowFault::unclear_limit, RowFault::unclear_limit,
                                             RowFault::missing_value}));
    // A header that has neither form lacks the standard's columns.
    auto other = read_duties_in("matter,category\nP1,x\n", "d.csv");
    ASSERT_FALSE(other.has_value());
    EXPECT_NE(other.error().what.find("big_code"), std::string::npos) << other.error().text();
}

TEST(Exported, ReportsThatCannotBeTakenAreTold) {
    auto good = read_reports(report_header + "1-1,web,2026-03-01T02:00:00Z,'=a,b,1,-2,410102001\n",
                             "r.csv", noon);
    ASSERT_TRUE(good.has_value() && good->reports.size() == 1);
    const auto& report = good->reports[0].value;
    EXPECT_EQ(report.title, "=a");
    EXPECT_EQ(report.source_id, "1-1");
    EXPECT_EQ(report.place->at, (LonLat{1, -2}));
    EXPECT_EQ(fault_of(",web,2026-03-01T02:00:00Z,a,b,,,\n"), RowFault::missing_value);
    EXPECT_EQ(fault_of("1-1,tv,2026-03-01T02:00:00Z,a,b,,,\n"), RowFault::unknown_kind);
    EXPECT_EQ(fault_of("1-1,web,yesterday,a,b,,,\n"), RowFault::bad_time);
    EXPECT_EQ(fault_of("1-1,web,2026-03-03T02:00:00Z,a,b,,,\n"), RowFault::future_time);
    EXPECT_EQ(fault_of("1-1,web,2026-03-01T02:00:00Z,,,,,\n"), RowFault::missing_value);
    EXPECT_EQ(fault_of("1-1,web,2026-03-01T02:00:00Z,a,b,1,,410102001\n"), RowFault::bad_place);
    EXPECT_EQ(fault_of("1-1,web,2026-03-01T02:00:00Z,a,b,1,99999999999,410102001\n"),
              RowFault::bad_place);
    EXPECT_EQ(fault_of("1-1,web,2026-03-01T02:00:00Z,a,b,,,4x\n"), RowFault::bad_code);
    EXPECT_EQ(fault_of("1-1,web,2026-03-01T02:00:00Z," + std::string(201, 'x') + ",b,,,\n"),
              RowFault::long_text);
    EXPECT_EQ(fault_of("1-1,web,2026-03-01T02:00:00Z,a\x01,b,,,\n"), RowFault::foul_character);
}

TEST(Exported, CasesAreReadAsAnotherSystemsWithTheirDivision) {
    auto file = read_cases(
        "number,phase,matter_name,division,unit_name,filed_at\n"
        "1-1,called_back,坑洞,410102001,一街道,2026-02-01T01:00:00Z\n"
        "1-2,lost,坑洞,410102001,一街道,2026-02-01T01:00:00Z\n"
        "1-3,filed,坑洞,nowhere,一街道,2026-02-01T01:00:00Z\n",
        "c.csv");
    ASSERT_TRUE(file.has_value()) << file.error().text();
    ASSERT_EQ(file->requests.size(), 1u);
    EXPECT_EQ(file->requests[0].division, DivisionCode{410'102'001'000});
    EXPECT_EQ(file->requests[0].status, OutsideStatus::open);
    EXPECT_EQ(file->bad_rows.at(0).fault, RowFault::unknown_status);
    EXPECT_EQ(file->bad_rows.at(1).fault, RowFault::bad_code);
}
