#include "base/json_exact.h"

#include <gtest/gtest.h>

namespace cs {
namespace {

struct Point {
    int x = 0;
    std::optional<int> y;
    DESCRIBED(Point, x, y)
};
struct Shape {
    std::string name;
    std::vector<Point> corners;
    std::optional<Point> middle;
    Instant at;
    DESCRIBED(Shape, name, corners, middle, at)
};
struct Nothing {
    int given = 0;
    DESCRIBED(Nothing, given)
};

std::string fault_in(std::string_view text) {
    auto read = json::from_exact_text<Shape>(text);
    return read ? "" : read.error().text();
}

TEST(JsonExact, ReadsWhatIsKnown) {
    auto read = json::from_exact_text<Shape>(
        R"({"name":"屋","corners":[{"x":1},{"x":2,"y":3}],"middle":null,"at":"never"})");
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->corners.size(), 2u);
}

TEST(JsonExact, RefusesAMemberThatIsNotKnownAndSaysWhichAre) {
    EXPECT_EQ(fault_in(R"({"name":"a","at":"never","nmae":1})"),
              "$.nmae: there is no such member; known are name, corners, middle, at");
    EXPECT_EQ(fault_in(R"({"name":"a","at":"never","corners":[{"x":1},{"x":1,"z":2}]})"),
              "$.corners[1].z: there is no such member; known are x, y");
    EXPECT_EQ(fault_in(R"({"middle":{"X":1}})"),
              "$.middle.X: there is no such member; known are x, y");
    EXPECT_EQ(fault_in(R"({"":1})"),
              "$.\"\": there is no such member; known are name, corners, middle, at");
}

enum class Colour : std::uint8_t { red, green };
DESCRIBED_ENUM(Colour, red, green)
struct Flags {
    std::vector<Colour> colours;
    std::optional<Colour> other;
    DESCRIBED(Flags, colours, other)
};

TEST(JsonExact, SaysWhichValuesAreKnown) {
    auto fault = [](std::string_view text) {
        return json::from_exact_text<Flags>(text).error().text();
    };
    EXPECT_EQ(fault(R"({"colours":["red","rde"]})"),
              "$.colours[1]: \"rde\" is not one of the known values; known are red, green");
    EXPECT_EQ(fault(R"({"colours":[],"other":"Red"})"),
              "$.other: \"Red\" is not one of the known values; known are red, green");
    EXPECT_EQ(fault(R"({"colours":[1]})"), "$.colours[0]: expected text");
    EXPECT_TRUE(json::from_exact_text<Flags>(R"({"colours":["green"],"other":null})"));
}

TEST(JsonExact, CutsALongNameBetweenCharacters) {
    std::string name, cut;
    for (int i = 0; i < 100; ++i) name += "字";
    for (int i = 0; i < 40; ++i) cut += "字";
    EXPECT_TRUE(fault_in("{\"" + name + "\":1}").starts_with("$." + cut + ": "));
}

TEST(JsonExact, RefusesAMemberThatComesTwice) {
    EXPECT_EQ(fault_in(R"({"name":"a","name":"a","at":"never"})"),
              "$.name: this member is given twice");
    EXPECT_EQ(fault_in(R"({"name":"a","na\u006de":"b","at":"never"})"),
              "$.name: this member is given twice");
    EXPECT_EQ(fault_in(R"({"corners":[{"x":1},{"x":1,"y":2,"x":3}]})"),
              "$.corners[].x: this member is given twice");
    EXPECT_EQ(fault_in(R"({"other":{"x":{},"x":1}})"), "$.other.x: this member is given twice");
    EXPECT_EQ(fault_in(R"({"name":"x","corners":[{"x":1},{"x":1}],"middle":{"x":1},"at":"never"})"),
              "");
}

TEST(JsonExact, SaysWhatIsWrongWithAValueLikeTheOther) {
    EXPECT_EQ(fault_in(R"({"name":1})"), "$.name: expected text");
    EXPECT_EQ(fault_in(R"({"corners":{"x":1}})"), "$.name: this field is missing");
    EXPECT_EQ(fault_in("[]"), "$: expected an object");
    EXPECT_EQ(fault_in("{\"name\":"), json::parse("{\"name\":").error().text());
}

TEST(JsonExact, TakesFromElsewhereWhatComesFromThereOnly) {
    boost::json::object also{{"given", 7}};
    auto read = json::read_exact<Nothing>({}, also);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->given, 7);
    auto twice = json::read_exact<Nothing>({{"given", 7}}, also);
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().text(), "$.given: there is no such member: nothing is taken here");
}

}  // namespace
}  // namespace cs
