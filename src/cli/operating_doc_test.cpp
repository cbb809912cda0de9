// docs/operating.md against the program: every setting of `chengshu serve` is there, nothing else
// is, and the defaults that the page and --help tell are the real ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include "cli/run_program_test.h"
#include "cli/serve_settings.h"

using namespace cs;
using namespace cs::cli;

namespace {

std::string page() {
    std::ifstream in(CHENGSHU_SOURCE_DIR "/docs/operating.md");
    return {std::istreambuf_iterator<char>(in), {}};
}

// The first two columns of the table of settings: "header-timeout" → "10 s".
std::map<std::string, std::string> told_defaults(const std::string& text) {
    std::map<std::string, std::string> out;
    static const std::regex row("\n\\| (`[^|]*`) \\| ([^|]*) \\|"), name("`([a-z-]+)`");
    for (std::sregex_iterator it(text.begin(), text.end(), row), end; it != end; ++it) {
        auto names = (*it)[1].str();
        auto told = (*it)[2].str();
        std::erase_if(told, [](char c) { return c == ',' || c == '`'; });
        for (std::sregex_iterator one(names.begin(), names.end(), name); one != end; ++one)
            out[(*one)[1].str()] = told;
    }
    return out;
}

// --help: "header-timeout" → its line, with the next where it goes on there.
std::map<std::string, std::string> helped() {
    std::map<std::string, std::string> out;
    auto text = run_program("serve --help").out;
    static const std::regex option("\n +--([a-z-]+)[^\n]*\\(Env:[A-Z_]+\\)[^\n]*(\n {20}[^\n]*)?");
    for (std::sregex_iterator it(text.begin(), text.end(), option), end; it != end; ++it)
        out[(*it)[1].str()] = it->str();
    return out;
}

std::map<std::string, std::string> real_defaults() {
    const ServeSettings settings;
    const auto& http = settings.http;
    auto seconds = [](Duration d) { return std::to_string(d.us / 1'000'000) + " s"; };
    return {{"address", http.address},
            {"port", std::to_string(http.port)},
            {"io-threads", std::to_string(http.io_threads)},
            {"workers", std::to_string(http.workers)},
            {"max-connections", std::to_string(http.max_connections)},
            {"address-connections", std::to_string(http.address_connections)},
            {"body-limit", std::to_string(http.body_limit >> 20) + " MiB"},
            {"header-timeout", seconds(http.header_timeout)},
            {"body-timeout", seconds(http.body_timeout)},
            {"idle-timeout", seconds(http.idle_timeout)},
            {"write-timeout", seconds(http.write_timeout)},
            {"stop-timeout", seconds(http.stop_timeout)},
            {"heartbeat", seconds(http.heartbeat)},
            {"address-rate", std::to_string(http.address_rate)},
            {"account-rate", std::to_string(http.account_rate)},
            {"proxy-header", http.proxy_header}};
}

// What --help says in brackets of it: seconds without their unit, bytes one by one.
std::string in_help(std::string value) {
    if (value.ends_with(" s")) return value.substr(0, value.size() - 2);
    if (value.ends_with(" MiB")) return std::to_string(std::stoul(value) << 20);
    return value;
}

}  // namespace

TEST(OperatingDoc, HasEverySettingAndNoOther) {
    auto text = page();
    auto told = told_defaults(text);
    auto options = helped();
    EXPECT_GT(options.size(), 25u);
    for (const auto& [name, line] : options)
        EXPECT_TRUE(text.contains("`" + name + "`")) << name << " is not in docs/operating.md";
    for (const auto& [name, value] : told)
        EXPECT_TRUE(options.contains(name)) << name << " is no option of `chengshu serve`";
}

TEST(OperatingDoc, TellsTheRealDefaults) {
    auto told = told_defaults(page());
    auto options = helped();
    auto real = real_defaults();
    for (const auto& [name, value] : real) {
        EXPECT_EQ(told[name], value) << name;
        if (name == "proxy-header") continue;  // its values are its type's name
        EXPECT_TRUE(std::regex_search(options[name], std::regex("\\(" + in_help(value) + "[;)]")))
            << options[name];
    }
    for (const auto& [name, value] : told)
        EXPECT_TRUE(real.contains(name) || value == "none" || value == "the system's") << name;
    EXPECT_TRUE(page().contains("`speed` (" + std::to_string(ServeSettings{}.speed) + ","));
}
