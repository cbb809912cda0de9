#include "ingest/requests.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "journal/temporary_directory.h"

using namespace cs;
using namespace cs::ingest;

namespace {

RequestProfile profile() {
    RequestProfile out;
    out.system = "outer";
    out.name = "Outer";
    out.columns = {"no", "kind", "agency", "state", "made", "promised", "done", "lat", "lon"};
    out.time_form = TimeForm::us_12_hour;
    out.statuses = {{"Open", OutsideStatus::open},
                    {"Closed", OutsideStatus::closed},
                    {"Closed (Duplicate)", OutsideStatus::duplicate}};
    out.box = DegreeBox{"-76.8", "39.1", "-76.5", "39.4"};
    return out;
}

Result<RequestsFile> read(const std::string& rows) {
    auto described = profile();
    const std::string header = "no,kind,agency,state,made,promised,done,lat,lon\n";
    return read_requests(TRY(CsvReader::over(header + rows, "r.csv", request_columns(described))),
                         "r.csv", described);
}

const std::string good =
    "1,Pothole,Roads,Closed,04/12/2018 11:11:26 AM,04/13/2018 11:11:26 AM,"
    "04/12/2018 12:45:47 PM,39.25,-76.65\n";

// A file of the good row and this one, which must be left out for this reason.
void expect_left_out(const std::string& row, RowFault fault) {
    auto file = read(good + row + "\n");
    ASSERT_TRUE(file.has_value()) << row;
    EXPECT_EQ(file->requests.size(), 1U) << row;
    ASSERT_EQ(file->bad_rows.size(), 1U) << row;
    EXPECT_EQ(file->bad_rows[0].line, 3U) << row;
    EXPECT_EQ(fault_name(file->bad_rows[0].fault), fault_name(fault)) << row;
}

}  // namespace

TEST(Requests, ReadARowByItsProfile) {
    auto file = read(good);
    ASSERT_TRUE(file.has_value());
    ASSERT_EQ(file->requests.size(), 1U);
    const auto& request = file->requests[0];
    EXPECT_EQ(request.line, 2U);
    EXPECT_EQ(request.id, "1");
    EXPECT_EQ(request.matter_name, "Pothole");
    EXPECT_EQ(request.unit_name, "Roads");
    EXPECT_EQ(request.status, OutsideStatus::closed);
    EXPECT_EQ(request.filed_at, *parse_instant("2018-04-12 11:11:26"));
    EXPECT_EQ(request.due, *parse_instant("2018-04-13 11:11:26"));
    EXPECT_EQ(request.closed_at, *parse_instant("2018-04-12 12:45:47"));
    EXPECT_EQ(request.at, (LonLat{-766'500'000, 392'500'000}));
    EXPECT_TRUE(file->bad_rows.empty());
    EXPECT_TRUE(file->partial_rows.empty());
}

TEST(Requests, ReadTwelveOfTheClockAsNoonAndMidnight) {
    auto file = read("1,k,u,Open,01/31/2018 12:00:00 AM,01/31/2018 12:00:00 PM,,39.2,-76.6\n");
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ(file->requests[0].filed_at, *parse_instant("2018-01-31 00:00"));
    EXPECT_EQ(file->requests[0].due, *parse_instant("2018-01-31 12:00"));
}

TEST(Requests, LeaveOutRowsThatContradictThemselves) {
    const std::string made = "04/12/2018 11:11:26 AM", before = "04/11/2018 11:11:26 AM";
    expect_left_out("1,k,u,Open," + made + ",,,39.2,-76.6", RowFault::duplicate_id);
    expect_left_out(",k,u,Open," + made + ",,,39.2,-76.6", RowFault::missing_value);
    expect_left_out("2,k,u,Open,,,,39.2,-76.6", RowFault::missing_value);
    expect_left_out("2,k,u,Closed," + made + "," + made + ",,39.2,-76.6",
                    RowFault::missing_value);
    expect_left_out("2,k,u,Asleep," + made + ",,,39.2,-76.6", RowFault::unknown_status);
    expect_left_out("2,k,u,Open," + made + ",," + made + ",39.2,-76.6",
                    RowFault::status_and_date);
    expect_left_out("2,k,u,Open," + made + "," + before + ",,39.2,-76.6",
                    RowFault::dates_out_of_order);
    expect_left_out("2,k,u,Closed," + made + ",," + before + ",39.2,-76.6",
                    RowFault::dates_out_of_order);
    for (const char* time : {"02/30/2018 11:11:26 AM", "04/12/2018 13:11:26 AM",
                             "04/12/2018 00:11:26 AM", "04/12/2018 11:61:26 AM",
                             "04/12/2018 11:11:26 XM", "2018-04-12 11:11", "4/12/2018 1:11:26 AM"})
        expect_left_out("2,k,u,Open," + std::string(time) + ",,,39.2,-76.6", RowFault::bad_time);
}

TEST(Requests, TakeARowWithoutAUsablePointOrAPromisedDate) {
    std::map<std::string, RowFault> points{{"39,-77", RowFault::cut_place},
                                           {"39.0,-77.0", RowFault::cut_place},
                                           {"39.9,-76.6", RowFault::bad_place},
                                           {"39.2,76.6", RowFault::bad_place},
                                           {"999,999", RowFault::bad_place},
                                           {"north,-76.6", RowFault::bad_place},
                                           {",-76.6", RowFault::bad_place},
                                           {",", RowFault::no_place}};
    for (const auto& [point, fault] : points) {
        auto file = read("1,k,u,Open,04/12/2018 11:11:26 AM,,," + point + "\n");
        ASSERT_TRUE(file.has_value());
        ASSERT_EQ(file->requests.size(), 1U) << point;
        EXPECT_FALSE(file->requests[0].at.has_value()) << point;
        ASSERT_EQ(file->partial_rows.size(), 2U) << point;
        EXPECT_EQ(file->partial_rows[0].fault, RowFault::no_due);
        EXPECT_EQ(fault_name(file->partial_rows[1].fault), fault_name(fault)) << point;
        EXPECT_TRUE(file->bad_rows.empty());
    }
}

TEST(Requests, RefuseAFileWithoutAUsableRow) {
    EXPECT_FALSE(read("").has_value());
    const std::string bad = "1,k,u,Asleep,04/12/2018 11:11:26 AM,,,39.2,-76.6\n";
    EXPECT_EQ(read(bad)->bad_rows.size(), 1U);
    journal::TemporaryDirectory directory;
    auto path = directory / "r.csv";
    std::ofstream(path) << "no,kind,agency,state,made,promised,done,lat,lon\n" << bad;
    auto file = read_requests(path, profile());
    ASSERT_FALSE(file.has_value());
    EXPECT_EQ(file.error().what, "no usable row");
}

TEST(RequestProfile, ThatShipsIsReadAndABrokenOneIsRefusedByItsField) {
    auto shipped = read_request_profile(CHENGSHU_SOURCE_DIR "/data/imports/open-requests.json");
    ASSERT_TRUE(shipped.has_value()) << shipped.error().text();
    EXPECT_EQ(shipped->time_form, TimeForm::us_12_hour);
    auto path = testing::TempDir() + "chengshu_profile.json";
    for (const char* text : {"{}", "[", R"({"system": 5})"}) {
        std::ofstream(path) << text;
        auto broken = read_request_profile(path);
        ASSERT_FALSE(broken.has_value()) << text;
        EXPECT_NE(broken.error().where.find(path), std::string::npos);
    }
    std::filesystem::remove(path);
}

// Facts of the file, counted independently of this program.
TEST(Requests, OfBaltimoreAreReadWithTheirFaults) {
    const std::string path = CHENGSHU_SOURCE_DIR "/../shared/data/311/baltimore.csv";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
    auto shipped = read_request_profile(CHENGSHU_SOURCE_DIR "/data/imports/open-requests.json");
    ASSERT_TRUE(shipped.has_value()) << shipped.error().text();
    auto file = read_requests(path, *shipped);
    ASSERT_TRUE(file.has_value()) << file.error().text();
    EXPECT_EQ(file->rows, 10'000U);
    EXPECT_EQ(file->requests.size(), 10'000U);
    EXPECT_TRUE(file->bad_rows.empty());
    std::map<RowFault, int> counts;
    for (const auto& row : file->partial_rows) ++counts[row.fault];
    EXPECT_EQ(counts[RowFault::cut_place], 892);
    EXPECT_EQ(counts[RowFault::no_place], 590);
    EXPECT_EQ(counts[RowFault::bad_place], 149);  // whole, but outside the profile's box
    EXPECT_EQ(counts[RowFault::no_due], 286);
    int both = 0, on_time = 0;
    for (const auto& request : file->requests)
        if (request.due && request.closed_at) {
            ++both;
            on_time += *request.closed_at <= *request.due;
        }
    EXPECT_EQ(both, 9'555);
    EXPECT_EQ(on_time, 7'988);
}
