// The house's style as a test: layering, purity, sizes and wording of every source file. A rule that
// is not checked here or by the compiler is not a rule.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
const fs::path root = CHENGSHU_SOURCE_DIR;

struct Room {
    std::string name, kind;
    std::vector<std::string> sees;
};

std::string read(const fs::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::stringstream stream(text);
    for (std::string line; std::getline(stream, line);) out.push_back(line);
    return out;
}

std::vector<Room> rooms() {
    std::vector<Room> out;
    std::string text = read(root / "CMakeLists.txt");
    std::regex call(R"(\nroom\(([^)]*)\))");
    for (std::sregex_iterator it(text.begin(), text.end(), call), end; it != end; ++it) {
        std::stringstream words((*it)[1]);
        Room room;
        words >> room.name >> room.kind;
        bool in_sees = false;
        for (std::string word; words >> word;) {
            if (word == "SEES" || word == "LIBS")
                in_sees = word == "SEES";
            else if (in_sees)
                room.sees.push_back(word);
        }
        out.push_back(room);
    }
    return out;
}

std::vector<fs::path> sources() {
    std::vector<fs::path> out;
    for (const char* folder : {"src", "tests"})
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            auto extension = entry.path().extension();
            if (extension == ".h" || extension == ".cpp" || extension == ".def")
                out.push_back(entry.path());
        }
    std::sort(out.begin(), out.end());
    return out;
}

std::string shown(const fs::path& path) { return fs::relative(path, root).string(); }

bool is_test(const fs::path& path) {
    auto stem = path.stem().string();
    return stem.ends_with("_test") || stem.starts_with("test_") ||
           path.parent_path().filename() == "tests";
}

// Without comments and text literals, so that words in them are not taken for code.
std::string code_of(const std::string& text) {
    std::string out;
    enum { code, line_comment, block_comment, literal, character } state = code;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i], next = i + 1 < text.size() ? text[i + 1] : '\0';
        switch (state) {
            case code:
                if (c == '/' && next == '/') state = line_comment;
                else if (c == '/' && next == '*') state = block_comment;
                else if (c == '"') state = literal;
                else if (c == '\'' && !(i > 0 && std::isalnum(static_cast<unsigned char>(text[i - 1]))))
                    state = character;
                out += state == code ? c : ' ';
                break;
            case line_comment:
                if (c == '\n') state = code;
                out += c == '\n' ? c : ' ';
                break;
            case block_comment:
                if (c == '*' && next == '/') { state = code; ++i; }
                out += c == '\n' ? c : ' ';
                break;
            case literal:
            case character:
                if (c == '\\') ++i;
                else if (c == (state == literal ? '"' : '\'') || c == '\n') state = code;
                out += c == '\n' ? c : ' ';
                break;
        }
    }
    return out;
}

TEST(Tidy, RoomsSeeOnlyRoomsAboveThemInTheList) {
    std::set<std::string> known, pure;
    ASSERT_GE(rooms().size(), 10u);
    for (const auto& room : rooms()) {
        for (const auto& seen : room.sees) {
            EXPECT_TRUE(known.contains(seen)) << room.name << " sees " << seen;
            EXPECT_TRUE(room.kind != "PURE" || pure.contains(seen)) << room.name << " is pure";
        }
        known.insert(room.name);
        if (room.kind == "PURE") pure.insert(room.name);
        EXPECT_TRUE(fs::is_directory(root / "src" / room.name)) << room.name;
    }
    for (const auto& entry : fs::directory_iterator(root / "src"))
        EXPECT_TRUE(known.contains(entry.path().filename())) << shown(entry.path());
}

TEST(Tidy, IncludesKeepToTheRoomsLine) {
    std::regex include(R"re(#include "([a-z_]+)/[^"]*")re");
    for (const auto& room : rooms()) {
        std::set<std::string> allowed(room.sees.begin(), room.sees.end());
        allowed.insert(room.name);
        for (const auto& entry : fs::directory_iterator(root / "src" / room.name)) {
            std::string text = read(entry.path());
            for (std::sregex_iterator it(text.begin(), text.end(), include), end; it != end; ++it)
                EXPECT_TRUE(allowed.contains((*it)[1]))
                    << shown(entry.path()) << " includes " << (*it)[1];
        }
    }
}

TEST(Tidy, PureRoomsTakeNoClockNoChanceNoFloatNoThreadNoFile) {
    std::regex banned(
        R"(\b(float|double|std::(chrono|random_device|mt19937\w*|thread|jthread|mutex|atomic|ifstream|ofstream|fstream|filesystem|cout|cerr|unordered_map|unordered_set)|time\(|rand\(|gettimeofday|clock_gettime|fopen|getenv)\b|#include <(chrono|random|thread|mutex|atomic|fstream|filesystem|iostream|regex)>)");
    for (const auto& room : rooms()) {
        if (room.kind != "PURE") continue;
        for (const auto& entry : fs::directory_iterator(root / "src" / room.name)) {
            if (is_test(entry.path())) continue;
            auto lines = lines_of(code_of(read(entry.path())));
            for (std::size_t i = 0; i < lines.size(); ++i) {
                std::smatch found;
                if (std::regex_search(lines[i], found, banned))
                    ADD_FAILURE() << shown(entry.path()) << ":" << i + 1 << ": " << found.str();
            }
        }
    }
}

TEST(Tidy, LinesFitAHundredColumns) {
    for (const auto& path : sources()) {
        if (path.extension() == ".def") continue;
        auto lines = lines_of(read(path));
        for (std::size_t i = 0; i < lines.size(); ++i) {
            std::size_t columns = 0;
            for (unsigned char c : lines[i]) columns += (c & 0xC0) != 0x80;
            bool is_long_literal = lines[i].find("R\"") != std::string::npos;
            if (columns > 100 && !is_long_literal && !is_test(path))
                ADD_FAILURE() << shown(path) << ":" << i + 1 << " has " << columns << " columns";
            EXPECT_EQ(lines[i].find('\t'), std::string::npos) << shown(path) << ":" << i + 1;
        }
    }
}

// Files past 600 lines say here why; the list is read both ways, so it can only shrink.
const std::map<std::string, std::string> long_files = {
};

TEST(Tidy, FilesStaySmallOrSayWhyNot) {
    for (const auto& path : sources()) {
        auto count = lines_of(read(path)).size();
        bool listed = long_files.contains(shown(path));
        EXPECT_EQ(count > 600, listed) << shown(path) << " has " << count << " lines";
    }
    for (const auto& [path, why] : long_files)
        EXPECT_TRUE(fs::exists(root / path)) << path << " is gone";
}

TEST(Tidy, HeadersSayWhatTheyAreFor) {
    for (const auto& path : sources()) {
        if (path.extension() != ".h") continue;
        auto name = shown(path);
        // A subcommand's header is one declaration; its text is in the .cpp and the help.
        if (name.ends_with("_command.h")) continue;
        EXPECT_TRUE(read(path).starts_with("//")) << name << " opens without a sentence";
        EXPECT_NE(read(path).find("#pragma once"), std::string::npos) << name;
    }
}

TEST(Tidy, NothingIsKeptForLater) {
    std::regex banned(R"(#if 0|\bTODO(?!\(#\d+\))|\bFIXME\b|\bXXX\b|\bHACK\b)");
    for (const auto& path : sources()) {
        if (path.filename() == "tidy_test.cpp") continue;
        auto lines = lines_of(read(path));
        for (std::size_t i = 0; i < lines.size(); ++i)
            EXPECT_FALSE(std::regex_search(lines[i], banned)) << shown(path) << ":" << i + 1;
    }
}

TEST(Tidy, FileNamesAreSnakeCase) {
    std::regex name("[a-z0-9_]+");
    for (const auto& path : sources())
        EXPECT_TRUE(std::regex_match(path.stem().string(), name)) << shown(path);
}

TEST(Tidy, EnumsAreSwitchedWithoutADefault) {
    std::regex over_enum(R"(case [A-Z][A-Za-z]*::)");
    for (const auto& path : sources()) {
        if (is_test(path)) continue;
        auto lines = lines_of(code_of(read(path)));
        bool saw_enum = false;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (lines[i].find("switch (") != std::string::npos) saw_enum = false;
            if (std::regex_search(lines[i], over_enum)) saw_enum = true;
            if (saw_enum && lines[i].find("default:") != std::string::npos)
                ADD_FAILURE() << shown(path) << ":" << i + 1;
        }
    }
}

// The canary: the checks above can fail.
TEST(Tidy, CanSeeABannedWordInCodeAndNotInAComment) {
    EXPECT_NE(code_of("double x; // float").find("double"), std::string::npos);
    EXPECT_EQ(code_of("double x; // float").find("float"), std::string::npos);
    EXPECT_EQ(code_of("f(\"double\");").find("double"), std::string::npos);
}

}  // namespace
