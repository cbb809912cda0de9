// What a node promises when its disk does not: nothing answered is lost, nothing lost is answered,
// and it recovers by itself.
#include <gtest/gtest.h>

#include "base/random.h"
#include "runtime/town_test.h"

namespace cs::runtime {
namespace {

TEST(StorageFailure, RefusesWhileTheDiskIsFullAndRecoversByItself) {
    TestTown town;
    auto engine = town.found();
    auto id = file_case(*engine);
    auto before = engine->last_sequence();
    auto hash = *engine->state_hash();
    town.disk().full_after(0);
    EXPECT_EQ(refusal_of(send(*engine, town.sign(id, "k"))), "storage_full");
    EXPECT_TRUE(engine->storage_problem());

    // Reads go on, and show only what is durable.
    ASSERT_TRUE(engine->recover()) << engine->storage_problem()->text();
    EXPECT_EQ(*engine->state_hash(), hash);
    EXPECT_EQ(engine->find_case(id)->value().phase, Phase::dispatched);
    EXPECT_EQ(refusal_of(send(*engine, town.sign(id, "k"))), "storage_full");

    town.disk().heal();
    auto reply = send(*engine, town.sign(id, "k"));
    ASSERT_EQ(refusal_of(reply), "");
    EXPECT_FALSE(reply->repeated);
    EXPECT_EQ(reply->first_sequence, before + 1);
    EXPECT_FALSE(engine->storage_problem());
}

TEST(StorageFailure, RefusesAWholeBatchWhateverItsCommandsWereToldOfEachOther) {
    TestTown town;
    auto engine = town.found();
    auto id = file_case(*engine);
    town.disk().full_after(0);
    std::vector<Envelope> batch{town.sign(id, "a"), town.sign(id, "b"), town.sign(id, "a")};
    for (const auto& reply : engine->process(batch, test_morning()))
        EXPECT_EQ(refusal_of(reply), "storage_full");
}

TEST(StorageFailure, RefusesABatchThatWasDecidedOnOneThatFailed) {
    TestTown town;
    auto engine = town.found();
    auto id = file_case(*engine);
    auto before = engine->last_sequence();
    std::vector<Envelope> sign{town.sign(id)}, outcome{town.outcome(id)};
    auto first = engine->decide(sign, test_morning());
    auto second = engine->decide(outcome, test_morning());
    ASSERT_TRUE(second.replies[0]) << "it rests on the first";
    town.disk().full_after(0);
    engine->write(first);
    EXPECT_EQ(refusal_of(engine->settle(std::move(first))[0]), "storage_full");
    town.disk().heal();
    engine->write(second);
    EXPECT_EQ(refusal_of(engine->settle(std::move(second))[0]), "storage_full");
    EXPECT_EQ(engine->last_sequence(), before);
    EXPECT_EQ(refusal_of(send(*engine, town.outcome(id))), "wrong_order_phase");
    EXPECT_EQ(refusal_of(send(*engine, town.sign(id))), "");
}

TEST(StorageFailure, AnswersWithARefusalWhenNotEvenOpeningWorks) {
    TestTown town;
    auto engine = town.found();
    auto id = file_case(*engine);
    town.disk().stop_at(1);
    EXPECT_EQ(refusal_of(send(*engine, town.sign(id))), "storage_full");
    EXPECT_EQ(refusal_of(send(*engine, town.sign(id))), "storage_full");
    EXPECT_FALSE(engine->find_case(id));
    EXPECT_FALSE(engine->checkpoint());
    town.disk().heal();
    EXPECT_EQ(refusal_of(send(*engine, town.sign(id))), "");
}

// Whatever operation of the disk fails first: what was answered is there after a loss of power, and
// whatever is there beyond it was asked for.
TEST(StorageFailure, LosesNothingAnsweredWhicheverOperationFails) {
    for (std::uint64_t k = 1; k <= 60; ++k) {
        TestTown town(k);
        auto engine = town.found();
        auto id = file_case(*engine);
        town.disk().stop_at(k);
        Phase answered = Phase::dispatched;
        if (send(*engine, town.sign(id))) answered = Phase::handling;
        if (k % 2 == 0) static_cast<void>(engine->checkpoint());
        if (send(*engine, town.outcome(id))) answered = Phase::claimed;
        Random random(k);
        town.disk().crash(random);
        engine.reset();
        auto again = town.try_open();
        ASSERT_TRUE(again) << "operation " << k << ": " << again.error().text();
        auto phase = (*again)->find_case(id)->value().phase;
        EXPECT_GE(phase, answered) << "operation " << k;
        EXPECT_TRUE(send(**again, town.note(id))) << "operation " << k;
    }
}

}  // namespace
}  // namespace cs::runtime
