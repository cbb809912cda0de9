// What no text may hold: control characters but tab and line breaks, and noncharacters.
#include "base/characters.h"

#include <gtest/gtest.h>

namespace cs::utf8 {
namespace {

TEST(Characters, WhatAnyFormCanCarryIsStorable) {
    for (char32_t good :
         {U'\t', U'\n', U'\r', U' ', U'a', U'\x7F', U'路', U'\uFFFD', U'\U0001F600'})
        EXPECT_TRUE(is_storable(good)) << name_of(good);
    for (char32_t bad : {U'\0', U'\x1', U'\x1B', U'\x1F', U'\uFDD0', U'\uFDEF', U'\uFFFE',
                         U'\uFFFF', U'\U0001FFFE', U'\U0010FFFF'})
        EXPECT_FALSE(is_storable(bad)) << name_of(bad);
}

TEST(Characters, LettersAndDigitsAreThoseThatAreSeenAndRead) {
    for (char32_t read : {U'0',  U'9',  U'A', U'z',  U'路', U'〇', U'々', U'𠮷', U'é', U'я',
                          U'ア', U'한', U'٣', U'ａ', U'Ｚ', U'９', U'①',  U'⑴',  U'❶', U'𝟏'})
        EXPECT_TRUE(is_letter_or_digit(read)) << name_of(read);
    for (char32_t other :
         {U' ',      U'\n',     U'-',      U'*',          U'#',         U'~',      U'|',
          U'=',      U'&',      U'_',      U'\u00A0',     U'\u00AD',    U'·',      U'×',
          U'\u0301', U'\u034F', U'\u115F', U'\u180E',     U'\u2009',    U'\u200B', U'‐',
          U'‑',      U'—',      U'…',      U'\u2060',     U'\u20E3',    U'−',      U'\u3000',
          U'，',     U'。',     U'【',     U'\u3164',     U'\uFE0F',    U'：',     U'＿',
          U'\uFEFF', U'\uFFA0', U'😀',      U'\U000E0020', U'\U000E0100'})
        EXPECT_FALSE(is_letter_or_digit(other)) << name_of(other);
}

TEST(Characters, AreFoundInATextAndLeftOutOfIt) {
    EXPECT_FALSE(first_unstorable("路灯\t不亮\n"));
    EXPECT_EQ(first_unstorable("路灯\x1B[31m"), U'\x1B');
    EXPECT_EQ(first_unstorable("a\uFFFF"), U'\uFFFF');
    using namespace std::string_literals;
    EXPECT_EQ(storable("路\0灯\uFFFF\x01 不\n亮"s), "路灯 不\n亮");
    EXPECT_EQ(name_of(U'\uFFFF'), "U+FFFF");
    EXPECT_EQ(name_of(U'\0'), "U+0000");
}

TEST(Characters, AreFoundInJsonHoweverTheyAreWritten) {
    EXPECT_FALSE(first_unstorable_in_json(R"({"text":"路\t\n\"\\u0000 \u8def \ud83d\ude00"})"));
    EXPECT_EQ(first_unstorable_in_json(R"({"text":"a\u0000"})"), U'\0');
    EXPECT_EQ(first_unstorable_in_json(R"({"text":"a\\\u001b"})"), U'\x1B');
    EXPECT_EQ(first_unstorable_in_json(R"({"text":"a\uFFFF"})"), U'\uFFFF');
    EXPECT_EQ(first_unstorable_in_json(R"({"text":"a\ud83f\udffe"})"), U'\U0001FFFE');
    EXPECT_EQ(first_unstorable_in_json("{\"text\":\"\uFFFF\"}"), U'\uFFFF');
    for (const char* cut : {"\"a\\", "\"a\\u00", "\"\\ud83f", "\xFF\xFF"})
        EXPECT_NO_FATAL_FAILURE(first_unstorable_in_json(cut));
}

}  // namespace
}  // namespace cs::utf8
