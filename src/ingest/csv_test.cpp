#include "ingest/csv.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

using namespace cs;
using namespace cs::ingest;

namespace {

struct Read {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> lines;
    std::vector<BadRow> bad;
};

Read drain(Result<CsvReader> reader) {
    Read out;
    EXPECT_TRUE(reader.has_value()) << (reader ? "" : reader.error().text());
    if (!reader) return out;
    CsvRow row;
    while (true) {
        auto more = reader->next(row, out.bad);
        EXPECT_TRUE(more.has_value());
        if (!more || !*more) break;
        out.rows.emplace_back(row.fields.begin(), row.fields.end());
        out.lines.push_back(row.line);
    }
    return out;
}

Read read_ab(std::string text) {
    return drain(CsvReader::over(std::move(text), "x.csv", {{"a"}, {"b"}}));
}

std::string refusal(std::string text) {
    auto reader = CsvReader::over(std::move(text), "x.csv", {{"a"}, {"b"}});
    return reader ? "" : reader.error().text();
}

using Rows = std::vector<std::vector<std::string>>;

struct TemporaryFile {
    std::string path;
    explicit TemporaryFile(const std::string& text) {
        char name[] = "/tmp/chengshu_csv_XXXXXX";
        int descriptor = mkstemp(name);
        EXPECT_GE(descriptor, 0);
        EXPECT_EQ(write(descriptor, text.data(), text.size()),
                  static_cast<ssize_t>(text.size()));
        close(descriptor);
        path = name;
    }
    ~TemporaryFile() { unlink(path.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
};

}  // namespace

TEST(Csv, FindsColumnsByNameInAnyOrderAndIgnoresOthers) {
    auto read = read_ab("z,b,a\n1,2,3\n4,5,6\n");
    EXPECT_EQ(read.rows, (Rows{{"3", "2"}, {"6", "5"}}));
    EXPECT_TRUE(read.bad.empty());
}

TEST(Csv, UnderstandsQuotesCommasLineBreaksAndDoubledQuotes) {
    auto read = read_ab("a,b\r\n\"x, y\",\"he said \"\"no\"\"\"\r\n\"two\nlines\",\"\"\r\nlast,row");
    EXPECT_EQ(read.rows, (Rows{{"x, y", "he said \"no\""}, {"two\nlines", ""}, {"last", "row"}}));
    EXPECT_EQ(read.lines, (std::vector<std::size_t>{2, 3, 5}));
}

TEST(Csv, SkipsAByteOrderMarkAndBlankLines) {
    auto read = read_ab("\xEF\xBB\xBF" "a,b\n\n1,2\r\n\r\n3,4\n\n");
    EXPECT_EQ(read.rows, (Rows{{"1", "2"}, {"3", "4"}}));
    EXPECT_EQ(read.lines, (std::vector<std::size_t>{3, 5}));
    EXPECT_TRUE(read.bad.empty());
}

TEST(Csv, ReportsAWrongNumberOfColumnsAndGoesOn) {
    auto read = read_ab("a,b\n1\n1,2,3\n5,6\n");
    ASSERT_EQ(read.bad.size(), 2u);
    EXPECT_EQ(read.bad[0].line, 2u);
    EXPECT_EQ(read.bad[0].fault, RowFault::wrong_columns);
    EXPECT_EQ(read.bad[1].detail, "3 ≠ 2");
    EXPECT_EQ(read.rows, (Rows{{"5", "6"}}));
}

TEST(Csv, ReportsBrokenUtf8WithTheFieldAndGoesOn) {
    auto read = read_ab("a,b\nfine,\xC4\xE3\nx,y\n");
    ASSERT_EQ(read.bad.size(), 1u);
    EXPECT_EQ(read.bad[0].fault, RowFault::broken_utf8);
    EXPECT_EQ(read.bad[0].line, 2u);
    EXPECT_EQ(read.bad[0].detail, "#2");
    EXPECT_EQ(read.rows, (Rows{{"x", "y"}}));
}

TEST(Csv, AnUnclosedQuoteCostsOnlyItsOwnLine) {
    auto read = read_ab("a,b\n1,\"open\n3,4\n5,6\n");
    ASSERT_EQ(read.bad.size(), 1u);
    EXPECT_EQ(read.bad[0].fault, RowFault::unclosed_quote);
    EXPECT_EQ(read.bad[0].line, 2u);
    EXPECT_EQ(read.rows, (Rows{{"3", "4"}, {"5", "6"}}));
    EXPECT_EQ(read.lines, (std::vector<std::size_t>{3, 4}));
}

TEST(Csv, AnUnclosedQuoteThatMeetsALaterOneCostsOnlyItsOwnLine) {
    auto read = read_ab("a,b\n\"open,2\n3,4\n\"5\",6\n");
    ASSERT_EQ(read.bad.size(), 1u);
    EXPECT_EQ(read.bad[0].fault, RowFault::text_after_quote);
    EXPECT_EQ(read.rows, (Rows{{"3", "4"}, {"5", "6"}}));
}

TEST(Csv, AFaultAfterAFieldOfSeveralLinesDoesNotReadThoseLinesAgain) {
    auto read = read_ab("a,b\n\"one\ntwo\",\"x\"y\n7,8\n");
    ASSERT_EQ(read.bad.size(), 1u);
    EXPECT_EQ(read.bad[0].line, 2u);
    EXPECT_EQ(read.rows, (Rows{{"7", "8"}}));
    EXPECT_EQ(read.lines, (std::vector<std::size_t>{4}));
}

TEST(Csv, ReportsAQuoteInsideAPlainField) {
    auto read = read_ab("a,b\nx\"y,2\n3,4\n");
    ASSERT_EQ(read.bad.size(), 1u);
    EXPECT_EQ(read.bad[0].fault, RowFault::stray_quote);
    EXPECT_EQ(read.rows.size(), 1u);
}

TEST(Csv, ReportsAHugeFieldAndGoesOn) {
    std::string huge(max_field_bytes + 1, 'x');
    for (const auto& field : {huge, "\"" + huge + "\""}) {
        auto read = read_ab("a,b\n1," + field + "\n3,4\n");
        ASSERT_EQ(read.bad.size(), 1u);
        EXPECT_EQ(read.bad[0].fault, RowFault::huge_field);
        EXPECT_EQ(read.rows, (Rows{{"3", "4"}}));
    }
    auto largest = read_ab("a,b\n1," + huge.substr(1) + "\n3,4\n");
    EXPECT_TRUE(largest.bad.empty());
    EXPECT_EQ(largest.rows.size(), 2u);
}

TEST(Csv, ARowOfEndlessColumnsIsABadOne) {
    auto read = read_ab("a,b\n" + std::string(2 * max_columns, ',') + "\n3,4\n");
    ASSERT_EQ(read.bad.size(), 1u);
    EXPECT_EQ(read.bad[0].fault, RowFault::wrong_columns);
    EXPECT_EQ(read.rows, (Rows{{"3", "4"}}));
}

TEST(Csv, AFileOfBadRowsIsRefused) {
    std::string text = "a,b\n";
    for (std::size_t i = 0; i < 2 * most_bad_rows; ++i) text += "x\n";
    auto reader = CsvReader::over(std::move(text), "x.csv", {{"a"}, {"b"}});
    ASSERT_TRUE(reader.has_value());
    CsvRow row;
    std::vector<BadRow> bad;
    auto ended = reader->next(row, bad);
    ASSERT_FALSE(ended.has_value());
    EXPECT_EQ(ended.error().text(),
              "x.csv: more than 100000 rows of the file are bad; the first bad row is line 2: "
              "the number of columns differs from the header's");
    EXPECT_LE(bad.size(), most_bad_rows + 1);
}

TEST(Csv, RefusesAMissingColumnAndSaysWhatWasFound) {
    EXPECT_EQ(refusal("x,b\n1,2\n"),
              "x.csv line 1: the column a is missing; found only: x, b; "
              "name the columns in the first line, in any order");
    EXPECT_NE(refusal("").find("the file is empty"), std::string::npos);
    EXPECT_NE(refusal("a,a,b\n").find("appears twice"), std::string::npos);
}

TEST(Csv, RefusesOtherEncodingsWithAWayToConvertThem) {
    EXPECT_NE(refusal("\xFF\xFE" "a\0").find("UTF-16"), std::string::npos);
    auto gbk = refusal("\xB1\xE0\xBA\xC5,b\n1,2\n");
    EXPECT_NE(gbk.find("not valid UTF-8"), std::string::npos);
    EXPECT_NE(gbk.find("iconv -f GB18030"), std::string::npos);
}

TEST(Csv, AnAbsentOptionalColumnIsEmpty) {
    auto reader = CsvReader::over("a\n1\n", "x.csv", {{"a"}, {"b", false}});
    ASSERT_TRUE(reader.has_value());
    EXPECT_FALSE(reader->has(1));
    CsvRow row;
    std::vector<BadRow> bad;
    ASSERT_TRUE(*reader->next(row, bad));
    EXPECT_EQ(row[1], "");
}

TEST(Csv, RefusesAMissingFileAndADirectory) {
    auto missing = CsvReader::open("/nowhere/x.csv", {{"a"}});
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(missing.error().where, "/nowhere/x.csv");
    auto directory = CsvReader::open("/tmp", {{"a"}});
    ASSERT_FALSE(directory.has_value());
    EXPECT_NE(directory.error().what.find("directory"), std::string::npos);
}

// The reader's block is 256 KiB: records that straddle blocks must not differ.
TEST(Csv, AFileInBlocksReadsLikeATextInMemory) {
    std::string text = "a,b\n";
    for (int i = 0; i < 30'000; ++i) {
        auto number = std::to_string(i);
        text += number + ",\"第" + number + "行,\n\"\"引号\"\"\"\r\n";
        if (i % 1000 == 0) text += "bad\n\"open" + number + ",x\n";
    }
    TemporaryFile file(text);
    auto from_file = drain(CsvReader::open(file.path, {{"a"}, {"b"}}));
    auto from_text = read_ab(text);
    EXPECT_EQ(from_file.rows, from_text.rows);
    EXPECT_EQ(from_file.lines, from_text.lines);
    EXPECT_EQ(from_file.bad.size(), from_text.bad.size());
    EXPECT_EQ(from_text.rows.size(), 30'000u);
    EXPECT_EQ(from_text.bad.size(), 60u);
}

RC_GTEST_PROP(Csv, WhatWasWrittenWithQuotesIsReadBack, ()) {
    auto cells = *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
        rc::gen::pair(rc::gen::container<std::string>(rc::gen::element('x', ',', '"', '\n', '\r')),
                      rc::gen::container<std::string>(rc::gen::element('y', ',', '"', '\n'))));
    auto quote = [](const std::string& field) {
        std::string out = "\"";
        for (char c : field) out += c == '"' ? std::string("\"\"") : std::string(1, c);
        return out + "\"";
    };
    std::string text = "a,b\n";
    Rows expected;
    for (const auto& [a, b] : cells) {
        text += quote(a) + "," + quote(b) + "\n";
        expected.push_back({a, b});
    }
    auto read = read_ab(text);
    RC_ASSERT(read.bad.empty());
    RC_ASSERT(read.rows == expected);
}

// Whatever the bytes, reading ends, and no line is both read and reported.
RC_GTEST_PROP(Csv, AnyBytesEndInRowsOrReports, ()) {
    auto bytes = *rc::gen::container<std::string>(
        rc::gen::element('a', ',', '"', '\n', '\r', '\xE5', '\x9F', '\x8E', '\0'));
    auto read = read_ab("a,b\n" + bytes);
    for (const auto& bad : read.bad)
        RC_ASSERT(std::ranges::count(read.lines, bad.line) == 0);
}
