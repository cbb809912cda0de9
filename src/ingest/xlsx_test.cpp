// Workbooks of other programs and of hostile hands.
#include "ingest/xlsx.h"

#include <gtest/gtest.h>

#include "ingest/cell_form.h"
#include "ingest/csv.h"
#include "ingest/divisions.h"
#include "ingest/duties.h"
#include "ingest/sample_workbook_test.h"
#include "ingest/zip_parts.h"
#include "journal/durable_file.h"
#include "journal/temporary_directory.h"

namespace cs::ingest {
namespace {

std::string csv_of(const SampleWorkbook& book) {
    auto table = table_of_xlsx(book.bytes(), "x.xlsx");
    return table ? table->csv : table.error().text();
}
std::string csv_of_row(const std::string& cells) {
    return csv_of({.sheets = {"<row><c t=\"str\"><v>a</v></c></row><row>" + cells + "</row>"}});
}
std::string place_in(const TableText& table, std::size_t number) {
    auto place = place_of(table.sheets, number);
    return (place.sheet ? *place.sheet + "!" : "") + std::to_string(place.line);
}
std::string refusal(const Parts& parts) {
    auto table = table_of_xlsx(zipped(parts), "x.xlsx");
    return table ? "taken: " + table->csv : table.error().text();
}

TEST(Xlsx, IsReadAsExcelWritesIt) {
    SampleWorkbook book;
    book.texts = {"<t>编码</t>", "<t>名称</t>", "<t>时间</t>", "<t>完</t>",
                  "<r><rPr><b/></rPr><t>二七</t></r><r><t xml:space=\"preserve\"> 区</t></r>"
                  "<rPh sb=\"0\" eb=\"2\"><t>erqi</t></rPh>"};
    book.forms = {0, 14, 22, 164, 165, 166};
    book.codes = {{164, "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"},
                  {165, "000"},
                  {166, "#,##0.00\\m;[Red]0&quot;d&quot;"}};
    book.sheets = {
        "<row r=\"1\" spans=\"1:4\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v>"
        "</c><c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c></row>"
        "<row r=\"2\"><c r=\"A2\"><v>410105</v></c><c r=\"B2\" t=\"s\"><v>4</v></c>"
        "<c r=\"C2\" s=\"1\"><v>46083</v></c><c r=\"D2\" t=\"b\"><v>1</v></c></row>"
        "<row r=\"3\"><c r=\"A3\"><v>1.13625300012E11</v></c>"
        "<c r=\"C3\" s=\"2\"><v>46083.375</v></c><c r=\"D3\" s=\"9\"/></row>"
        "<row r=\"5\"><c r=\"A5\" s=\"4\"><v>1</v></c><c r=\"B5\" s=\"5\"><v>0.1</v></c>"
        "<c r=\"C5\" s=\"3\"><f>TODAY()</f><v>46083.999988425923</v></c>"
        "<c r=\"D5\" t=\"b\"><v>0</v></c></row>"};
    EXPECT_EQ(csv_of(book),
              "编码,名称,时间,完\n"
              "410105,二七 区,2026-03-01T16:00:00Z,true\n"
              "113625300012,,2026-03-02T01:00:00Z,\n"
              "001,0.1,2026-03-02T15:59:59Z,false\n");
    book.is_1904 = true;
    EXPECT_NE(csv_of(book).find(",2030-03-02T16:00:00Z,"), std::string::npos) << csv_of(book);
}

TEST(Xlsx, IsReadAsOtherProgramsWriteIt) {
    SampleWorkbook book;
    book.sheets = {"<row/>" + text_row({"a", "b", "c"}) + "<row><c t=\"str\"><f>B1&amp;1</f><v>x,\"y"
                   "\"</v></c><c t=\"d\"><v>2026-03-02T09:00:00</v></c><c><v>-0.5</v></c></row>" +
                   text_row({"", "", ""}) + "<row><c/><c r=\"C9\"><v>7</v></c></row>" +
                   text_row({"_x000D_&#10;", "_x00e9__x4E2D_", "_xD800_ _x12_"})};
    EXPECT_EQ(csv_of(book),
              "a,b,c\n\"x,\"\"y\"\"\",2026-03-02T09:00:00,-0.5\n,,7\n\"\r\n\",é中,_xD800_ _x12_\n");
}

TEST(Xlsx, AnotherPrefixOfItsElementsChangesNothing) {
    auto parts = SampleWorkbook{.sheets = {""}}.parts();
    parts["xl/worksheets/sheet1.xml"] =
        "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:sheetData>"
        "<x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>";
    EXPECT_EQ(refusal(parts), "taken: 7\n");
}

TEST(Xlsx, FurtherSheetsWithTheSameHeadGoOn) {
    SampleWorkbook book;
    book.sheets = {text_row({"a", "b"}) + text_row({"1", "2"}), text_row({"b", "a"}) +
                   text_row({"no", "no"}), "", "<row r=\"3\"/>" + text_row({"a", "b"}) +
                   "<row r=\"7\"><c t=\"e\"><v>#N/A</v></c></row>" + text_row({"3", "4"})};
    auto table = table_of_xlsx(book.bytes(), "x.xlsx");
    ASSERT_TRUE(table.has_value()) << table.error().text();
    EXPECT_EQ(table->csv, "a,b\n1,2\n3,4\n");
    EXPECT_EQ(place_in(*table, table->number_at(2)), "S1!2");
    EXPECT_EQ(place_in(*table, table->number_at(3)), "S4!8");
    ASSERT_EQ(table->bad_rows.size(), 1u);
    EXPECT_EQ(place_in(*table, table->bad_rows[0].line), "S4!7");
    EXPECT_EQ(table->bad_rows[0].fault, RowFault::cell_error);
}

TEST(Xlsx, ASheetWithoutRowsIsNobodys) {
    const auto head = text_row({"a"});
    SampleWorkbook book{.sheets = {head, head, head + "<row r=\"5\"><c><v>1</v></c></row>", head,
                                   head + text_row({"2"})}};
    auto table = table_of_xlsx(book.bytes(), "x.xlsx");
    ASSERT_TRUE(table.has_value()) << table.error().text();
    EXPECT_EQ(table->csv, "a\n1\n2\n");
    EXPECT_EQ(place_in(*table, table->number_at(2)), "S3!5");
    EXPECT_EQ(place_in(*table, table->number_at(3)), "S5!2");
    EXPECT_EQ(place_in("a\n1\n", 2), "2") << "of a CSV there is no sheet";
}

TEST(Xlsx, BadRowsAreToldByTheirNumberInTheSheet) {
    SampleWorkbook book;
    book.sheets = {text_row({"code", "name"}) + text_row({"410102", "中原\n区"}) +
                   "<row r=\"9\"><c><v>1</v></c></row><row r=\"11\"><c/><c/><c><v>1</v></c></row>"
                   "<row r=\"12\"><c t=\"e\"><v>#REF!</v></c></row><row r=\"13\"><c r=\"ZZ13\">"
                   "<v>1</v></c></row><row r=\"14\"><c t=\"str\"><v>" +
                   std::string(max_field_bytes + 1, 'x') + "</v></c></row>" +
                   text_row({"410103", "二七区"})};
    auto reader = CsvReader::over(*table_of_xlsx(book.bytes(), "x"), "x", {{"code"}, {"name"}});
    ASSERT_TRUE(reader.has_value());
    CsvRow row;
    std::vector<BadRow> bad;
    ASSERT_TRUE(*reader->next(row, bad));
    EXPECT_EQ(row.line, 2u);
    EXPECT_EQ(row[1], "中原\n区");
    ASSERT_TRUE(*reader->next(row, bad));
    EXPECT_EQ(row.line, 9u);
    ASSERT_TRUE(*reader->next(row, bad));
    EXPECT_EQ(row.line, 15u);
    EXPECT_FALSE(*reader->next(row, bad));
    // Rows 11 and 13 have nothing but what stands beside the table.
    ASSERT_EQ(bad.size(), 2u);
    const std::pair<std::size_t, RowFault> wanted[] = {{12, RowFault::cell_error},
                                                       {14, RowFault::huge_field}};
    for (std::size_t i = 0; i < bad.size(); ++i) {
        EXPECT_EQ(bad[i].line, wanted[i].first);
        EXPECT_EQ(bad[i].fault, wanted[i].second);
    }
}

TEST(Xlsx, NumbersAreShownInFull) {
    EXPECT_EQ(csv_of_row("<c><v>4.10105E5</v></c>"), "a\n410105\n");
    EXPECT_EQ(csv_of_row("<c><v>0.30000000000000004</v></c>"), "a\n0.3\n");
    EXPECT_EQ(csv_of_row("<c><v>113.62530000000001</v></c>"), "a\n113.6253\n");
    EXPECT_EQ(csv_of_row("<c><v>13800138000</v></c>"), "a\n13800138000\n");
    EXPECT_EQ(csv_of_row("<c><v>1E-7</v></c>"), "a\n0.0000001\n");
    for (const char* odd : {"inf", "nan", "1 2", "x", "1e999"})
        EXPECT_EQ(csv_of_row("<c><v>" + std::string(odd) + "</v></c>"),
                  "a\n" + std::string(odd) + "\n");
    EXPECT_EQ(shown_number("1e300", {}, Epoch::of_1900), std::nullopt);
    EXPECT_EQ(shown_number("-1e-300", {}, Epoch::of_1900)->substr(0, 4), "-0.0");
    EXPECT_EQ(shown_number("3e6", {true, 0}, Epoch::of_1900), "3000000");
    EXPECT_FALSE(described_form("General").is_date);
    EXPECT_FALSE(described_form("0.00_d\"day").is_date);
    EXPECT_TRUE(described_form("[$-804]AAAA;hh:mm").is_date);
    EXPECT_FALSE(described_form("[hh]:mm").is_date) << "how long, not when";
}

TEST(Xlsx, WhatIsNoneIsRefusedInOneSentence) {
    auto said = [](const std::string& bytes) {
        auto table = table_of_xlsx(bytes, "x.xlsx");
        return table ? "taken" : table.error().text();
    };
    auto whole = SampleWorkbook{.sheets = {text_row({"a"})}}.bytes();
    for (const auto& bytes : {std::string(), std::string("a,b\n1,2\n"), whole.substr(0, 400),
                              std::string("PK\x03\x04")})
        EXPECT_EQ(said(bytes), "x.xlsx: this is no .xlsx file, or it is cut off; save it as .xlsx "
                               "and send it whole");
    EXPECT_EQ(said("\xD0\xCF\x11\xE0 and so on"),
              "x.xlsx: this is a workbook of the old form (.xls), or one locked with a password; "
              "save it as .xlsx without a password");
    for (const auto& parts : {Parts{{"a.txt", "a"}}, Parts{{"_rels/.rels", "<Relationships/>"}}})
        EXPECT_EQ(refusal(parts), "x.xlsx: this is a ZIP archive, but no workbook; save it as .xlsx "
                                  "and send it whole");
    EXPECT_EQ(said(zipped(SampleWorkbook{.sheets = {""}}.parts(), "secret")),
              "x.xlsx: the workbook is locked with a password; save it as .xlsx without a password");
    EXPECT_EQ(said(std::string(longest_xlsx + 1, 'x')),
              "x.xlsx: the workbook is longer than 16 MiB; send it in parts, or as CSV");
    auto damaged = whole;
    auto sheet = damaged.find("xl/worksheets/sheet1.xml");
    for (auto at = sheet + 40; at < sheet + 60; ++at) damaged[at] ^= 0x55;
    EXPECT_EQ(said(damaged), "x.xlsx: the workbook's part xl/worksheets/sheet1.xml is damaged; "
                             "save it as .xlsx and send it whole");
    Parts many;
    for (int i = 0; i < 4'097; ++i) many[std::to_string(i)] = "";
    EXPECT_TRUE(refusal(many).contains("more parts than a workbook")) << refusal(many);
}

TEST(Xlsx, APartThatIsMissingOrNoXmlIsNamed) {
    auto parts = SampleWorkbook{.sheets = {text_row({"a"})}}.parts();
    for (const auto& [name, text] : SampleWorkbook{.sheets = {text_row({"a"})}}.parts()) {
        if (name == "[Content_Types].xml" || name == "_rels/.rels") continue;
        auto without = parts;
        without.erase(name);
        EXPECT_EQ(refusal(without),
                  "x.xlsx: the workbook lacks its part " + name + "; save it as .xlsx anew");
        auto cut = parts;
        cut[name].resize(cut[name].size() - 5);
        EXPECT_EQ(refusal(cut), "x.xlsx: the workbook's part " + name +
                                    " is not the XML of one; save it as .xlsx anew");
    }
    EXPECT_TRUE(refusal(SampleWorkbook{}.parts()).contains("has no sheet"));
    SampleWorkbook astray{.sheets = {"<row><c t=\"s\"><v>3</v></c></row>"}};
    EXPECT_TRUE(csv_of(astray).contains("names a text that it does not have")) << csv_of(astray);
    SampleWorkbook faulty{.sheets = {"<row><c t=\"e\"><v>#N/A</v></c></row>" + text_row({"a"})}};
    EXPECT_TRUE(csv_of(faulty).contains("the row of column names")) << csv_of(faulty);
}

TEST(Xlsx, WhatItsSenderDoesNotSeeIsNotTaken) {
    SampleWorkbook book{.sheets = {text_row({"id", "name"}) + text_row({"1", "x"}),
                                   text_row({"id", "name"}) + text_row({"9", "secret"})}};
    auto parts = book.parts();
    auto& tabs = parts["xl/workbook.xml"];
    auto second = tabs.rfind("<sheet ");
    ASSERT_NE(second, std::string::npos);
    tabs.insert(second + 7, "state=\"veryHidden\" ");
    EXPECT_EQ(table_of_xlsx(zipped(parts), "x.xlsx")->csv.find("secret"), std::string::npos);
}

TEST(Xlsx, WhatStandsBesideTheTableIsNoneOfIt) {
    SampleWorkbook book{.sheets = {text_row({"a", "b"}) + text_row({"1", "2", " "}) +
                                   "<row><c t=\"str\"><v>3</v></c><c t=\"str\"><v>4</v></c>"
                                   "<c t=\"e\"><v>#N/A</v></c></row>"}};
    auto table = table_of_xlsx(book.bytes(), "x.xlsx");
    ASSERT_TRUE(table.has_value()) << table.error().text();
    EXPECT_TRUE(table->bad_rows.empty());
    EXPECT_TRUE(table->csv.contains("3,4")) << table->csv;
}

TEST(Xlsx, ALongNumberIsItselfOrNone) {
    auto cell = [](const std::string& value) { return "<row><c><v>" + value + "</v></c></row>"; };
    SampleWorkbook book{.sheets = {text_row({"id"}) + cell("410100202611220001") +
                                   cell("4.1010020261122E17") + cell("123456789012345")}};
    auto table = table_of_xlsx(book.bytes(), "x.xlsx");
    ASSERT_TRUE(table.has_value()) << table.error().text();
    EXPECT_TRUE(table->csv.contains("410100202611220001")) << table->csv;
    EXPECT_TRUE(table->csv.contains("123456789012345")) << table->csv;
    ASSERT_EQ(table->bad_rows.size(), 1u);
    EXPECT_EQ(table->bad_rows[0].line, 3u);
    EXPECT_EQ(table->bad_rows[0].fault, RowFault::inexact_number);
}

TEST(Xlsx, ABombIsRefused) {
    auto with_sheet = [](std::string text) {
        auto parts = SampleWorkbook{.sheets = {""}}.parts();
        parts["xl/worksheets/sheet1.xml"] = std::move(text);
        return refusal(parts);
    };
    const std::string not_one = "is not the XML of one";
    EXPECT_TRUE(with_sheet("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>").contains(not_one));
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    EXPECT_TRUE(with_sheet(deep).contains(not_one));
    EXPECT_TRUE(with_sheet("<a b=\"" + std::string(4 << 20, 'x') + "\"/>").contains(not_one));
    EXPECT_TRUE(with_sheet("<a>" + std::string(most_unpacked, ' ') + "</a>")
                    .contains("longer than 512 MiB"));
    // A namespace that a parser would write out before every attribute.
    std::string spaces = "<w xmlns:p=\"" + std::string(100'000, 'u') + "\"><x";
    for (int i = 0; i < 20'000; ++i) spaces += " p:a" + std::to_string(i) + "=\"\"";
    EXPECT_EQ(with_sheet(spaces + "/></w>"), "taken: ");
    std::string cells = "<row>";
    for (int i = 0; i < 1'000'000; ++i) cells += "<c t=\"s\" r=\"A1\"><v>0</v></c>";
    SampleWorkbook one_row{.sheets = {text_row({"a"}) + cells + "</row>"},
                           .texts = {"<t>" + std::string(max_field_bytes, 'x') + "</t>"}};
    EXPECT_TRUE(csv_of(one_row).contains("more than an import may"));
    // A few texts that are named over and over.
    SampleWorkbook many{.sheets = {text_row({"a"})},
                        .texts = {"<t>" + std::string(max_field_bytes, 'x') + "</t>"}};
    for (int i = 0; i < 65; ++i) many.sheets[0] += "<row><c t=\"s\"><v>0</v></c></row>";
    EXPECT_TRUE(csv_of(many).contains("more than an import may")) << csv_of(many).size();
    std::string nothing = "<row>";
    for (int i = 0; i < 20'000'000; ++i) nothing += "<c/>";
    EXPECT_TRUE(with_sheet(nothing + "</row>").contains("more than an import may"));
    SampleWorkbook wide{.sheets = {text_row(std::vector<std::string>(200, "a"))}};
    for (int i = 0; i < 340'000; ++i) wide.sheets[0] += "<row><c><v>1</v></c></row>";
    EXPECT_TRUE(csv_of(wide).contains("more than an import may")) << csv_of(wide).size();
}

TEST(Xlsx, ReadingEndsOnceItIsAskedTo) {
    auto book = SampleWorkbook{.sheets = {text_row({"a"}) + text_row({"1"})}}.bytes();
    std::stop_source stop;
    EXPECT_TRUE(table_of_xlsx(book, "x.xlsx", stop.get_token()).has_value());
    stop.request_stop();
    auto ended = table_of_xlsx(book, "x.xlsx", stop.get_token());
    ASSERT_FALSE(ended.has_value());
    EXPECT_TRUE(ended.error().text().contains("was not read to its end"));
}

TEST(Xlsx, AFileOnTheDiskIsToldByItsFirstBytes) {
    journal::TemporaryDirectory directory;
    auto path = directory / "x.xlsx";
    SampleWorkbook book{.sheets = {text_row({"code", "name"}) + text_row({"410102", "中原区"}) +
                                   text_row({"x", "y"})}};
    ASSERT_TRUE(journal::write_file_durably(path, book.bytes()));
    DivisionImport import;
    ASSERT_TRUE(read_divisions_at(path, import));
    EXPECT_EQ(import.read, 1u);
    ASSERT_EQ(import.bad.size(), 1u);
    EXPECT_EQ(import.bad[0].line, 3u);
    auto reader = CsvReader::open(path, {{"code"}});
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    ASSERT_TRUE(journal::write_file_durably(path, book.bytes().substr(0, 300)));
    EXPECT_TRUE(CsvReader::open(path, {{"code"}}).error().text().contains("it is cut off"));
}

}  // namespace
}  // namespace cs::ingest
