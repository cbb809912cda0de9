// docs/casework.md shows the table of commands; it is the one the core decides by.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "base/json.h"
#include "casework/rules.h"

namespace cs::city {

namespace {

std::string row_of(const casework::Rule& rule) {
    static const std::string letters = "FDHCVBX";
    static const char* scopes[] = {"realm",      "place",       "division",
                                   "order_unit", "responsible", "involved"};
    std::string phases, roles;
    for (std::size_t i = 0; i < letters.size(); ++i)
        if (rule.phases & 1u << i) phases += letters[i];
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Role>>([&](auto role) {
        if (!(rule.roles & 1u << static_cast<int>(role.value))) return;
        if (!roles.empty()) roles += ", ";
        roles += role.name;
    });
    return "| " + std::string(rule.command) + " | " + (phases.empty() ? "none" : phases) + " | " +
           (rule.while_suspended ? "yes" : "no") + " | " + roles + " | " +
           scopes[static_cast<int>(rule.scope)] + " |";
}

}  // namespace

TEST(CaseworkDocument, ShowsEveryRowOfTheRules) {
    std::ifstream file(CHENGSHU_SOURCE_DIR "/docs/casework.md");
    std::set<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.insert(line);
    ASSERT_FALSE(lines.empty());
    for (const auto& rule : casework::rules())
        EXPECT_TRUE(lines.contains(row_of(rule))) << "docs/casework.md lacks\n" << row_of(rule);
}

}  // namespace cs::city
