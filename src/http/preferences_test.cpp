#include "http/preferences.h"

#include <gtest/gtest.h>

namespace cs::http {
namespace {

TEST(Preferences, ChineseIsSpokenToWhoLikesItBetter) {
    for (const char* chinese :
         {"zh", "zh-CN", "ZH-cn,zh;q=0.9", "en;q=0.5,zh;q=0.9", "zh,en", "fr, zh;q=0.1",
          "zh-TW;q=0.3, en-GB;q=0.2", "en;q=0, *", "zh ; Q=0.8, en;q=0.7"})
        EXPECT_TRUE(prefers_chinese(chinese)) << chinese;
    for (const char* english : {"", "en", "*", "fr", "zh;q=0", "zh;q=0, *", "en,zh", "zh;q=0.5,en",
                                "zhx", "zh;q=0.5, *;q=0.8", "zh;q=x", "zh;q=0.0, en;q=0"})
        EXPECT_FALSE(prefers_chinese(english)) << english;
}

TEST(Preferences, AreReadOneAfterTheOther) {
    std::string_view header = "gzip;q=0.25 , br, x;q=2";
    auto first = *next_preference(header), second = *next_preference(header);
    EXPECT_EQ(first.word, "gzip");
    EXPECT_EQ(first.quality, 250);
    EXPECT_EQ(second.word, "br");
    EXPECT_EQ(second.quality, 1'000);
    EXPECT_EQ(next_preference(header)->quality, 0);
    EXPECT_FALSE(next_preference(header));
    EXPECT_TRUE(is_same_word("Identity", "identity"));
    EXPECT_FALSE(is_same_word("identity", "identit"));
}

}  // namespace
}  // namespace cs::http
