#include "cli/printable.h"

#include <gtest/gtest.h>

namespace cs::cli {

TEST(Printable, KeepsWordsAndTakesAwayWhatDrivesATerminal) {
    EXPECT_EQ(printable("路灯不亮, 3 天"), "路灯不亮, 3 天");
    EXPECT_EQ(printable("\033]0;x\007\033[31mred"), " ]0;x  [31mred");
    EXPECT_EQ(printable("a\nb\tc\x7f"), "a b c ");
    EXPECT_EQ(printable("\u202Egnp.exe"), " gnp.exe");
    EXPECT_EQ(printable("\u0085\u2028"), "  ");
}

TEST(Printable, AForgedHeadingStaysIndented) {
    EXPECT_EQ(indented("one\nOrders\n\nend"), "    one\n    Orders\n    \n    end\n");
    EXPECT_EQ(indented(""), "");
}

}  // namespace cs::cli
