#include "cli/table.h"

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "cli/progress_bar.h"

using namespace cs;
using namespace cs::cli;

namespace {

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        auto end = text.find('\n', at);
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

Screen screen_of(std::size_t width) { return {false, false, width}; }

}  // namespace

TEST(Table, AlignsWideCharactersAndPutsNumbersToTheRight) {
    Table table({{"单位"}, {"n", true}, {"备注"}});
    table.add({"区水利局", "7", "积水"});
    table.add({"street office", "1,234", ""});
    EXPECT_EQ(table.text(screen_of(0)),
              "单位               n  备注\n"
              "─────────────  ─────  ────\n"
              "区水利局           7  积水\n"
              "street office  1,234\n");
}

TEST(Table, CutsTheWidestColumnsToFitTheScreenAndNeverSplitsACharacter) {
    Table table({{"id"}, {"text", false, true}, {"more", false, true}});
    table.add({"1", "一二三四五六七八九十一二三四五六七八九十", "short"});
    for (std::size_t width = 20; width <= 60; ++width)
        for (const auto& line : lines(table.text(screen_of(width)))) {
            EXPECT_LE(utf8::columns(line), width);
            EXPECT_FALSE(utf8::first_invalid(line).has_value());
        }
    EXPECT_NE(table.text(screen_of(30)).find("…"), std::string::npos);
    EXPECT_EQ(table.text(screen_of(0)).find("…"), std::string::npos);
}

TEST(Table, ShowsLineBreaksInACellAsSpaces) {
    Table table({{"a"}});
    table.add({"x\ny\tz\x1b[31m"});
    EXPECT_EQ(lines(table.text(screen_of(0)))[2], "x y z [31m");
}

TEST(Table, ColoursOnlyAScreenThatHasColour) {
    Table table({{"a"}});
    table.add({"x"}, Colour::red);
    EXPECT_EQ(table.text(screen_of(80)).find('\x1b'), std::string::npos);
    EXPECT_NE(table.text({true, true, 80}).find("\x1b[31m"), std::string::npos);
}

TEST(Numbers, AreGroupedAndRounded) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(-1234567), "-1,234,567");
    EXPECT_EQ(percentage(836, 1000), "83.6 %");
    EXPECT_EQ(percentage(1, 3), "33.3 %");
    EXPECT_EQ(percentage(2, 3), "66.7 %");
    EXPECT_EQ(percentage(0, 0), "–");
}

TEST(Progress, ShowsRateAndRemainingTimeInTheWidthThereIs) {
    Progress progress{1300, 2500, Duration::seconds(10)};
    EXPECT_EQ(progress_line("Reading", progress, 80, Language::english),
              "Reading  [█████████░░░░░░░░░]  52.0 %  1,300/2,500  130/s  about 10 s left");
    for (std::size_t width = 10; width < 120; ++width)
        EXPECT_LE(utf8::columns(progress_line("正在读取", progress, width, Language::chinese)),
                  width);
}
