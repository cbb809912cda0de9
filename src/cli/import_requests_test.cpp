// Cases of another system taken over from a file, seen as a person would: the summary, the rates
// that the views give back, one case.
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/run_program_test.h"

using namespace cs::cli;

namespace {

const std::string profile = CHENGSHU_SOURCE_DIR "/data/imports/open-requests.json";
const std::string rows =
    "ServiceRequestNum,SRType,SRStatus,CreatedDate,DueDate,CloseDate,Agency,Latitude,Longitude\n"
    "18-1,SW-Dirty Alley,Closed,04/12/2018 11:11:26 AM,04/13/2018 11:11:26 AM,"
    "04/13/2018 11:11:26 AM,Solid Waste,39.27,-76.61\n"
    "18-2,SW-Dirty Alley,Closed (Duplicate),04/12/2018 11:11:26 AM,04/13/2018 11:11:26 AM,"
    "04/13/2018 11:11:27 AM,Solid Waste,39,-77\n"
    "18-3,WW-Leak,Closed (Transferred),04/12/2018 11:11:26 AM,,04/14/2018 11:11:26 AM,"
    "Water Wastewater,,\n"
    "18-4,WW-Leak,Open,04/12/2018 11:11:26 AM,04/13/2018 11:11:26 AM,,Water Wastewater,"
    "39.27,-76.61\n"
    "18-5,WW-Leak,Open,02/30/2018 11:11:26 AM,,,Water Wastewater,39.27,-76.61\n"
    "18-6,WW-Leak,Open,04/12/2098 11:11:26 AM,,,Water Wastewater,39.27,-76.61\n";

class ImportRequests : public testing::Test {
protected:
    void SetUp() override { file_ = scratch_.write("requests.csv", rows); }
    Ran run(const std::string& command) {
        return run_program(command + " --data " + scratch_ / "data");
    }
    Ran import(const std::string& file, const std::string& more) {
        return run("import requests " + file + " --profile " + profile + " " + more);
    }
    static bool has(const Ran& ran, const std::string& text) {
        return ran.out.find(text) != std::string::npos;
    }

    Scratch scratch_;
    std::string file_;
};

}  // namespace

TEST_F(ImportRequests, FoundARealmAndSayWhatWasTakenAndWhatWasNot) {
    auto ran = import(file_, "--found 990100");
    ASSERT_EQ(ran.code, 3) << ran.err;
    EXPECT_TRUE(has(ran, "6 rows: 4 cases taken over, 0 taken over before, 2 left out."))
        << ran.out;
    EXPECT_TRUE(has(ran, "3 had ended there and 1 are open; 2 units were added.")) << ran.out;
    EXPECT_TRUE(has(ran, "1 of 2 = 50.0 %")) << ran.out;
    EXPECT_TRUE(has(ran, "cut to whole degrees: 1 row, taken over without it, at line 3"))
        << ran.out;
    EXPECT_NE(ran.err.find("the time does not exist"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("it is filed in the future"), std::string::npos) << ran.err;
    EXPECT_EQ(run("journal verify").code, 0);
}

TEST_F(ImportRequests, ShowTheCasesUnderTheirOwnMatterDaysAndUnit) {
    ASSERT_EQ(import(file_, "--found 990100").code, 3);
    auto shown = run("case show 990100000-2018-0000001");
    ASSERT_EQ(shown.code, 0) << shown.err;
    EXPECT_TRUE(has(shown, "SW-Dirty Alley")) << shown.out;
    EXPECT_TRUE(has(shown, "Solid Waste")) << shown.out;
    EXPECT_TRUE(has(shown, "2018-04-12 11:11")) << shown.out;
    auto chinese = run("case show --lang zh 990100000-2018-0000002");
    for (const char* text : {"外部系统办结", "处置", "超时", "已办结", "外部案件导入", "Solid Waste"})
        EXPECT_TRUE(has(chinese, text)) << text << "\n" << chinese.out;
    for (const char* text : {"handle", "missed", "done", "case.imported", "990100000-1 "})
        EXPECT_FALSE(has(chinese, text)) << text << "\n" << chinese.out;
    auto kpis = run("kpi --json --by unit --by day");
    ASSERT_EQ(kpis.code, 0) << kpis.err;
    EXPECT_TRUE(has(kpis, "\"from\":\"2018-04-12\"")) << kpis.out;
    EXPECT_TRUE(has(kpis, "\"handle_on_time\":{\"numerator\":1,\"denominator\":2}")) << kpis.out;
    auto rebuilt = run("rebuild");
    ASSERT_EQ(rebuilt.code, 0) << rebuilt.err;
    EXPECT_EQ(run("kpi --json --by unit --by day").out, kpis.out);
}

TEST_F(ImportRequests, TakeARowOnce) {
    ASSERT_EQ(import(file_, "--found 990100").code, 3);
    auto again = import(file_, "--json");
    EXPECT_EQ(again.code, 3) << again.err;
    EXPECT_TRUE(has(again, "\"imported\":0,\"repeated\":4,\"left_out\":2")) << again.out;
    EXPECT_EQ(import(file_, "--found 990100").code, 1) << "a realm is founded once";
}

TEST_F(ImportRequests, NeedARealmACatalogueAndAProfile) {
    EXPECT_EQ(import(file_, "").code, 1);
    auto divisions = scratch_.write("divisions.csv", "code,name\n990100000000,Outer\n");
    ASSERT_EQ(run("import divisions " + divisions + " --found 990100").code, 0);
    auto without = import(file_, "");
    EXPECT_NE(without.err.find("no duty catalogue is in force yet"), std::string::npos)
        << without.err;
    EXPECT_EQ(run("import requests " + file_).code, 2);
    EXPECT_EQ(run("import requests " + file_ + " --profile " + file_).code, 1);
    EXPECT_EQ(import(file_, "--found 99x").code, 2);
}

// The file's own on-time rate, counted independently: 7,988 of the 9,555 rows with both dates.
TEST_F(ImportRequests, OfBaltimoreKeepTheFilesOnTimeRateThroughJournalAndViews) {
    const std::string path = CHENGSHU_SOURCE_DIR "/../shared/data/311/baltimore.csv";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
    auto ran = import(path, "--found 990100");
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(has(ran, "10,000 rows: 10,000 cases taken over, 0 taken over before, 0 left out."))
        << ran.out;
    EXPECT_TRUE(has(ran, "7,988 of 9,555 = 83.6 %")) << ran.out;
    EXPECT_TRUE(has(ran, "the coordinates are cut to whole degrees: 892 rows")) << ran.out;
    auto kpis = run("kpi --json");
    EXPECT_TRUE(has(kpis, "\"handle_on_time\":{\"numerator\":7988,\"denominator\":9555}"))
        << kpis.out;
    EXPECT_TRUE(has(kpis, "\"filed\":10000")) << kpis.out;
    EXPECT_TRUE(has(kpis, "\"closed_elsewhere\":9792")) << kpis.out;
}
