#include "cli/run_program_test.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace cs::cli {

namespace {

std::string text_of(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Whoever runs the tests may have a language and settings of the program in his environment.
const bool has_plain_environment = [] {
    setenv("LC_ALL", "C", 1);
    std::vector<std::string> settings;
    for (char** entry = environ; *entry != nullptr; ++entry)
        if (std::string_view(*entry).starts_with("CHENGSHU_"))
            settings.emplace_back(*entry, std::strcspn(*entry, "="));
    for (const auto& name : settings) unsetenv(name.c_str());
    return true;
}();

}  // namespace

Scratch::Scratch() {
    char name[] = "/tmp/chengshu_cli_XXXXXX";
    path_ = mkdtemp(name);
}
Scratch::~Scratch() { std::filesystem::remove_all(path_); }

std::string Scratch::write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ + "/" + name) << text;
    return path_ + "/" + name;
}

Ran run_program(const std::string& arguments, const std::string& environment) {
    Scratch scratch;
    auto out = scratch / "out", err = scratch / "err";
    auto line = "cd " + scratch / "" + " && env -i LANG=C " + environment + " " +
                CHENGSHU_BINARY + " " + arguments + " >" + out + " 2>" + err;
    int status = std::system(line.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(out), text_of(err)};
}

}  // namespace cs::cli
