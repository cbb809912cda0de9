#include "base/json.h"

#include <gtest/gtest.h>

#include "base/geo.h"

namespace cs {
namespace {

enum class Colour { red, green };
DESCRIBED_ENUM(Colour, red, green)

struct Inner {
    int count = 0;
    std::optional<std::string> note;
    DESCRIBED(Inner, count, note)
};
struct Outer {
    CaseId id{};
    Colour colour = Colour::red;
    std::vector<Inner> inner;
    Instant at;
    Bytes bytes;
    std::optional<LonLat> place;
    DESCRIBED(Outer, id, colour, inner, at, bytes, place)
};

TEST(Json, WritesAndReadsADescribedStruct) {
    Outer outer{make_id<CaseId>(Realm{410100000}, 42), Colour::green, {{3, "水\"\n"}, {4, {}}},
                Instant{1'000'001}, Bytes{{1, 2, 3, 255}}, LonLat{1136115760, 347482860}};
    auto text = json::text_of(outer);
    EXPECT_EQ(text,
              R"({"id":"410100000-42","colour":"green","inner":[{"count":3,"note":"水\"\n"},)"
              R"({"count":4}],"at":"1970-01-01T00:00:01.000001Z","bytes":"AQID/w==",)"
              R"("place":{"lon_e7":1136115760,"lat_e7":347482860}})");
    auto back = json::from_text<Outer>(text);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(json::text_of(*back), text);
}

TEST(Json, IgnoresUnknownAndFillsMissingOptionalFields) {
    auto back = json::from_text<Inner>(R"({"count":1,"later":{"x":[1]}})");
    ASSERT_TRUE(back);
    EXPECT_EQ(back->count, 1);
    EXPECT_FALSE(back->note);
}

TEST(Json, RefusesAWrongFieldWithItsPath) {
    auto path_of = [](std::string_view text) { return json::from_text<Outer>(text).error().where; };
    EXPECT_EQ(path_of(R"({"id":"410100000-42","colour":"blue"})"), "$.colour");
    EXPECT_EQ(path_of(R"({"id":42})"), "$.id");
    EXPECT_EQ(path_of(R"({"id":"1-1","colour":"red","inner":[{"count":1},{"count":"x"}]})"),
              "$.inner[1].count");
    EXPECT_EQ(path_of(R"({"id":"1-1","colour":"red"})"), "$.at");
}

TEST(Json, SaysOfACodeWhatIsWrongWithIt) {
    auto fault_of = [](std::string_view text) {
        return json::from_text<DivisionCode>(text).error().what;
    };
    EXPECT_EQ(raw(*json::from_text<DivisionCode>("\"410102001000\"")), 410102001000U);
    EXPECT_EQ(fault_of("\"000000000000\""), "a code of 12 or 18 digits does not begin with 0");
    EXPECT_EQ(fault_of("\"41010200100\""), "expected a code of 12 or 18 digits as text");
    EXPECT_EQ(fault_of("\"41010200100x\""), "expected a code of 12 or 18 digits as text");
}

TEST(Json, KeepsAnInstantThatNeverComes) {
    EXPECT_EQ(json::text_of(Instant::never()), "\"never\"");
    EXPECT_EQ(*json::from_text<Instant>("\"never\""), Instant::never());
}

TEST(Json, RefusesDeepAndBrokenDocuments) {
    EXPECT_FALSE(json::parse(std::string(40, '[') + std::string(40, ']')));
    EXPECT_FALSE(json::parse("{\"a\":"));
    EXPECT_FALSE(json::parse("{} {}"));
    EXPECT_FALSE(json::parse("\"\xff\""));
}

}  // namespace
}  // namespace cs
