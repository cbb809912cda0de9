// Files as commands: every bad line is told, what is known is not made again, and what we export we
// read.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <thread>

#include "http/api_test.h"
#include "http/geojson_rows.h"
#include "http/table_file.h"
#include "ingest/message_report.h"
#include "ingest/sample_workbook_test.h"

namespace cs::http {
namespace {

const std::string sheet_type(media_type_of(FileFormat::xlsx));

const char* const duty_header =
    "kind,big_code,big,small_code,small,handling_unit,supervisor,file_condition,"
    "close_condition,time_limit\n";

class ImportsTest : public testing::Test {
protected:
    // Waits for a job as a client does, without sleeping on a clock.
    std::string file_of(const std::string& list, const std::string& format, Caller caller) {
        std::vector<Pair> purpose{{"chengshu-purpose", "移交"}};
        auto body = R"({"list":")" + list + R"(","format":")" + format + "\"}";
        auto id = member(town.post("/exports", caller, body, purpose), "id");
        for (int i = 0; i < 200'000; ++i) {
            if (member(town.get("/exports/" + id, caller), "state") == "done") break;
            std::this_thread::yield();
        }
        auto file = town.get("/exports/" + id + "/file", caller);
        std::string out;
        if (!file.stream) return file.body;
        while (file.stream->fill(out, 4'096) == Stream::Next::more) {
        }
        return out;
    }
    Response send(const std::string& what, Caller caller, const std::string& file,
                  const std::string& type = "text/csv") {
        return town.post("/imports/" + what, std::move(caller), file, {{"content-type", type}});
    }
    // Every `from` in a file by `to`.
    static std::string with(std::string text, const std::string& from, const std::string& to) {
        for (auto at = text.find(from); at != std::string::npos;
             at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
        return text;
    }
    // Of a cell of people, within the quotes of a CSV.
    static std::string roles(const std::vector<std::string>& names, const std::string& division) {
        std::string out;
        for (const auto& name : names)
            out += std::string(out.empty() ? "" : ",") + R"({""role"":"")" + name +
                   R"("",""division"":"")" + division + "\"\"}";
        return "[" + out + "]";
    }
    std::string position() { return std::to_string(town.api().follower.position()); }

    ApiTown town;
    Caller chief = town.as_everywhere(Role::administrator);
    Caller agent = town.as_everywhere(Role::agent);
};

const char* const header = "id,user,subject,time,detail\n";

TEST_F(ImportsTest, MessagesAreTakenAndBadLinesTold) {
    auto file = std::string(header) + "m1,a,路灯,2026-03-01 10:00,不亮\n" +
                "m2,b,,not a time,x\n" + "m1,a,路灯,2026-03-01 10:00,again\n" +
                "m3,c,井盖,2026-03-01 11:00,缺失\n";
    auto first = town.post("/imports/messages", town.as(Role::agent), file);
    EXPECT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(member(first, "taken"), "2");
    EXPECT_EQ(member(first, "bad_lines.0.line"), "3");
    EXPECT_EQ(member(first, "bad_lines.0.fault"), "bad_time");
    EXPECT_EQ(member(first, "bad_lines.1.fault"), "duplicate_id");
    auto again = town.post("/imports/messages", town.as(Role::agent), file);
    EXPECT_EQ(member(again, "taken"), "0");
    EXPECT_EQ(member(again, "known"), "2");
    EXPECT_EQ(problem_code(town.post("/imports/messages", town.as(Role::analyst), file)),
              "not_permitted");
    EXPECT_EQ(problem_code(town.post("/imports/messages", town.as(Role::agent), "a,b\n1,2\n")),
              "bad_file");
    EXPECT_EQ(town.post("/imports/others", town.as(Role::agent), file).status, 404);
}

TEST_F(ImportsTest, TheFirstThousandBadLinesAreToldAndAllAreCounted) {
    std::string file = std::string(header) + "m9,a,路灯,2026-03-01 10:00,不亮\n";
    for (int i = 0; i < 5'000; ++i) file += "x\n";
    auto told = town.post("/imports/messages", town.as(Role::agent), file);
    EXPECT_EQ(member(told, "taken"), "1");
    EXPECT_EQ(member(told, "bad"), "5000");
    EXPECT_NE(member(told, "bad_lines.999.line"), "");
    EXPECT_EQ(member(told, "bad_lines.1000.line"), "");
    EXPECT_LT(told.body.size(), 200'000u);
    // Nobody reads the file of somebody who may not send it.
    EXPECT_EQ(problem_code(town.post("/imports/messages", town.as(Role::analyst), "nonsense")),
              "not_permitted");
}

TEST_F(ImportsTest, MessagesAreNoLongerThanReports) {
    auto file = std::string(header) + "l1,a,路灯,2026-03-01 10:00," +
                std::string(ingest::longest_text + 1, 'x') + "\n" + "l2,a," +
                std::string(201, 'x') + ",2026-03-01 10:00,x\n" +
                "l3,a,路灯,2026-03-01 10:00,a\x01z\n" + "l4,a,路灯,2026-03-01 10:00,x\n";
    auto told = town.post("/imports/messages", town.as(Role::agent), file);
    EXPECT_EQ(member(told, "taken"), "1") << told.body;
    EXPECT_EQ(member(told, "bad_lines.0.fault"), "long_text");
    EXPECT_EQ(member(told, "bad_lines.0.detail"), "detail");
    EXPECT_EQ(member(told, "bad_lines.1.detail"), "subject");
    EXPECT_EQ(member(told, "bad_lines.2.fault"), "foul_character");
}

TEST_F(ImportsTest, WhatWasExportedIsKnownAndChangesNothing) {
    town.post("/reports", town.nobody(),
              R"json({"title":"=HYPERLINK(1)","text":"两行\n+1","division":"410102001000",
                  "at":{"lon_e7":1136253000,"lat_e7":347466000}})json");
    town.post("/units", chief, R"({"unit":{"id":"410100000-9","name":"-一 组","kind":"组",
                  "division":"410102001000","parent":"410100000-2","retired":true}})");
    const std::pair<std::string, Caller> lists[] = {{"divisions", chief}, {"duties", chief},
                                                    {"units", chief},     {"reports", agent},
                                                    {"cases", chief},     {"people", chief}};
    ASSERT_EQ(town.get("/units/410100000-9", agent).status, 200);
    auto before = position();
    for (const auto& [list, caller] : lists)
        for (auto format : {FileFormat::csv, FileFormat::xlsx, FileFormat::geojson}) {
            auto file = file_of(list, std::string(json::enum_name(format)), caller);
            std::string type(media_type_of(format));
            auto told = send(list + (list == "duties" ? "?name=x" : ""), caller, file, type);
            EXPECT_EQ(told.status, 200) << list << type << told.body << file;
            EXPECT_EQ(member(told, "taken"), "0") << list << type << told.body;
            EXPECT_EQ(member(told, "bad"), "0") << list << type << told.body << file;
            EXPECT_NE(member(told, "known"), "0") << list << type << told.body;
        }
    EXPECT_EQ(position(), before);
}

TEST_F(ImportsTest, WhatHasChangedIsTaken) {
    auto units = with(file_of("units", "csv", chief), "二街道办事处", "二街道办公室");
    auto told = send("units", chief, units);
    EXPECT_EQ(member(told, "taken"), "1") << told.body;
    EXPECT_EQ(member(told, "known"), "2");
    EXPECT_EQ(member(town.get("/units/" + id_text(town.other_office), agent), "name"),
              "二街道办公室");
    auto divisions = with(file_of("divisions", "csv", chief), "二街道", "二道街");
    told = send("divisions", chief, divisions);
    EXPECT_EQ(member(told, "taken"), "1") << told.body;
    EXPECT_EQ(member(town.get("/divisions/410103001", agent), "name"), "二道街");
    auto duties = with(file_of("duties", "csv", chief), ",2,working_days", ",3,working_days");
    told = send("duties?name=%E4%B8%89", chief, duties);
    EXPECT_EQ(member(told, "version"), "2") << told.body;
    EXPECT_EQ(member(town.get("/duties", agent), "rows.0.budget.amount"), "3");
    // Whoever may not set units, may not by a file.
    EXPECT_EQ(problem_code(send("units", town.as_everywhere(Role::data_officer), units)),
              "not_permitted");
}

TEST_F(ImportsTest, UnitsComeInAnyOrderAndBadOnesAreTold) {
    auto told = send("units", chief,
                     "id,name,kind,division,parent\n"
                     "410100000-23,三,组,410102001000,410100000-22\n"
                     "410100000-22,二,组,410102001000,410100000-21\n"
                     "410100000-21,一,组,410102001000,\n"
                     "410100000-24,四,组,410102001000,410100000-99\n"
                     "410100000-25,,组,410102001000,\n"
                     "x,六,组,410102001000,\n"
                     "410100000-21,七,组,410102001000,\n"
                     "410100000-31,甲,组,410102001000,410100000-32\n"
                     "410100000-32,乙,组,410102001000,410100000-31\n");
    EXPECT_EQ(member(told, "taken"), "3") << told.body;
    const std::pair<const char*, const char*> bad[] = {
        {"5", "unknown_unit"}, {"6", "missing_value"}, {"7", "bad_code"},
        {"8", "duplicate_id"}, {"9", "unknown_unit"},  {"10", "unknown_unit"}};
    for (std::size_t i = 0; i < std::size(bad); ++i) {
        auto line = "bad_lines." + std::to_string(i);
        EXPECT_EQ(member(told, line + ".line"), bad[i].first) << told.body;
        EXPECT_EQ(member(told, line + ".fault"), bad[i].second) << told.body;
    }
    EXPECT_EQ(member(town.get("/units/410100000-23", agent), "parent"), "410100000-22");
}

TEST_F(ImportsTest, PeopleAreSetAndGivenTheRolesThatTheFileNames) {
    const std::string file =
        "id,name,unit,retired,grants\n"
        "410100000-901,王一,410100000-2,false,\"" +
        roles({"agent", "supervisor"}, "410102000000") +
        "\"\n"
        "410100000-902,李*,,,\n"
        "410100000-903,赵三,410100000-99,,\"" +
        roles({"agent"}, "410102000000") +
        "\"\n"
        "410100000-904,钱四,,,\"" +
        roles({"mayor"}, "410102000000") +
        "\"\n"
        "410100000-905,孙五,,,\"" +
        roles({"system", "agent"}, "410102000000") +
        "\"\n"
        "410100000-906,周六,,,\"" +
        roles({"agent"}, "410102777000") + "\"\n";
    auto told = send("people", chief, file);
    EXPECT_EQ(member(told, "taken"), "1") << told.body;
    const std::pair<const char*, const char*> bad[] = {{"3", "masked_name"},
                                                       {"4", "unknown_unit"},
                                                       {"5", "bad_roles"},
                                                       {"6", "not_permitted"},
                                                       {"7", "unknown_division"}};
    EXPECT_EQ(member(told, "bad"), std::to_string(std::size(bad))) << told.body;
    for (std::size_t i = 0; i < std::size(bad); ++i) {
        auto line = "bad_lines." + std::to_string(i);
        EXPECT_EQ(member(told, line + ".line"), bad[i].first) << told.body;
        EXPECT_EQ(member(told, line + ".fault"), bad[i].second) << told.body;
    }
    auto first = town.get("/people/410100000-901", chief);
    EXPECT_EQ(member(first, "name"), "王一") << first.body;
    EXPECT_EQ(member(first, "grants.1.role"), "supervisor") << first.body;
    EXPECT_EQ(town.get("/people/410100000-903", chief).status, 404);
    // A role that is refused costs neither the person nor his other roles.
    EXPECT_EQ(member(town.get("/people/410100000-905", chief), "grants.0.role"), "agent");
    auto before = position();
    told = send("people", chief, file.substr(0, file.find("410100000-902")));
    EXPECT_EQ(member(told, "taken"), "0") << told.body;
    EXPECT_EQ(member(told, "known"), "1");
    EXPECT_EQ(position(), before);
}

TEST_F(ImportsTest, ARoleThatTheFileDoesNotNameIsKept) {
    auto agents = town.person(Role::agent, true);
    auto told = send("people", chief, "id,name,grants\n" + id_text(agents) + ",新姓名,[]\n");
    EXPECT_EQ(member(told, "taken"), "1") << told.body;
    auto now = town.get("/people/" + id_text(agents), chief);
    EXPECT_EQ(member(now, "name"), "新姓名");
    EXPECT_EQ(member(now, "grants.0.role"), "agent") << now.body;
}

TEST_F(ImportsTest, NobodyGivesByAFileWhatHeMayNotGive) {
    auto own = town.as(Role::administrator);
    auto told = send("people", own,
                     "id,name,unit,grants\n410100000-911,吴七,410100000-2,\"" +
                         roles({"agent"}, "410102000000") +
                         "\"\n410100000-912,郑八,410100000-2,\"" +
                         roles({"agent"}, "410103000000") +
                         "\"\n410100000-913,冯九,410100000-3,\n");
    EXPECT_EQ(member(told, "taken"), "1") << told.body;
    EXPECT_EQ(member(told, "bad"), "2");
    EXPECT_EQ(member(told, "bad_lines.0.line"), "3");
    EXPECT_EQ(member(told, "bad_lines.0.fault"), "not_permitted");
    EXPECT_EQ(member(told, "bad_lines.0.detail"),
              R"({"role":"agent","division":"410103000000"})");
    EXPECT_EQ(member(told, "bad_lines.1.line"), "4");
    EXPECT_EQ(member(town.get("/people/410100000-911", own), "grants.0.role"), "agent");
    // The list as he exports it has the names beyond his district masked: he changes none by it.
    auto before = position();
    auto list = send("people", own, file_of("people", "csv", own));
    EXPECT_EQ(member(list, "taken"), "0") << list.body;
    EXPECT_NE(member(list, "known"), "0") << list.body;
    EXPECT_EQ(member(list, "bad_lines.0.fault"), "masked_name") << list.body;
    EXPECT_EQ(position(), before);
    for (auto role : {Role::data_officer, Role::agent})
        EXPECT_EQ(problem_code(send("people", town.as_everywhere(role), "id,name\n")),
                  "not_permitted");
}

TEST_F(ImportsTest, ARowOutOfReachIsABadLineAndTheOthersAreTaken) {
    auto told = send("units", chief,
                     "id,name,kind,division\n410100000-41,一,组,410102001000\n"
                     "410100000-42,二,组,420102001000\n410100000-43,三,组,410102001000\n");
    EXPECT_EQ(member(told, "taken"), "2") << told.body;
    EXPECT_EQ(member(told, "bad"), "1");
    EXPECT_EQ(member(told, "bad_lines.0.line"), "3");
}

TEST_F(ImportsTest, ACatalogueIsPublishedWholeOrNotAtAll) {
    auto duties = std::string(duty_header) +
                  "部件,01,公用设施,001,井盖,街道办事处,指挥中心,缺失,装回,2天\n"
                  "部件,01,公用设施,002,井圈,街道办事处,指挥中心,下沉,补平,很快\n";
    auto refused = send("duties?name=%E4%B8%89", chief, duties);
    EXPECT_EQ(refused.status, 422) << refused.body;
    EXPECT_EQ(problem_code(refused), "bad_lines");
    EXPECT_EQ(member(refused, "bad"), "1");
    EXPECT_EQ(member(refused, "bad_lines.0.line"), "3");
    EXPECT_EQ(member(refused, "bad_lines.0.fault"), "unclear_limit");
    EXPECT_EQ(member(town.get("/duties", agent), "version"), "1");
    auto taken = send("duties?name=%E4%B8%89&leave_out_bad=true", chief, duties);
    EXPECT_EQ(taken.status, 200) << taken.body;
    EXPECT_EQ(member(taken, "version"), "2");
    EXPECT_EQ(member(taken, "bad_lines.0.line"), "3");
    EXPECT_EQ(member(town.get("/duties", agent), "version"), "2");
    EXPECT_EQ(send("duties", chief, duties).status, 400);
    EXPECT_EQ(send("duties?name=x&leave_out_bad=maybe", chief, duties).status, 400);
}

TEST_F(ImportsTest, DivisionsAreTakenByThoseWhoMay) {
    const std::string divisions = "code,name\n410102002,三街道\n990101,别处\nx,错\n";
    auto set = send("divisions", town.as_everywhere(Role::data_officer), divisions);
    EXPECT_EQ(set.status, 200) << set.body;
    EXPECT_EQ(member(set, "taken"), "1");
    EXPECT_EQ(member(set, "bad_lines.0.line"), "4");
    EXPECT_EQ(member(town.get("/divisions/410102002", town.nobody()), "name"), "三街道");
    EXPECT_EQ(problem_code(send("divisions", town.as(Role::agent), divisions)), "not_permitted");
}

TEST_F(ImportsTest, ReportsOfAnotherRealmAreTakenOnce) {
    const std::string file =
        "id,channel,reported_at,title,text,source_id,subject,place.at.lon_e7,place.at.lat_e7,"
        "place.division\n"
        "330100000-7,app,2026-03-01T01:00:00Z,井盖,缺失,,330100000-5,1136253000,347466000,"
        "410102001000\n"
        "330100000-8,web,2026-03-01T02:00:00Z,路灯,不亮,W-1,330100000-5,,,\n"
        "330100000-9,web,2026-03-01T02:00:00Z,,,,330100000-5,,,\n"
        "330100000-10,radio,2026-03-01T02:00:00Z,a,b,,,,,\n"
        "330100000-11,web,2027-03-01T02:00:00Z,a,b,,,,,\n"
        "330100000-12,web,2026-03-01T02:00:00Z,a,b,,,,,990101001000\n";
    auto told = send("reports", agent, file);
    EXPECT_EQ(member(told, "taken"), "2") << told.body;
    for (auto [number, fault] : {std::pair(0, "missing_value"), {1, "unknown_kind"},
                                 {2, "future_time"}, {3, "unknown_division"}})
        EXPECT_EQ(member(told, "bad_lines." + std::to_string(number) + ".fault"), fault)
            << told.body;
    auto again = send("reports", agent, file);
    EXPECT_EQ(member(again, "taken"), "0") << again.body;
    EXPECT_EQ(member(again, "known"), "2");
    auto rows = boost::json::parse(town.get("/reports", agent).body).at("rows").as_array();
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[1].at("channel"), "app");
    EXPECT_EQ(rows[1].at("source_id"), "330100000-7");
    EXPECT_EQ(rows[1].at("place").at("at").at("lon_e7"), 1136253000);
    EXPECT_EQ(rows[2].at("source_id"), "W-1");
    EXPECT_EQ(rows[1].at("subject"), rows[2].at("subject"));
    // A number of ours that stands for another report is that of another node.
    auto other = with(file, "330100000-7", id_text(town.waiting));
    EXPECT_EQ(member(send("reports", agent, other), "taken"), "1");
}

TEST_F(ImportsTest, CasesOfAnotherRealmAreTakenOnceWithTheirOwnDates) {
    const std::string file =
        "number,phase,matter_name,division,unit_name,filed_at,handle_due_at,closed_at\n"
        "3301-1,handling,坑洞,410102001000,一街道办事处,2026-02-01T01:00:00Z,"
        "2026-02-03T01:00:00Z,\n"
        "3301-2,closed,坑洞,410103001000,二街道办事处,2026-02-01T01:00:00Z,"
        "2026-02-03T01:00:00Z,2026-02-02T01:00:00Z\n"
        "3301-3,handling,坑洞,410103001000,没有的单位,2026-02-01T01:00:00Z,,\n"
        "3301-4,closed,坑洞,410103001000,二街道办事处,2026-02-01T01:00:00Z,,\n";
    auto keeper = town.as_everywhere(Role::data_officer);
    auto told = send("cases", keeper, file);
    EXPECT_EQ(member(told, "taken"), "2") << told.body;
    EXPECT_EQ(member(told, "bad_lines.0.fault"), "unknown_unit") << told.body;
    EXPECT_EQ(member(told, "bad_lines.0.line"), "4");
    EXPECT_EQ(member(told, "bad_lines.1.fault"), "missing_value");
    EXPECT_EQ(member(send("cases", keeper, file), "known"), "2");
    auto closed = town.get("/cases?phase=closed", keeper);
    EXPECT_EQ(member(closed, "rows.0.matter_name"), "坑洞") << closed.body;
    EXPECT_EQ(member(closed, "rows.0.division"), "410103001000");
    EXPECT_EQ(member(closed, "rows.0.closed_at"), "2026-02-02T01:00:00Z");
    EXPECT_EQ(problem_code(send("cases", agent, file)), "not_permitted");
}

TEST_F(ImportsTest, OfGeoJsonTheNumberOfTheFeatureIsTold) {
    const std::string file = R"json({"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":null,"properties":{"id":"410100000-41","name":"一\n组",
         "kind":"组","division":"410102001000"}},
        {"type":"Feature","geometry":null,"properties":{"id":"x","name":"二","kind":"组",
         "division":"410102001000"}}]})json";
    auto told = send("units", chief, file, "application/geo+json");
    EXPECT_EQ(member(told, "taken"), "1") << told.body;
    EXPECT_EQ(member(told, "bad_lines.0.line"), "2");
    for (const char* body : {"", "{}", "[]", R"({"features":[]})", R"({"features":[{}]})",
                             R"({"features":[1]})", R"({"features":[{"properties":{}}]})",
                             R"({"features":[{"properties":{"id":1}},{"properties":7}]})"})
        EXPECT_EQ(problem_code(send("units", chief, body, "application/geo+json")), "bad_file")
            << body;
    auto bare = send("units", chief, R"({"features":[{"properties":{"id":1}},{}]})",
                     "application/geo+json");
    EXPECT_TRUE(member(bare, "detail").contains("feature 2: this feature has no properties"))
        << bare.body;
    EXPECT_EQ(problem_code(send("units", chief, std::string(200'000, '['),
                                "application/geo+json")),
              "bad_file");
    std::string wide = R"({"features":[{"properties":{)";
    for (int i = 0; i < 201; ++i) wide += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
    EXPECT_FALSE(table_of_geojson(wide + "}}]}").has_value());
    EXPECT_FALSE(table_of_geojson(std::string(longest_geojson + 1, ' ')).has_value());
}

TEST_F(ImportsTest, WorkbooksOfOtherProgramsAreTaken) {
    ingest::SampleWorkbook messages{.forms = {0, 22}};
    messages.sheets = {ingest::text_row({"id", "user", "subject", "detail", "time"}) +
                       "<row><c><v>7</v></c><c><v>13800138000</v></c><c t=\"str\"><v>路灯</v></c>"
                       "<c t=\"str\"><v>=不亮</v></c><c s=\"1\"><v>46082.375</v></c></row>"
                       "<row r=\"8\"><c><v>8</v></c><c/><c t=\"str\"><v>井盖</v></c></row>"
                       "<row r=\"9\"><c><v>9</v></c><c t=\"e\"><v>#N/A</v></c></row>"};
    auto told = send("messages", agent, messages.bytes(), sheet_type);
    EXPECT_EQ(member(told, "taken"), "1") << told.body;
    EXPECT_EQ(member(told, "bad_lines.0.line"), "8");
    EXPECT_EQ(member(told, "bad_lines.0.fault"), "bad_time");
    EXPECT_EQ(member(told, "bad_lines.1.line"), "9");
    EXPECT_EQ(member(told, "bad_lines.1.fault"), "cell_error");
    auto reports = town.get("/reports", agent, {{"chengshu-purpose", "受理"}});
    EXPECT_NE(reports.body.find("\"=不亮\""), std::string::npos) << reports.body;
    EXPECT_NE(reports.body.find("\"2026-03-01T01:00:00Z\""), std::string::npos) << reports.body;
    ingest::SampleWorkbook divisions{.sheets = {
        ingest::text_row({"code", "name"}) +
        "<row><c><v>410102002</v></c><c t=\"str\"><v>三街道</v></c></row>"}};
    EXPECT_EQ(member(send("divisions", chief, divisions.bytes(), sheet_type), "taken"), "1");
    EXPECT_EQ(member(town.get("/divisions/410102002", agent), "name"), "三街道");
    ingest::SampleWorkbook duties{.forms = {0, 164}, .codes = {{164, "000"}}};
    duties.sheets = {
        ingest::text_row({"kind", "big_code", "big", "small_code", "small", "handling_unit",
                          "supervisor", "file_condition", "close_condition", "time_limit"}) +
        "<row><c t=\"str\"><v>部件</v></c><c t=\"str\"><v>01</v></c><c/><c s=\"1\"><v>1</v></c>"
        "<c t=\"str\"><v>井盖</v></c><c t=\"str\"><v>街道办事处</v></c><c/><c/><c/>"
        "<c t=\"str\"><v>2天</v></c></row><row r=\"6\"><c t=\"e\"><v>#REF!</v></c></row>"};
    auto refused = send("duties?name=x", chief, duties.bytes(), sheet_type);
    EXPECT_EQ(problem_code(refused), "bad_lines");
    EXPECT_EQ(member(refused, "bad_lines.0.line"), "6") << refused.body;
    EXPECT_EQ(send("duties?name=x&leave_out_bad=true", chief, duties.bytes(), sheet_type).status,
              200);
    EXPECT_EQ(member(town.get("/duties", agent), "rows.0.matter"), "P01001");
}

TEST_F(ImportsTest, ABadLineOfAWorkbookSaysItsSheetAndTheRowInIt) {
    const auto head = ingest::text_row({"id", "name", "kind", "division"});
    ingest::SampleWorkbook units{.sheets = {
        head + ingest::text_row({"410100000-41", "一", "组", "410102001000"}) +
            ingest::text_row({"410100000-42", "二", "组", "420102001000"}),
        ingest::text_row({"id"}) + ingest::text_row({"none of it"}),
        head + "<row r=\"7\"><c t=\"e\"><v>#N/A</v></c></row>" +
            ingest::text_row({"x", "四", "组", "410102001000"})}};
    auto told = send("units", chief, units.bytes(), sheet_type);
    EXPECT_EQ(member(told, "taken"), "1") << told.body;
    const std::tuple<const char*, const char*, const char*> bad[] = {
        {"S1", "3", "not_permitted"}, {"S3", "7", "cell_error"}, {"S3", "8", "bad_code"}};
    for (std::size_t i = 0; i < std::size(bad); ++i) {
        auto line = "bad_lines." + std::to_string(i);
        const auto& [sheet, row, fault] = bad[i];
        EXPECT_EQ(member(told, line + ".sheet"), sheet) << told.body;
        EXPECT_EQ(member(told, line + ".line"), row) << told.body;
        EXPECT_EQ(member(told, line + ".fault"), fault) << told.body;
    }
    auto csv = send("units", chief, "id,name,kind,division\nx,四,组,410102001000\n");
    EXPECT_EQ(csv.body.find("\"sheet\""), std::string::npos) << csv.body;
}

TEST_F(ImportsTest, AFileWithNothingButBadLinesHasThemAllTold) {
    auto messages = send("messages", agent,
                         std::string(header) + "m1,a,路灯,not a time,x\nm2,b,路灯,neither,x\n");
    EXPECT_EQ(messages.status, 200) << messages.body;
    EXPECT_EQ(member(messages, "bad"), "2");
    EXPECT_EQ(member(messages, "bad_lines.1.fault"), "bad_time");
    auto cases = send("cases", chief,
                      "number,phase,matter_name,division,unit_name,filed_at\n"
                      "K-1,nowhere,路灯,410102001000,一街道办事处,2026-02-01T00:00:00Z\n");
    EXPECT_EQ(cases.status, 200) << cases.body;
    EXPECT_EQ(member(cases, "bad_lines.0.fault"), "unknown_status");
    EXPECT_EQ(problem_code(send("messages", agent, header)), "bad_file") << "not a row at all";
}

TEST_F(ImportsTest, WhatIsNoWorkbookIsRefused) {
    auto book = ingest::SampleWorkbook{.sheets = {ingest::text_row({"code", "name"})}}.bytes();
    auto chinese = town.post("/imports/divisions", chief, book.substr(0, book.size() / 2),
                             {{"content-type", sheet_type}, {"accept-language", "zh-CN"}});
    EXPECT_EQ(problem_code(chinese), "bad_file");
    EXPECT_NE(chinese.body.find("这不是 .xlsx 文件，或文件不完整"), std::string::npos)
        << chinese.body;
    for (const auto& [body, type] : {std::pair<std::string, std::string>("", sheet_type),
                                     {"code,name\n410102002,三\n", sheet_type},
                                     {book, "text/csv"}, {book, "application/geo+json"}})
        EXPECT_EQ(problem_code(send("divisions", chief, body, type)), "bad_file") << type;
}

TEST_F(ImportsTest, APointOfGeoJsonIsWhereTheCaseIs) {
    const std::string file = R"json({"features":[{"geometry":{"type":"Point","coordinates":
        [113.6253,34.7466]},"properties":{"number":"3301-9","phase":"handling","matter_name":"坑洞",
        "division":"410102001000","unit_name":"一街道办事处","filed_at":"2026-02-01T01:00:00Z"}}]})json";
    auto told = send("cases", chief, file, "application/geo+json");
    EXPECT_EQ(member(told, "taken"), "1") << told.body;
    auto again = boost::json::parse(file_of("cases", "geojson", chief));
    const auto& features = again.at("features").as_array();
    auto has_point = [](const boost::json::value& feature) {
        return feature.at("geometry").is_object();
    };
    EXPECT_EQ(std::ranges::count_if(features, has_point), 1);
}

}  // namespace
}  // namespace cs::http
