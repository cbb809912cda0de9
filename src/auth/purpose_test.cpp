#include "auth/purpose.h"

#include <gtest/gtest.h>

#include <string>

namespace cs::auth {
namespace {

TEST(Purpose, SaysSomething) {
    for (const char* good : {"回访", "calling back", "x", "工单 12，核实：是否属实？", "１"})
        EXPECT_TRUE(is_purpose(good)) << good;
    for (const char* empty : {"", " ", "　", "\u200B", "\u3164", "...", "——", "*"})
        EXPECT_FALSE(is_purpose(empty)) << empty;
}

TEST(Purpose, IsOneShortLine) {
    std::string longest;
    for (std::size_t i = 0; i < longest_purpose; ++i) longest += "访";
    EXPECT_TRUE(is_purpose(longest));
    EXPECT_FALSE(is_purpose(longest + "客"));
    for (const char* foul : {"\n", "回访\n核实", "回\t访", "\x1B[31m回访", "回访\u2028",
                             "回访\u202E", "回访\u0085", "回访\uFFFF", "\xFF\xFE"})
        EXPECT_FALSE(is_purpose(foul)) << foul;
}

}  // namespace
}  // namespace cs::auth
