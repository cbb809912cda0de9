// Lists as files: the same scope and masks as the list itself, and cells that no spreadsheet
// evaluates.
#include "http/exports.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <boost/json.hpp>
#include <thread>

#include "http/api_test.h"
#include "journal/durable_file.h"
#include "journal/temporary_directory.h"

namespace cs::http {
namespace {

std::string body_of(const Response& response) {
    std::string out;
    if (!response.stream) return response.body;
    while (response.stream->fill(out, 100) == Stream::Next::more) {
    }
    return out;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t from = 0; from < text.size();) {
        auto to = text.find("\r\n", from);
        out.push_back(text.substr(from, to - from));
        from = to == std::string::npos ? text.size() : to + 2;
    }
    return out;
}

// One member of a ZIP archive, by its local header.
std::string unzipped(const std::string& zip, const std::string& name) {
    auto at = zip.find(name);
    if (at == std::string::npos || at < 30) return {};
    auto header = at - 30;
    auto word = [&](std::size_t offset) {
        return static_cast<std::size_t>(static_cast<unsigned char>(zip[header + offset])) |
               static_cast<std::size_t>(static_cast<unsigned char>(zip[header + offset + 1])) << 8;
    };
    z_stream inflating{};
    inflateInit2(&inflating, -15);
    std::string out(1 << 20, '\0');
    auto begin = header + 30 + word(26) + word(28);
    inflating.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zip.data() + begin));
    inflating.avail_in = static_cast<uInt>(zip.size() - begin);
    inflating.next_out = reinterpret_cast<Bytef*>(out.data());
    inflating.avail_out = static_cast<uInt>(out.size());
    inflate(&inflating, Z_FINISH);
    out.resize(inflating.total_out);
    inflateEnd(&inflating);
    return out;
}

class ExportsTest : public testing::Test {
protected:
    // Waits for a job as a client does, without sleeping on a clock.
    Response written(const std::string& what, Caller caller, std::vector<Pair> headers = {}) {
        auto started = town.post("/exports", caller, what, std::move(headers));
        EXPECT_EQ(started.status, 202) << started.body;
        id = member(started, "id");
        for (int i = 0; i < 200'000; ++i) {
            auto state = member(town.get("/exports/" + id, caller), "state");
            if (state == "done" || state == "failed") break;
            std::this_thread::yield();
        }
        return town.get("/exports/" + id, caller);
    }
    std::string file_of(const std::string& what, Caller caller, std::vector<Pair> headers = {}) {
        auto job = written(what, caller, std::move(headers));
        EXPECT_EQ(member(job, "state"), "done") << job.body;
        return body_of(town.get("/exports/" + id + "/file", caller));
    }
    ApiTown town;
    std::string id;
};

TEST(CsvField, IsNeverAFormula) {
    EXPECT_EQ(csv_field("路灯"), "路灯");
    EXPECT_EQ(csv_field("=1+1"), "'=1+1");
    EXPECT_EQ(csv_field("+86"), "'+86");
    EXPECT_EQ(csv_field("-1"), "'-1");
    EXPECT_EQ(csv_field("@sum"), "'@sum");
    EXPECT_EQ(csv_field("\t=1"), "'\t=1");
    EXPECT_EQ(csv_field("\n=1"), "\"'\n=1\"");
    EXPECT_EQ(csv_field(" +1"), "' +1");
    EXPECT_EQ(csv_field("a,\"b\"\nc"), "\"a,\"\"b\"\"\nc\"");
}

TEST_F(ExportsTest, AListIsWrittenAsItsCallerSeesIt) {
    auto agent = town.as(Role::agent);
    auto lines = lines_of(file_of(R"({"list":"cases","format":"csv"})", agent));
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_TRUE(lines[0].starts_with("\xEF\xBB\xBFid,number,phase,suspended,")) << lines[0];
    EXPECT_TRUE(lines[1].starts_with(id_text(town.case_id) + ",410100000-2026-")) << lines[1];
    auto job = town.get("/exports/" + id, agent);
    EXPECT_EQ(member(job, "rows"), "1");
    EXPECT_EQ(member(job, "total"), "1");
    EXPECT_EQ(member(job, "percent"), "100");
    EXPECT_NE(member(job, "bytes"), "0");
    // Another district's agent gets the header only.
    EXPECT_EQ(lines_of(file_of(R"({"list":"cases","format":"csv"})", town.as(Role::agent, false)))
                  .size(),
              1u);
    EXPECT_EQ(lines_of(file_of(R"({"list":"cases","format":"csv","query":"phase=closed"})", agent))
                  .size(),
              1u);
}

TEST_F(ExportsTest, PersonalWordsAreMaskedUnlessAPurposeIsOnRecord) {
    town.report("电话13812345678");
    auto agent = town.as(Role::agent);
    auto masked = file_of(R"({"list":"reports","format":"csv"})", agent);
    EXPECT_NE(masked.find("138****5678"), std::string::npos) << masked;
    EXPECT_EQ(masked.find("13812345678"), std::string::npos);
    auto before = town.api().accounts.audit(0, 1'000)->size();
    auto clear = file_of(R"({"list":"reports","format":"csv"})", agent,
                         {{"chengshu-purpose", "受理"}});
    EXPECT_NE(clear.find("13812345678"), std::string::npos) << clear;
    EXPECT_EQ(town.api().accounts.audit(0, 1'000)->size(), before + 1);
    auto analyst = file_of(R"({"list":"reports","format":"csv"})", town.as(Role::analyst),
                           {{"chengshu-purpose", "统计"}});
    EXPECT_EQ(analyst.find("13812345678"), std::string::npos);
}

TEST_F(ExportsTest, FormulasInOthersWordsStayWords) {
    town.report("x");
    town.post("/reports", town.nobody(),
              R"json({"title":"=HYPERLINK(1)","text":"@a","division":"410102001000"})json");
    auto csv = file_of(R"({"list":"reports","format":"csv"})", town.as(Role::agent),
                       {{"chengshu-purpose", "受理"}});
    EXPECT_NE(csv.find(",'=HYPERLINK(1),'@a,"), std::string::npos) << csv;
    auto xlsx = file_of(R"({"list":"reports","format":"xlsx"})", town.as(Role::agent),
                        {{"chengshu-purpose", "受理"}});
    auto sheet = unzipped(xlsx, "xl/worksheets/sheet1.xml");
    EXPECT_NE(sheet.find("<is><t>=HYPERLINK(1)</t></is>"), std::string::npos) << sheet;
    EXPECT_EQ(sheet.find("<f>"), std::string::npos);
}

TEST_F(ExportsTest, ACharacterThatXmlDoesNotKnowIsLeftOut) {
    journal::TemporaryDirectory directory;
    auto path = directory / "x.xlsx";
    auto file = *open_table(FileFormat::xlsx, path, directory.path(), "x", {Column{{"text"}}});
    ASSERT_TRUE(file->add({{"text", "a\uFFFF\x01 b\nc"}}, "null"));
    ASSERT_TRUE(file->add({{"text", boost::json::string("d\0e", 3)}}, "null"));
    ASSERT_TRUE(file->finish());
    auto sheet = unzipped(*journal::read_whole_file(path), "xl/worksheets/sheet1.xml");
    EXPECT_NE(sheet.find("a b\nc<"), std::string::npos) << sheet;
    EXPECT_NE(sheet.find(">de<"), std::string::npos) << sheet;
}

TEST_F(ExportsTest, GeoJsonHasPlaces) {
    town.post("/reports", town.nobody(),
              R"({"title":"井盖","text":"缺失","division":"410102001000",
                  "at":{"lon_e7":1136253000,"lat_e7":347466000}})");
    auto text = file_of(R"({"list":"reports","format":"geojson"})", town.as(Role::agent));
    auto tree = boost::json::parse(text);
    const auto& features = tree.at("features").as_array();
    ASSERT_EQ(features.size(), 2u);
    EXPECT_TRUE(features[0].at("geometry").is_null());
    EXPECT_EQ(features[1].at("geometry").at("type").as_string(), "Point");
    EXPECT_NEAR(features[1].at("geometry").at("coordinates").at(0).to_number<double>(), 113.6253,
                1e-7);
    EXPECT_EQ(features[1].at("properties").at("phase").as_string(), "waiting");
}

TEST_F(ExportsTest, EveryListCanBeWrittenInEveryForm) {
    auto report = member(town.get("/cases/" + id_text(town.case_id) + "/reports",
                                  town.as(Role::unit_officer)),
                         "rows.0.id");
    const std::vector<std::string> lists{
        "cases", "reports", "inbox&unit=" + id_text(town.own_office), "units", "people",
        "divisions", "grids&division=410102", "matters", "duties", "kpis&by=unit,day",
        "search&q=%E8%B7%AF%E7%81%AF",
        "case_reports&case=" + id_text(town.case_id),
        "timeline&case=" + id_text(town.case_id),
        "orders&case=" + id_text(town.case_id),
        "clocks&case=" + id_text(town.case_id),
        "case_evidence&case=" + id_text(town.case_id),
        "report_evidence&report=" + report};
    for (const auto& list : lists)
        for (std::string format : {"csv", "xlsx", "geojson"}) {
            auto name = list.substr(0, list.find('&'));
            auto query = name.size() < list.size() ? list.substr(name.size() + 1) : "";
            auto job = written(R"({"list":")" + name + R"(","format":")" + format +
                                   R"(","query":")" + query + "\"}",
                               town.as(Role::unit_officer));
            EXPECT_EQ(member(job, "state"), "done") << list << format << job.body;
            auto dropped =
                town.ask(Method::remove, "/exports/" + id, town.as(Role::unit_officer));
            EXPECT_EQ(dropped.status, 204);
        }
}

TEST_F(ExportsTest, WhatBelongsToOneCaseIsAListOfItsReaders) {
    auto agent = town.as(Role::agent);
    auto path = "/cases/" + id_text(town.case_id);
    auto what = [&](const std::string& list) {
        return R"({"list":")" + list + R"(","format":"csv","query":"case=)" +
               id_text(town.case_id) + "\"}";
    };
    for (const auto& [list, last, columns] :
         {std::tuple("timeline", "/timeline", "sequence,at,actor,type,version,title,erased,payload"),
          {"orders", "/orders", "number,unit,"},
          {"clocks", "/clocks", "kind,"},
          {"case_reports", "/reports", "id,sequence,"},
          {"case_evidence", "/evidence", "hash,"}}) {
        auto rows = boost::json::parse(town.get(path + last, agent).body).at("rows").as_array();
        auto lines = lines_of(file_of(what(list), agent));
        ASSERT_EQ(lines.size(), rows.size() + 1) << list;
        EXPECT_TRUE(lines[0].substr(3).starts_with(columns)) << lines[0];
        // Who may not read the case gets no file.
        auto job = written(what(list), town.as(Role::agent, false));
        EXPECT_EQ(member(job, "state"), "failed") << list << job.body;
    }
    auto lines = lines_of(file_of(what("timeline"), agent));
    ASSERT_GT(lines.size(), 2u);
    EXPECT_NE(lines[1].find("{\"\"") , std::string::npos) << lines[1];
    EXPECT_EQ(town.post("/exports", agent, R"({"list":"timeline","format":"csv"})").status, 422);
    auto two = town.post("/exports", agent,
                         R"({"list":"timeline","format":"csv","query":"case=1&case=2"})");
    EXPECT_EQ(member(two, "detail"), "this list takes case once");
}

TEST_F(ExportsTest, ATimelineIsMaskedUnlessAPurposeIsOnRecord) {
    auto agent = town.as(Role::agent);
    ASSERT_EQ(town.post("/cases/" + id_text(town.case_id) + "/notes", agent,
                        R"({"text":"电话13812345678"})")
                  .status,
              200);
    auto what = R"({"list":"timeline","format":"csv","query":"case=)" + id_text(town.case_id) +
                "\"}";
    EXPECT_EQ(file_of(what, agent).find("13812345678"), std::string::npos);
    auto before = town.api().accounts.audit(0, 1'000)->size();
    EXPECT_NE(file_of(what, agent, {{"chengshu-purpose", "复核"}}).find("13812345678"),
              std::string::npos);
    EXPECT_EQ(town.api().accounts.audit(0, 1'000)->size(), before + 1);
    // Somebody is forgotten: what may hold his words is gone.
    EXPECT_GT(town.api().exports->drop_personal(), 0u);
    EXPECT_EQ(town.get("/exports/" + id + "/file", agent).status, 404);
}

TEST_F(ExportsTest, WebhooksAreAListForWhoMayReadThem) {
    town.add_webhook();
    auto chief = town.as(Role::administrator);
    auto webhooks = std::string(R"({"list":"webhooks","format":"csv"})");
    auto dead = R"({"list":"dead_letters","format":"csv","query":"webhook=)" +
                std::to_string(town.webhook) + "\"}";
    auto known = boost::json::parse(town.get("/webhooks", chief).body).at("rows").as_array();
    ASSERT_GT(known.size(), 0u);
    EXPECT_EQ(lines_of(file_of(webhooks, chief)).size(), known.size() + 1);
    EXPECT_EQ(lines_of(file_of(dead, chief)).size(), 1u);
    auto token = chief;
    token.by = auth::SignedInBy::token;
    token.scopes = {auth::Scope::read};
    EXPECT_EQ(town.post("/exports", token, webhooks).status, 403);
    EXPECT_EQ(town.get("/exports/" + id + "/file", token).status, 404);
    EXPECT_EQ(town.post("/exports", town.as(Role::agent), webhooks).status, 403);
}

TEST_F(ExportsTest, AJobIsItsCallersOwn) {
    auto agent = town.as(Role::agent);
    file_of(R"({"list":"units","format":"csv"})", agent);
    EXPECT_EQ(town.get("/exports/" + id, town.as(Role::analyst)).status, 404);
    EXPECT_EQ(town.get("/exports/" + id + "/file", town.as(Role::analyst)).status, 404);
    EXPECT_EQ(town.ask(Method::remove, "/exports/" + id, town.as(Role::analyst)).status, 404);
    EXPECT_EQ(town.ask(Method::remove, "/exports/" + id, agent).status, 204);
    EXPECT_EQ(town.get("/exports/" + id + "/file", agent).status, 404);
}

TEST_F(ExportsTest, OneCallerKeepsHisNewestFilesAndNobodyElsesPlace) {
    auto analyst = town.as(Role::analyst);
    std::vector<std::string> ids;
    for (int i = 0; i < 70; ++i) {
        file_of(R"({"list":"units","format":"csv"})", analyst);
        ids.push_back(id);
    }
    EXPECT_EQ(town.get("/exports/" + ids.front(), analyst).status, 404);
    EXPECT_EQ(town.get("/exports/" + ids[61], analyst).status, 404);
    EXPECT_EQ(town.get("/exports/" + ids[62] + "/file", analyst).status, 200);
    EXPECT_EQ(town.get("/exports/" + ids.back() + "/file", analyst).status, 200);
    EXPECT_NE(file_of(R"({"list":"units","format":"csv"})", town.as(Role::supervisor)), "");
}

TEST_F(ExportsTest, WhatCannotBeWrittenIsRefused) {
    auto agent = town.as(Role::agent);
    for (const char* body : {R"({"list":"secrets","format":"csv"})",
                             R"({"list":"cases","format":"pdf"})",
                             R"({"list":"cases","format":"csv","query":"colour=red"})",
                             R"({"list":"search","format":"csv"})",
                             R"({"list":"inbox","format":"csv"})"})
        EXPECT_EQ(town.post("/exports", agent, body).status, 422) << body;
    EXPECT_EQ(town.post("/exports", agent, R"({"list":"cases","format":"csv","query":"phase=x"})")
                  .status,
              400);
}

// The zone's own wall clock, as a number that spreadsheets sort and filter by; the head stays in
// sight.
TEST_F(ExportsTest, ASheetHasItsNameAHeadAndTimesAsDates) {
    town.report("x");
    auto agent = town.as(Role::agent);
    auto xlsx = file_of(R"({"list":"reports","format":"xlsx"})", agent);
    auto sheet = unzipped(xlsx, "xl/worksheets/sheet1.xml");
    auto csv = file_of(R"({"list":"reports","format":"csv"})", agent);
    EXPECT_NE(csv.find(",2026-03-02T01:00:00Z,"), std::string::npos) << csv;
    EXPECT_EQ(sheet.find("2026-03-02T"), std::string::npos) << sheet;
    // 2026-03-02 09:00 in Shanghai.
    EXPECT_NE(sheet.find("<v>46083.375</v>"), std::string::npos) << sheet;
    EXPECT_NE(sheet.find("state=\"frozen\""), std::string::npos) << sheet;
    EXPECT_NE(sheet.find("<cols>"), std::string::npos) << sheet;
    EXPECT_NE(unzipped(xlsx, "xl/workbook.xml").find("name=\"reports\""), std::string::npos);
    auto styles = unzipped(xlsx, "xl/styles.xml");
    EXPECT_NE(styles.find("yyyy-mm-dd hh:mm:ss"), std::string::npos) << styles;
    EXPECT_NE(styles.find("<b/>"), std::string::npos) << styles;
}

TEST_F(ExportsTest, ASearchIsAListToo) {
    auto agent = town.as(Role::agent);
    // The index follows the views.
    auto lights = "/search?q=%E8%B7%AF%E7%81%AF";
    for (int i = 0; i < 200'000 && member(town.get(lights, agent), "rows.1.report.id").empty(); ++i)
        std::this_thread::yield();
    auto lines = lines_of(
        file_of(R"({"list":"search","format":"csv","query":"q=%E8%B7%AF%E7%81%AF"})", agent));
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_TRUE(lines[0].starts_with("\xEF\xBB\xBFreport.id,")) << lines[0];
    EXPECT_NE(lines[2].find(",410100000-2026-"), std::string::npos) << lines[2];
    auto number = R"({"list":"search","format":"csv","query":"q=13812345678"})";
    EXPECT_EQ(member(written(number, agent), "state"), "failed");
}

TEST_F(ExportsTest, WhereNoPointIsKnownNoneIsShown) {
    auto agent = town.as(Role::agent);
    auto row = boost::json::parse(town.get("/reports", agent).body).at("rows").at(0);
    EXPECT_TRUE(row.at("place").as_object().contains("division"));
    EXPECT_FALSE(row.at("place").as_object().contains("at"));
    auto lines = lines_of(file_of(R"({"list":"reports","format":"csv"})", agent));
    EXPECT_NE(lines[0].find(",place.at.lon_e7,place.at.lat_e7,place.division,"),
              std::string::npos);
    EXPECT_NE(lines[1].find(",,,410102001000,"), std::string::npos) << lines[1];
}

}  // namespace
}  // namespace cs::http
