#include "cli/messages.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "base/forms.h"
#include "cli/error_report.h"

using namespace cs;
using namespace cs::cli;

namespace {

std::set<std::string> placeholders(std::string_view text) {
    std::set<std::string> out;
    for (std::size_t i = 0; i + 2 < text.size(); ++i)
        if (text[i] == '{' && text[i + 2] == '}') out.insert(std::string(text.substr(i, 3)));
    return out;
}

std::string all_sources() {
    std::string out;
    for (const auto& file : std::filesystem::directory_iterator(CHENGSHU_SOURCE_DIR "/src/cli")) {
        auto name = file.path().filename().string();
        if (!name.ends_with(".cpp") || name.ends_with("_test.cpp")) continue;
        std::ifstream in(file.path());
        out.append((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    }
    return out;
}

bool is_used(const std::string& sources, const std::string& key) {
    auto name = "Text::" + key;
    for (auto at = sources.find(name); at != std::string::npos; at = sources.find(name, at + 1)) {
        char next = sources[at + name.size()];
        if (!std::isalnum(static_cast<unsigned char>(next)) && next != '_') return true;
    }
    return false;
}

}  // namespace

TEST(Messages, BothLanguagesHaveTheSamePlaceholdersFromZeroOn) {
    for (std::size_t i = 0; i < message_count(); ++i) {
        const auto& row = message_row(static_cast<Text>(i));
        EXPECT_EQ(placeholders(row.english), placeholders(row.chinese)) << row.key;
        EXPECT_FALSE(row.english.empty()) << row.key;
        EXPECT_FALSE(row.chinese.empty()) << row.key;
    }
}

TEST(Messages, EveryKeyIsUsed) {
    auto sources = all_sources();
    for (std::size_t i = 0; i < message_count(); ++i) {
        std::string key(message_row(static_cast<Text>(i)).key);
        EXPECT_TRUE(is_used(sources, key)) << key << " is in messages.def and nobody says it";
    }
    EXPECT_FALSE(is_used(sources, "no_such_key"));
}

TEST(Messages, PutsArgumentsWhereTheLanguageWantsThem) {
    EXPECT_EQ(say(Language::english, Text::clock_make_up, {"春节"}), "make-up working day for 春节");
    EXPECT_EQ(say(Language::chinese, Text::clock_make_up, {"春节"}), "春节调休上班");
}

TEST(Messages, AnArgumentThatIsMissingIsABug) {
    EXPECT_DEATH(say(Language::english, Text::clock_make_up), "index < args.size");
}

TEST(Messages, TheLocaleChoosesTheLanguage) {
    EXPECT_EQ(language_of_locale("zh_CN.UTF-8"), Language::chinese);
    EXPECT_EQ(language_of_locale("zh"), Language::chinese);
    EXPECT_EQ(language_of_locale("en_GB.UTF-8"), Language::english);
    EXPECT_EQ(language_of_locale("C"), Language::english);
    EXPECT_EQ(language_of_locale("zhx"), Language::english);
}

TEST(ErrorForms, TranslateWithWhatThePlaceholdersMatched) {
    EXPECT_EQ(by_form({"the column {0} is missing; found only: {1}", "缺 {0}，有 {1}"},
                      "the column a is missing; found only: x, y", {}),
              "缺 a，有 x, y");
    EXPECT_FALSE(by_form({"the file {0}", "文件 {0}"}, "the folder x", {}));
    EXPECT_FALSE(by_form({"the file {0}", "文件 {0}"}, "the file ", {}));
    auto shown = in_language(Language::chinese, {"there is no holiday file for 2031", "x", {}});
    EXPECT_EQ(shown.what, "缺少 2031 年的节假日文件");
    auto unknown = in_language(Language::chinese, {"something new", "x", {}});
    EXPECT_EQ(unknown.what, "something new");
}
