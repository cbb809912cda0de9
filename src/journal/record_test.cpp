#include "journal/record.h"

#include <gtest/gtest.h>

#include <fstream>

namespace cs::journal {
namespace {

Record example() {
    return {.realm = Realm{410100000},
            .sequence = 7,
            .at = *parse_instant("2026-02-13T08:00:00Z"),
            .actor = make_id<PersonId>(Realm{410100000}, 42),
            .type = "CaseFiled",
            .version = 1,
            .payload = "{\"case_id\":\"410100000-9\"}",
            .key = "k-1",
            .hash = {}};
}

std::string hex(std::string_view bytes) {
    std::string out;
    for (char c : bytes) {
        out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

// Golden: never regenerated. When this fails, old journals no longer verify.
constexpr const char* golden_bytes =
    "1871a120" "0000000000000007" "00064aaffdea8000" "61c684800000002a" "00000001"
    "00000009" "4361736546696c6564"
    "00000019" "7b22636173655f6964223a223431303130303030302d39227d"
    "00000003" "6b2d31";
constexpr const char* golden_hash =
    "3cfa8b606a15c79a636555ea7c08ef9b45c6e2e8cf292170062df181a5abed9f";

TEST(Record, HasExactlyTheseBytesAndThisHash) {
    Sha256 hasher;
    EXPECT_EQ(hex(leaf_bytes(example())), golden_bytes);
    EXPECT_EQ(hex_text(leaf_hash(hasher, example())), golden_hash);
    EXPECT_EQ(leaf_hash(hasher, example()), sha256(std::string(1, '\0') + leaf_bytes(example())));
}

TEST(Record, TheFormatDocumentShowsTheSameBytesAndHash) {
    std::ifstream file(CHENGSHU_SOURCE_DIR "/docs/journal-format.md");
    ASSERT_TRUE(file);
    std::string bytes;
    std::string line;
    bool in_example = false;
    while (std::getline(file, line) && !line.starts_with("    hash 3")) {
        if (line.starts_with("## ")) in_example = line == "## Example";
        // The bytes stand in columns 4 to 48, their meaning to the right of that.
        if (!in_example || !line.starts_with("    ")) continue;
        for (char c : line.substr(4, 45))
            if (c != ' ') bytes += c;
    }
    EXPECT_EQ(bytes, golden_bytes);
    EXPECT_EQ(line, std::string("    hash ") + golden_hash);
}

TEST(Record, EveryFieldChangesTheHash) {
    Sha256 hasher;
    std::vector<Record> changed(8, example());
    changed[0].realm = Realm{410100001};
    changed[1].sequence = 8;
    changed[2].at = changed[2].at + Duration{1};
    changed[3].actor = PersonId{1};
    changed[4].type = "CaseFile";
    changed[5].version = 2;
    changed[6].payload += " ";
    changed[7].key = "";
    for (const auto& record : changed)
        EXPECT_NE(leaf_hash(hasher, record), leaf_hash(hasher, example()));
}

TEST(Record, ATextMovedFromOneFieldToTheNextChangesTheHash) {
    Sha256 hasher;
    Record left = example();
    Record right = example();
    left.payload = "ab";
    left.key = "c";
    right.payload = "a";
    right.key = "bc";
    EXPECT_NE(leaf_hash(hasher, left), leaf_hash(hasher, right));
}

}  // namespace
}  // namespace cs::journal
