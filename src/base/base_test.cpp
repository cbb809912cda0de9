// Ids, bytes, UTF-8 and the generator.
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/random.h"
#include "base/utf8.h"

namespace cs {
namespace {

TEST(Ids, CarryTheRealm) {
    auto id = make_id<CaseId>(Realm{410100000}, 42);
    EXPECT_EQ(id_text(id), "410100000-42");
    EXPECT_EQ(*parse_id<CaseId>("410100000-42"), id);
    EXPECT_EQ(realm_of(id), Realm{410100000});
    for (auto* text : {"", "42", "1-", "-1", "1-x", "9999999999-1", "1-99999999999999"})
        EXPECT_FALSE(parse_id<CaseId>(text)) << text;
}

TEST(Divisions, KnowTheirLevelAndAncestors) {
    auto community = *parse_division_code("410102001002");
    EXPECT_EQ(level_of(community), DivisionLevel::community);
    EXPECT_EQ(ancestor_at(community, DivisionLevel::district), *parse_division_code("410102"));
    EXPECT_TRUE(within(community, *parse_division_code("4101")));
    EXPECT_FALSE(within(community, *parse_division_code("410103")));
    EXPECT_EQ(level_of(*parse_division_code("41")), DivisionLevel::province);
    EXPECT_FALSE(parse_division_code("41010"));
    EXPECT_FALSE(parse_division_code("0101"));
}

TEST(Bytes, HashAndBase64MatchPublishedVectors) {
    EXPECT_EQ(hex_text(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    std::string out;
    append_base64(out, reinterpret_cast<const std::uint8_t*>("fooba"), 5);
    EXPECT_EQ(out, "Zm9vYmE=");
    EXPECT_EQ(parse_base64(out)->size(), 5u);
    EXPECT_FALSE(parse_base64("Zm9v!mE="));
    EXPECT_FALSE(parse_base64("Zm9"));
}

TEST(Utf8, FindsBrokenBytesAndMeasuresColumns) {
    EXPECT_FALSE(utf8::first_invalid("城枢 abc"));
    EXPECT_EQ(utf8::first_invalid("ab\xC0\x80"), 2u);
    EXPECT_EQ(utf8::first_invalid("\xED\xA0\x80"), 0u);
    EXPECT_EQ(utf8::first_invalid("城\xE5\x9F"), 3u);
    EXPECT_EQ(utf8::columns("城枢ab"), 6u);
    EXPECT_EQ(utf8::fit("城枢城枢", 5), "城枢…");
    EXPECT_EQ(utf8::prefix("城枢ab", 3), "城枢a");
}

TEST(Random, IsTheSameOnEveryMachine) {
    Random random(1);
    EXPECT_EQ(random.next(), 10451216379200822465u);
    for (int i = 0; i < 1000; ++i) EXPECT_LT(random.below(7), 7u);
}

}  // namespace
}  // namespace cs
