// The city file: golden bytes of a one-grid city, and every kind of damage refused.
#include "ingest/city_file.h"

#include <gtest/gtest.h>

#include "ingest/divisions.h"
#include "ingest/test_sources.h"

namespace cs {
namespace {

CityPlan one_grid() {
    const DivisionCode village{410122101201};
    const Polygon square{{{{1000, 2000}, {1100, 2000}, {1100, 2100}, {1000, 2100}}}};
    CityPlan plan;
    plan.city = {DivisionCode{410100000000}, "市"};
    plan.seed = 3;
    plan.divisions = {{{village, "村"}, square}};
    plan.grids = {{{make_grid_id(village, GridKind::rural, 1), GridKind::rural, "网", {}, 80, 1},
                   square}};
    return plan;
}

std::string hex_of(std::string_view bytes) {
    std::string out;
    for (unsigned char byte : bytes)
        for (int digit : {byte >> 4, byte & 15}) out += "0123456789abcdef"[digit];
    return out;
}

TEST(CityFile, FollowsItsFormat) {
    const auto bytes = city_bytes(one_grid());
    EXPECT_EQ(bytes.substr(0, 8), "CSCITY\r\n");
    // City code, name of three bytes, seed 3, sources of 32 zeros.
    EXPECT_EQ(hex_of(bytes.substr(52, 11)), "80caf5def70b03e5b88203");
    // One ring of four vertices: steps of +1000 +2000, +100 0, 0 +100, -100 0.
    EXPECT_EQ(hex_of(bytes.substr(52 + 11 + 32, 1)), "01");
    EXPECT_NE(bytes.find(std::string("\x01\x04\xD0\x0F\xA0\x1F\xC8\x01\x00\x00\xC8\x01\xC7\x01\x00",
                                     15)),
              std::string::npos);
    EXPECT_EQ(*parse_city_bytes(bytes, "x"), one_grid());
}

TEST(CityFile, RefusesEveryChangedByteAndEveryCut) {
    const auto bytes = city_bytes(one_grid());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ 0x10);
        EXPECT_FALSE(parse_city_bytes(changed, "x")) << i;
        EXPECT_FALSE(parse_city_bytes(std::string_view(bytes).substr(0, i), "x")) << i;
    }
    EXPECT_FALSE(parse_city_bytes(bytes + "x", "x"));
}

TEST(CityFile, SaysWhatIsWrong) {
    auto bytes = city_bytes(one_grid());
    const auto said = [](std::string_view text) {
        auto plan = parse_city_bytes(text, "a.city");
        return plan ? std::string("read") : plan.error().text();
    };
    EXPECT_EQ(said("hello"), "a.city: this is not a city file; build the city again");
    EXPECT_EQ(said(std::string_view(bytes).substr(0, bytes.size() - 2)),
              "a.city: the city file is cut off: 2 bytes are missing; build the city again");
    auto newer = bytes;
    newer[8] = 2;
    EXPECT_EQ(said(newer),
              "a.city: the city file has version 2, this program reads version 1; "
              "build the city again");
    bytes.back() = static_cast<char>(bytes.back() + 1);
    EXPECT_EQ(said(bytes), "a.city: the city file is damaged: its hash is not that of its bytes; "
                           "build the city again");
}

TEST(CityFile, IsReadBackFromDiskAndRefusedWhereItCannotBeWritten) {
    TestSources files("city_file");
    ASSERT_TRUE(write_city_file(one_grid(), files.path("a.city")));
    EXPECT_EQ(*read_city_file(files.path("a.city")), one_grid());
    EXPECT_FALSE(read_city_file(files.path("b.city")));
    EXPECT_FALSE(write_city_file(one_grid(), files.path("no/such/a.city")));
}

}  // namespace
}  // namespace cs
