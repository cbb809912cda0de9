// Forms, however they arrive.
#include "http/multipart.h"

#include <gtest/gtest.h>

#include <vector>

namespace cs::http {
namespace {

struct Read {
    std::vector<FormPart> parts;
    std::vector<std::string> contents;
    bool is_complete = false;
    std::string problem;
};

Read read(const std::string& form, std::size_t piece, const std::string& boundary = "b") {
    Read out;
    FormReader reader(
        boundary,
        [&](const FormPart& part) {
            out.parts.push_back(part);
            out.contents.emplace_back();
        },
        [&](std::string_view bytes) { out.contents.back() += bytes; });
    for (std::size_t at = 0; at < form.size(); at += piece)
        if (auto taken = reader.take(std::string_view(form).substr(at, piece)); !taken) {
            out.problem = taken.error().what;
            return out;
        }
    out.is_complete = reader.is_complete();
    return out;
}

TEST(Multipart, TellsPartsAndContentsInAnyPieces) {
    std::string tricky = "\r\n--\r\n--a\r\n-";
    std::string form =
        "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n" + tricky +
        "\r\n--b\r\ncontent-type: image/png\r\n"
        "content-disposition: form-data; filename=\"a\\\"b.png\"; name=file\r\n\r\n\r\n--b--tail";
    for (std::size_t piece = 1; piece <= form.size(); ++piece) {
        auto found = read(form, piece);
        ASSERT_EQ(found.problem, "");
        ASSERT_EQ(found.parts.size(), 2u) << piece;
        EXPECT_EQ(found.parts[0].name, "note");
        EXPECT_EQ(found.contents[0], tricky);
        EXPECT_EQ(found.parts[1].name, "file");
        EXPECT_EQ(found.parts[1].file_name, "a\"b.png");
        EXPECT_EQ(found.parts[1].content_type, "image/png");
        EXPECT_EQ(found.contents[1], "");
        EXPECT_TRUE(found.is_complete);
    }
}

TEST(Multipart, RefusesWhatIsNoForm) {
    EXPECT_NE(read("--bxx", 9).problem, "");
    EXPECT_NE(read("--b\r\n\r\n\r\n", 9).problem, "");
    EXPECT_NE(read("--b\r\nContent-Disposition: attachment; name=x\r\n\r\n", 9).problem, "");
    EXPECT_NE(read("--b\r\nX-Long: " + std::string(5'000, 'x'), 100).problem, "");
    EXPECT_NE(read(std::string(9'000, 'x'), 100).problem, "");
    std::string many;
    for (int i = 0; i < 20; ++i)
        many += "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n";
    EXPECT_NE(read(many, 50).problem, "");
    EXPECT_FALSE(read("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx", 9).is_complete);
}

TEST(Multipart, FindsTheBoundary) {
    EXPECT_EQ(form_boundary("multipart/form-data; boundary=----WebKitFormBoundaryX1"),
              "----WebKitFormBoundaryX1");
    EXPECT_EQ(form_boundary("Multipart/Form-Data; charset=utf-8; boundary=\"a b\""), "a b");
    for (const char* wrong : {"multipart/mixed; boundary=b", "multipart/form-data", "",
                              "multipart/form-data; boundary=", "multipart/form-data; boundary=\"a\r\""})
        EXPECT_FALSE(form_boundary(wrong)) << wrong;
    EXPECT_FALSE(form_boundary("multipart/form-data; boundary=" + std::string(71, 'b')));
}

}  // namespace
}  // namespace cs::http
