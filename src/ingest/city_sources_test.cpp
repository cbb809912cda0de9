// What a city is built from, and the one sentence for each thing that is missing.
#include "ingest/city_sources.h"

#include <gtest/gtest.h>

#include "ingest/coordinates.h"
#include "ingest/test_sources.h"

namespace cs {
namespace {

std::string refusal(const TestSources& files) {
    auto sources = read_city_sources(files.path("city.json"), files.path("codes.csv"));
    if (sources) return "read";
    auto text = sources.error().text();
    const auto folder = files.path("");
    for (auto at = text.find(folder); at != text.npos; at = text.find(folder))
        text.erase(at, folder.size());
    return text;
}

TEST(CitySources, FindTheHostOfAZone) {
    TestSources files("hosts");
    auto sources = *read_city_sources(files.path("city.json"), files.path("codes.csv"));
    EXPECT_EQ(host_of(sources.profile, *parse_division_code("990171001")),
              *parse_division_code("990102"));
    EXPECT_EQ(host_of(sources.profile, *parse_division_code("990101001")),
              *parse_division_code("990101"));
}

TEST(CitySources, RefuseADistrictWithoutPolygonOrHost) {
    TestSources files("no_polygon");
    files.write("city.json", R"({"code":"990100000000","villages":"villages.csv",
                                 "polygons":"borders.json","datum":"wgs84"})");
    EXPECT_EQ(refusal(files),
              "city.json: there is no polygon for 990171000000, in which "
              "甲省 乙市 开发区 四街道 lies; add the polygon, or name a host for it under zones");
}

TEST(CitySources, RefuseAStreetWithoutCommunities) {
    TestSources files("no_communities");
    files.write("villages.csv", "code,name\n990101001001,甲社区\n");
    EXPECT_EQ(refusal(files), "city.json: the street 甲省 乙市 东区 二镇 has no communities; "
                              "add them to villages.csv");
}

TEST(CitySources, RefuseAnUnknownCityAndBrokenFiles) {
    TestSources files("broken");
    files.write("city.json", R"({"code":"980100000000","villages":"villages.csv",
                                 "polygons":"borders.json","datum":"wgs84"})");
    EXPECT_EQ(refusal(files), "city.json: the city 980100000000 is not in the code book");
    files.write("city.json", R"({"code":"990100000000","villages":"villages.csv"})");
    EXPECT_EQ(refusal(files), "city.json: $.polygons: this field is missing");
    files.write("city.json", TestSources::profile());
    files.write("borders.json", R"({"features":[{"properties":{"adcode":990101},"geometry":
        {"type":"Polygon","coordinates":[[[113,34],[500,34],[113,35]]]}}]})");
    EXPECT_EQ(refusal(files), "borders.json, feature 1: a position is not on the globe");
    files.write("borders.json", "{}");
    EXPECT_EQ(refusal(files), "borders.json: this is not a GeoJSON FeatureCollection");
}

TEST(CitySources, ConvertPolygonsOfPublicMapServices) {
    const std::string geojson = R"({"features":[{"properties":{"adcode":410102},"geometry":
        {"type":"Polygon","coordinates":[[[113.6,34.7],[113.7,34.7],[113.7,34.8],
        [113.6,34.7]]]}}]})";
    const auto borders = *read_district_borders(geojson, Datum::gcj02, "x");
    ASSERT_EQ(borders.size(), 1u);
    EXPECT_EQ(borders[0].polygon.rings[0][0], to_lon_lat(wgs84_from_gcj02({113.6, 34.7})));
    EXPECT_NE(borders[0].polygon.rings[0][0], to_lon_lat({113.6, 34.7}));
}

}  // namespace
}  // namespace cs
