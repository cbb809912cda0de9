// What becomes of a photo: its copies hold the picture and nothing else, and what the camera said is
// kept apart.
#include "evidence/picture.h"

#include <gtest/gtest.h>

#include "base/time.h"
#include "evidence/media.h"
#include "evidence/samples.h"

namespace cs::evidence {
namespace {

TEST(Picture, KeepsPlaceAndTimeAndStripsThemFromCopies) {
    auto photo = samples::jpeg(3'000, 1'500, samples::zhengzhou_exif());
    ASSERT_NE(photo.find("Exif"), std::string::npos);
    auto developed = develop(photo);
    ASSERT_TRUE(developed.has_value()) << developed.error().detail;
    EXPECT_EQ(developed->width, 3'000u);
    EXPECT_EQ(developed->height, 1'500u);
    const auto& capture = developed->capture;
    EXPECT_EQ(capture.local_time, "2026-03-02T10:11:12");
    EXPECT_EQ(capture.at, *parse_instant("2026-03-02T02:11:12Z"));
    EXPECT_EQ(capture.camera, "Chengshu Test 1");
    ASSERT_TRUE(capture.place.has_value());
    EXPECT_EQ(capture.place->lat_e7, 347'466'333);
    EXPECT_EQ(capture.place->lon_e7, 1'136'250'000);
    for (const auto* copy : {&developed->public_copy, &developed->thumbnail}) {
        EXPECT_EQ(media_of_bytes(*copy), Media::jpeg);
        for (const char* word : {"Exif", "Chengshu", "2026:03:02", "http://ns.adobe.com"})
            EXPECT_EQ(copy->find(word), std::string::npos) << word;
    }
    auto small = develop(developed->thumbnail);
    ASSERT_TRUE(small.has_value());
    EXPECT_EQ(small->width, static_cast<std::uint32_t>(thumbnail_edge));
    EXPECT_TRUE(small->capture.is_empty());
    auto shared = develop(developed->public_copy);
    ASSERT_TRUE(shared.has_value());
    EXPECT_EQ(shared->width, static_cast<std::uint32_t>(public_edge));
}

TEST(Picture, DecodesTheOtherTwoKinds) {
    EXPECT_TRUE(develop(samples::png(40, 30)).has_value());
    EXPECT_TRUE(develop(samples::webp(40, 30)).has_value());
}

// 144 KB that would be 14.7 gigabytes: found from the header, before a line is decoded.
TEST(Picture, RefusesADecompressionBomb) {
    auto bomb = samples::png_bomb(70'000, 70'000);
    EXPECT_LT(bomb.size(), 4'096u);
    auto developed = develop(bomb);
    ASSERT_FALSE(developed.has_value());
    EXPECT_EQ(developed.error().code, RejectionCode::too_many_pixels);
    EXPECT_NE(developed.error().detail.find("70000 × 70000"), std::string::npos);
}

TEST(Picture, RefusesWhatDoesNotDecodeToItsEnd) {
    for (auto bytes : {samples::png(64, 48), samples::jpeg(64, 48)}) {
        auto cut = bytes.substr(0, bytes.size() * 2 / 3);
        auto developed = develop(cut);
        ASSERT_FALSE(developed.has_value());
        EXPECT_EQ(developed.error().code, RejectionCode::damaged_file);
    }
    EXPECT_FALSE(develop(samples::png_bomb(300, 300)).has_value());
}

// The loaders that come with libvips for documents, vector pictures and raw tables stay shut.
TEST(Picture, LetsNoOtherLoaderIn) {
    for (const std::string bytes :
         {R"(<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>)",
          "GIF89a\x01\x01\x01\x01\x01\x01\x3B", "P5\n2 2\n255\nabcd"})
        EXPECT_FALSE(develop(bytes).has_value()) << bytes;
    EXPECT_FALSE(develop(samples::pdf()).has_value());
}

TEST(Capture, LeavesOutWhatCannotBeRead) {
    auto of = [](std::string_view key, std::string value) {
        return read_capture([=](std::string_view name) -> std::optional<std::string> {
            if (name == key) return value;
            return {};
        });
    };
    EXPECT_TRUE(of("exif-ifd3-GPSLatitude", "34/1 44/0 1/1").is_empty());
    EXPECT_TRUE(of("exif-ifd2-DateTimeOriginal", "0000:00:00 00:00:00").is_empty());
    EXPECT_TRUE(of("exif-ifd0-Model", "a\x01" "b").is_empty());
    EXPECT_TRUE(of("exif-ifd0-Make", "\xFF\xFE").is_empty());
    EXPECT_EQ(of("exif-ifd0-Make", "HUAWEI (HUAWEI, ASCII, 7 components, 7 bytes)").camera, "HUAWEI");
}

}  // namespace
}  // namespace cs::evidence
