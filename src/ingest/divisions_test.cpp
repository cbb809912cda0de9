// Division codes from CSV: ours, and the tables as published.
#include "ingest/divisions.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace cs {
namespace {

const std::string source_dir = CHENGSHU_SOURCE_DIR;

TEST(Divisions, AreReadFromAnyColumnOrder) {
    DivisionImport import;
    const std::string_view csv =
        "\xEF\xBB\xBF" "areaCode,name,code\r\n110101,\"东华门,街道\",110101001\r\n";
    ASSERT_TRUE(read_divisions(std::string(csv), "x.csv", import));
    EXPECT_EQ(import.book.find(*parse_division_code("110101001"))->name, "东华门,街道");
}

TEST(Divisions, ListBadLinesAndTakeTheRest) {
    DivisionImport import;
    ASSERT_TRUE(read_divisions("code,name\n11,北京市\n1x,坏\n12\n13,\n14,\"山西\n15,\xFF\n"
                               "11,上海市\n31,上海市\n",
                               "x.csv", import));
    EXPECT_EQ(import.read, 2u);
    ASSERT_EQ(import.bad.size(), 6u);
    EXPECT_EQ(import.bad[0].line, 3u);
    EXPECT_EQ(import.bad[1].reason, "expected 2 columns, found 1");
    EXPECT_EQ(import.bad[3].reason, "a quote is not closed");
    EXPECT_EQ(import.bad[4].reason, "the name is not valid UTF-8 at byte 1");
    EXPECT_EQ(import.bad[5].line, 8u);
}

TEST(Divisions, RefuseAFileWithoutTheColumns) {
    DivisionImport import;
    auto refused = read_divisions("id,label\n1,2\n", "x.csv", import);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text(),
              "x.csv: the first line does not name the columns code and name; begin the file with "
              "the line code,name");
    EXPECT_FALSE(read_divisions_at("/nonexistent/x.csv", import));
}

TEST(Divisions, ComeBackFromTheCompactForm) {
    DivisionImport first, second;
    ASSERT_TRUE(read_divisions("code,name\n41,河南省\n4101,郑州市\n410102001,\"a \"\"b\"\", c\"\n",
                               "x.csv", first));
    const auto text = write_divisions(first.book.under(*parse_division_code("41")));
    ASSERT_TRUE(read_divisions(text, "y.csv", second));
    EXPECT_EQ(write_divisions(second.book.under(*parse_division_code("41"))), text);
    EXPECT_EQ(second.book.size(), 3u);
}

TEST(Divisions, ShipAllOfChinaDownToTheStreet) {
    DivisionImport import;
    ASSERT_TRUE(read_divisions_at(source_dir + "/data/divisions/china.csv", import));
    EXPECT_TRUE(import.bad.empty());
    EXPECT_EQ(import.book.size(), 44'699u);
    EXPECT_EQ(import.book.path(*parse_division_code("410102001")),
              "河南省 郑州市 中原区 林山寨街道");
}

TEST(Divisions, AreReadAsPublished) {
    const auto published = source_dir + "/../shared/data/divisions";
    if (!std::filesystem::exists(published)) GTEST_SKIP() << published << " is not there";
    DivisionImport import, ours;
    ASSERT_TRUE(read_divisions_at(published, import));
    EXPECT_TRUE(import.bad.empty());
    ASSERT_TRUE(read_divisions_at(source_dir + "/data/divisions/china.csv", ours));
    ASSERT_TRUE(read_divisions_at(source_dir + "/data/divisions/410100/villages.csv", ours));
    EXPECT_EQ(import.book.size(), ours.book.size());
    for (const auto& division : import.book.under(*parse_division_code("4101")))
        EXPECT_EQ(*ours.book.find(division.code), division);
}

}  // namespace
}  // namespace cs
