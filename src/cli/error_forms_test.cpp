// Every error that the rooms can raise has a Chinese form: the sources are read for fail(…) and
// system_failure(…), and each sentence found there is asked for in Chinese.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/error_report.h"
#include "ingest/bad_row.h"

using namespace cs;
using namespace cs::cli;

namespace {

namespace fs = std::filesystem;

// These speak to programmers, not to the command line's users.
bool is_apart(const std::string& path) {
    for (const char* part : {"_test", "src/bench/", "src/sim/simulate", "faulty_journal",
                             "fake_disk", "fake_vfs", "locate_bench", "views/bench", "samples"})
        if (path.find(part) != std::string::npos) return true;
    return false;
}

// Skips a string literal that begins at `at`.
std::size_t behind_literal(const std::string& text, std::size_t at) {
    for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
    return at + 1;
}

// The pieces of a bracketed list, from behind its bracket, cut at `separator` outside of brackets.
std::vector<std::string> pieces(const std::string& text, std::size_t at, char separator) {
    std::vector<std::string> out(1);
    for (int depth = 0; at < text.size();) {
        char c = text[at];
        if (c == '"') {
            auto end = behind_literal(text, at);
            out.back() += text.substr(at, end - at);
            at = end;
            continue;
        }
        if (c == '(' || c == '{' || c == '[') ++depth;
        if ((c == ')' || c == '}' || c == ']') && --depth < 0) return out;
        if (c == separator && depth == 0)
            out.emplace_back();
        else
            out.back() += c;
        ++at;
    }
    return out;
}

std::string without_blanks_around(const std::string& text) {
    auto from = text.find_first_not_of(" \n");
    if (from == std::string::npos) return {};
    return text.substr(from, text.find_last_not_of(" \n") - from + 1);
}

// What adjacent literals say; nothing when the piece is another expression.
std::optional<std::string> literal(std::string piece) {
    piece = without_blanks_around(piece);
    constexpr std::string_view wrap = "std::string(\"";
    if (piece.starts_with(wrap)) piece = piece.substr(wrap.size() - 1, piece.size() - wrap.size());
    std::string out;
    for (std::size_t at = 0; at < piece.size();) {
        if (piece[at] != '"') return {};
        auto end = behind_literal(piece, at);
        for (auto i = at + 1; i + 1 < end; ++i) {
            if (piece[i] == '\\') ++i;
            out += piece[i];
        }
        at = piece.find_first_not_of(" \n", end);
        if (at == std::string::npos) break;
    }
    return out;
}

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

// One sentence that the expression may give; nothing when none of it stands in the source.
std::optional<std::string> sample(const std::string& expression) {
    std::string out;
    bool speaks = false;
    for (const auto& piece : pieces(expression, 0, '+')) {
        auto text = literal(piece);
        speaks = speaks || (text && std::ranges::any_of(*text, is_letter));
        auto bare = without_blanks_around(piece);
        bool is_record = bare.starts_with("record_named(") || bare.starts_with("numbered(");
        out += text ? *text : is_record ? "record 7" : "7";
    }
    if (!speaks) return {};
    return out;
}

struct Sentence {
    std::string where;
    std::string text;
};

void collect(const std::string& path, const std::string& source, const std::string& call,
             std::vector<Sentence>& out) {
    for (auto at = source.find(call); at != std::string::npos; at = source.find(call, at + 1)) {
        char before = source[at - 1];
        if (std::isalnum(static_cast<unsigned char>(before)) || before == '_') continue;
        auto arguments = pieces(source, at + call.size(), ',');
        // The reader of JSON names the place first.
        if (call == "wrong(" && arguments.size() > 1) arguments.erase(arguments.begin());
        std::string tail = call == "system_failure(" ? ": 7" : "";
        if (auto what = sample(arguments[0])) out.push_back({path, *what + tail});
        if (call == "fail(" && arguments.size() > 2)
            if (auto advice = sample(arguments[2])) out.push_back({path, *advice});
    }
}

std::vector<Sentence> all_sentences() {
    std::vector<Sentence> out;
    for (const auto& file : fs::recursive_directory_iterator(CHENGSHU_SOURCE_DIR "/src")) {
        auto path = file.path().string();
        bool is_reader = path.ends_with("base/json.h");
        if ((file.path().extension() != ".cpp" && !is_reader) || is_apart(path)) continue;
        std::ifstream in(path);
        std::string source{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        for (const char* call : {"fail(", "system_failure(", "wrong("}) collect(path, source, call, out);
    }
    return out;
}

bool has_chinese(const std::string& text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

}  // namespace

TEST(ErrorForms, EverySentenceOfTheRoomsHasAChineseOne) {
    auto sentences = all_sentences();
    EXPECT_GT(sentences.size(), 200u);
    for (const auto& sentence : sentences) {
        auto shown = in_language(Language::chinese, {sentence.text});
        EXPECT_TRUE(has_chinese(shown.what) && shown.what != sentence.text)
            << sentence.where << ": \"" << sentence.text << "\" has no row in error_forms.def";
    }
}

TEST(ErrorForms, ASentenceWithoutAFormIsFound) {
    std::vector<Sentence> found;
    collect("x.cpp", " return fail(\"the moon \" + name(1, 2) + \" is\" \" missing\", path);",
            "fail(", found);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found.front().text, "the moon 7 is missing");
    EXPECT_FALSE(has_chinese(in_language(Language::chinese, {found.front().text}).what));
}

TEST(ErrorForms, WhatStandsInsideASentenceIsTranslatedToo) {
    auto shown = in_language(Language::chinese, {"cannot write: the disk is full"});
    EXPECT_EQ(shown.what, "无法写入（磁盘已满）");
    shown = in_language(Language::chinese, {"no usable message", "m.csv",
                                            "the first bad row is line 3: a value is missing"});
    EXPECT_EQ(shown.advice, "第一个问题行是第 3 行：缺少取值");
}
