// The load must be what it says: whole lives, one command after another, counted when shown.
#include "bench/lives.h"

#include <gtest/gtest.h>

#include "bench/latencies.h"
#include "bench/load.h"

namespace cs::bench {
namespace {

TEST(Lives, CarryEveryCaseFromItsReportToItsClosing) {
    auto node = Node::open({}, {.check_invariants = true});
    ASSERT_TRUE(node) << node.error().text();
    auto before = (*node)->engine().last_sequence();
    ASSERT_TRUE(store_cases(**node, 30, steps_of_life, {}));
    EXPECT_EQ((*node)->engine().last_sequence() - before, 30u * 9) << "nine records a life";
    const auto& cases = (*node)->engine().state().cases;
    EXPECT_EQ(cases.last_case, 30u);
    EXPECT_EQ(cases.waiting.size(), 0u);
    EXPECT_EQ(cases.due.size(), 0u) << "nobody owes anything any more";
    auto last = (*node)->engine().find_case(make_id<CaseId>(town_realm, 30));
    ASSERT_TRUE(last && *last);
    EXPECT_EQ((*last)->phase, Phase::closed);
}

TEST(Lives, CountALifeOnlyOnceItIsShown) {
    auto node = Node::open({}, {});
    ASSERT_TRUE(node) << node.error().text();
    auto& engine = (*node)->engine();
    Lives lives((*node)->town(), (*node)->vault(), 1, engine.last_sequence() + 1, true);
    std::uint32_t slot = 0;
    for (int step = 0; step < steps_of_life; ++step) {
        ASSERT_TRUE(lives.take_one(slot));
        auto command = lives.next_command(slot, (*node)->time().now());
        ASSERT_TRUE(command);
        lives.answer(slot, engine.process(std::span(&*command, 1), (*node)->time().now()).front());
    }
    EXPECT_EQ(lives.failure(), "");
    EXPECT_FALSE(lives.take_one(slot)) << "its place is kept until the closing is shown";
    lives.show(engine.last_sequence() - 1);
    EXPECT_EQ(lives.closed(), 0u);
    lives.show(engine.last_sequence());
    EXPECT_EQ(lives.closed(), 1u);
    EXPECT_TRUE(lives.take_one(slot));
}

TEST(Town, WritesTextsOfRealLength) {
    auto text = message_text(1);
    EXPECT_GE(text.text.size(), 370u * 3);
    EXPECT_LE(text.text.size(), 400u * 3);
    EXPECT_EQ(text.text, message_text(1).text);
    EXPECT_NE(text.text, message_text(2).text);
}

TEST(Percentiles, AreByNearestRank) {
    std::vector<std::int64_t> times;
    for (std::int64_t i = 100; i >= 1; --i) times.push_back(i * 1000);
    auto found = percentiles_of(times);
    EXPECT_EQ(found.p50_us, 50);
    EXPECT_EQ(found.p99_us, 99);
    EXPECT_EQ(found.max_us, 100);
    std::vector<std::int64_t> none;
    EXPECT_EQ(percentiles_of(none).p99_us, 0);
    // One bad part of three does not move the median.
    std::vector<std::int64_t> parts{1'000, 2'000, 900'000, 800'000, 3'000, 2'000};
    EXPECT_EQ(median_p99_us(parts, 3), 3);
    EXPECT_EQ(median_p99_us(none, 0), 0);
}

}  // namespace
}  // namespace cs::bench
