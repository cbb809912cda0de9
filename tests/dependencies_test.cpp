// docs/dependencies.md names what is installed, no more and no less: tools/dependencies writes it.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace {

const std::string root = CHENGSHU_SOURCE_DIR;

std::string read(const std::string& name) {
    std::ifstream file(root + "/" + name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::set<std::string> matches(const std::string& text, const std::string& pattern) {
    std::set<std::string> out;
    std::regex expression(pattern);
    for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it)
        out.insert((*it)[1].str() + ((*it).size() > 2 ? " " + (*it)[2].str() : ""));
    return out;
}

std::set<std::string> debian_packages() {
    std::set<std::string> out;
    std::stringstream lines(read("packages.txt"));
    for (std::string line; std::getline(lines, line);)
        if (!line.empty() && line[0] != '#') out.insert(line);
    return out;
}

TEST(Dependencies, AreAllInTheDocumentWithTheirVersions) {
    auto document = read("docs/dependencies.md");
    auto debian = document.substr(0, document.find("## npm"));
    auto wanted = debian_packages();
    ASSERT_GT(wanted.size(), 15u);
    EXPECT_EQ(matches(debian, R"(\n\| ([a-z0-9.+-]+) \| [0-9][^ |]* \| [^|\n]+ \|)"), wanted)
        << "run tools/dependencies";
}

TEST(Dependencies, OfTestsAreThoseOfTheLockFile) {
    auto document = read("docs/dependencies.md");
    auto npm = document.substr(document.find("## npm"));
    auto wanted = matches(read("tests/oidc/package-lock.json"),
                          R"re("(?:node_modules/[^"]*)?node_modules/([^"]+)": \{\s*"version": "([^"]+)")re");
    ASSERT_GT(wanted.size(), 50u);
    EXPECT_EQ(matches(npm, R"(\n\| ([a-z@][^ |]*) \| ([0-9][^ |]*) \|)"), wanted)
        << "run tools/dependencies";
}

}  // namespace
