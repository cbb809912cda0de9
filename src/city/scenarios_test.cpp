// Every file of tests/scenarios is a promise and is kept; together they exercise every row of
// rules.def, every event and every refusal the core can give.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "casework/rules.h"
#include "city/scenario_test.h"
#include "model/commands.h"
#include "model/events.h"

namespace cs::city {

namespace {

std::map<std::string, std::string> scenario_files() {
    std::map<std::string, std::string> out;
    std::filesystem::path folder(CHENGSHU_SOURCE_DIR "/tests/scenarios");
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".scn") continue;
        std::ifstream file(entry.path());
        std::stringstream text;
        text << file.rdbuf();
        out[entry.path().filename().string()] = text.str();
    }
    return out;
}

struct Run {
    std::map<std::string, std::vector<std::string>> failures;
    Coverage coverage;
};

const Run& run_all() {
    static const Run run = [] {
        Run out;
        for (const auto& [name, text] : scenario_files())
            out.failures[name] = run_scenario(text, out.coverage);
        return out;
    }();
    return run;
}

// Refusals given before a command reaches the core, and where they are tested.
const std::map<RefusalCode, std::string> outside_the_core{
    {RefusalCode::key_conflict, "src/runtime: idempotency keys"},
    {RefusalCode::busy, "src/runtime: the bounded queue"},
    {RefusalCode::storage_full, "src/runtime: a journal that cannot be written"},
};

}  // namespace

TEST(Scenarios, AllKeepTheirPromise) {
    EXPECT_GE(run_all().failures.size(), 30u);
    for (const auto& [name, failures] : run_all().failures)
        for (const auto& failure : failures) ADD_FAILURE() << name << " " << failure;
}

TEST(Scenarios, ExerciseEveryRowOfTheRules) {
    for (const auto& rule : casework::rules())
        EXPECT_TRUE(run_all().coverage.accepted.contains(rule.command)) << rule.command;
}

TEST(Scenarios, ExerciseEveryRefusalOfTheCore) {
    for (int i = 0; i < refusal_count(); ++i) {
        auto code = static_cast<RefusalCode>(i);
        EXPECT_NE(run_all().coverage.refused.contains(code), outside_the_core.contains(code))
            << code_name(code);
    }
}

TEST(Scenarios, BringAboutEveryEvent) {
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Event>>(
        [&](auto identity) {
            using E = typename decltype(identity)::type;
            EXPECT_TRUE(run_all().coverage.events.contains(E::type)) << E::type;
        });
}

TEST(Scenarios, AreShortAndBeginWithASentence) {
    std::vector<std::size_t> lengths;
    for (const auto& [name, text] : scenario_files()) {
        auto first = text.substr(0, text.find('\n'));
        EXPECT_TRUE(first.starts_with("# ") && first.ends_with(".")) << name;
        lengths.push_back(static_cast<std::size_t>(std::ranges::count(text, '\n')));
    }
    std::ranges::sort(lengths);
    EXPECT_LT(lengths[lengths.size() / 2], 50u);
}

// The canaries: a runner that cannot fail proves nothing.
TEST(ScenarioRunner, FailsOnAWrongExpectation) {
    Coverage coverage;
    auto failures = run_scenario(
        "# A canary.\n"
        "citizen reports r1 \"x\" in east\n"
        "agent files c1 from r1 as P0101\n"
        "expect c1 phase closed\n",
        coverage);
    ASSERT_EQ(failures.size(), 1u);
    EXPECT_NE(failures[0].find("line 4"), std::string::npos) << failures[0];
    EXPECT_NE(failures[0].find("it is filed, not closed"), std::string::npos) << failures[0];
}

TEST(ScenarioRunner, FailsOnAnUnexpectedRefusalAndOnAnUnexpectedAcceptance) {
    Coverage coverage;
    EXPECT_EQ(
        run_scenario("# A canary.\nwater declines r1 because \"x\" basis \"y\"\n", coverage).size(),
        1u);
    EXPECT_EQ(run_scenario("# A canary.\nrefused not_permitted: citizen reports r1 \"x\" in east\n",
                           coverage)
                  .size(),
              1u);
    EXPECT_EQ(run_scenario("# A canary.\nrefused busy: water declines r1 because \"x\"\n", coverage)
                  .size(),
              1u);
}

TEST(ScenarioRunner, FailsOnWordsItDoesNotKnowAndOnEmptyStories) {
    Coverage coverage;
    EXPECT_FALSE(run_scenario("# A canary.\nwater dances c1\n", coverage).empty());
    EXPECT_FALSE(run_scenario("# A canary.\nneptune signs c1/1\n", coverage).empty());
    EXPECT_FALSE(run_scenario("# A canary.\n", coverage).empty());
    EXPECT_FALSE(run_scenario("citizen reports r1 \"x\" in east\n", coverage).empty());
    EXPECT_FALSE(run_scenario("# A canary.\nexpect event case.closed\n", coverage).empty());
}

}  // namespace cs::city
