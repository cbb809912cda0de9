#include "views/bigrams.h"

#include <gtest/gtest.h>

namespace cs::views {

static std::string terms(std::string_view text) {
    std::string out;
    append_terms(out, text);
    return out;
}

TEST(Bigrams, BeginATermAtEveryHanCharacter) {
    EXPECT_EQ(terms("路灯坏了"), "路灯 灯坏 坏了 了");
}

TEST(Bigrams, KeepWordsAndNumbersWholeAndFoldThem) {
    EXPECT_EQ(terms("Ａ12栋 WiFi没了"), "a12 栋 wifi 没了 了");
}

TEST(Bigrams, DoNotReachOverPunctuation) { EXPECT_EQ(terms("路，灯"), "路 灯"); }

TEST(Bigrams, StepOverBytesThatAreNotUtf8) { EXPECT_EQ(terms("路灯\xff" "坏"), "路灯 灯 坏"); }

TEST(Bigrams, MakeAPhraseOfALongQueryAndAPrefixOfOneCharacter) {
    EXPECT_EQ(*match_expression("路灯"), "\"路灯\"");
    EXPECT_EQ(*match_expression("路灯坏"), "\"路灯 灯坏\"");
    EXPECT_EQ(*match_expression("灯"), "\"灯\" *");
    EXPECT_EQ(*match_expression("3号"), "\"3 号\" *");
    EXPECT_EQ(*match_expression("路灯　坏了"), "\"路灯\" AND \"坏了\"");
}

TEST(Bigrams, AreInATextThatHoldsEveryPiece) {
    auto in = [](const char* text, const char* query) {
        return holds(text, *match_expression(query));
    };
    const char* text = "人民路12号院的路灯坏了";
    for (const char* query : {"路灯", "路", "了", "路灯坏了", "人民 灯坏", "路12号"})
        EXPECT_TRUE(in(text, query)) << query;
    for (const char* query : {"路灯了", "人民灯", "1", "路灯 井盖", "路1"})
        EXPECT_FALSE(in(text, query)) << query;
}

TEST(Bigrams, NeverPassSyntaxOn) {
    EXPECT_EQ(*match_expression("路灯\" OR * NEAR(a)"), "\"路灯\" AND \"or\" AND \"near a\"");
    EXPECT_FALSE(match_expression("\"*()^:").has_value());
    EXPECT_FALSE(match_expression("").has_value());
    EXPECT_FALSE(match_expression("\xff").has_value());
    std::string long_query;
    for (int i = 0; i < 101; ++i) long_query += "灯";
    EXPECT_FALSE(match_expression(long_query).has_value());
}

}  // namespace cs::views
