// A fault at every operation of a fixed life: open, found, work, checkpoint, forget, end, open
// again, with views that follow. Every k for a short life, every so many for a long one.
#include <gtest/gtest.h>

#include "sim/simulate_run.h"

namespace cs::sim {
namespace {

struct Life {
    int batches = 2;
    std::int64_t batch_size = 6;
};

/// Lives the life with a patient client; returns the operations it took.
SimulationResult live(const Life& life, std::optional<Fault> fault, std::uint64_t operation,
                      std::uint64_t* operations) {
    SimulationOptions options;
    options.seed = 5;
    options.with_views = true;
    SimulatedRun run(options);
    if (fault) run.arm(*fault, operation);
    Random random(options.seed);
    run.start();
    run.follow_journal(40);
    for (int batch = 0; batch < life.batches && !run.failed(); ++batch) {
        run.set_now(run.now() + Duration::minutes(40));
        run.insist(run.draw_batch(random, life.batch_size), random);
        if (batch == 0)
            run.insist({{run.city().administrator, "forget",
                         ForgetSubject{make_id<SubjectId>(run.city().realm, 1), "本人申请"}}},
                       random);
        run.checkpoint();
        run.follow_journal(40);
        if (batch == life.batches / 2) run.restart();
    }
    if (operations != nullptr) *operations = run.node().disk().operations();
    return run.finish();
}

void expect_survived_at_every(std::uint64_t stride, const Life& life, Fault fault) {
    std::uint64_t whole = 0;
    auto untroubled = live(life, std::nullopt, 0, &whole);
    ASSERT_FALSE(untroubled.failure) << *untroubled.failure;
    ASSERT_GT(whole, 200u);
    for (std::uint64_t k = 1; k <= whole; k += stride) {
        auto result = live(life, fault, k, nullptr);
        std::string story;
        for (const auto& line : result.story) story += line + "\n";
        ASSERT_FALSE(result.failure) << json::enum_name(fault) << " at operation " << k << " of "
                                     << whole << ": " << *result.failure << "\n" << story;
    }
}

TEST(SimulateFaults, AnErrorAtAnyOperationOfAShortLifeLosesNothing) {
    expect_survived_at_every(1, {}, Fault::io_error);
}

TEST(SimulateFaults, PowerGoingAtAnyOperationOfAShortLifeLosesNothing) {
    expect_survived_at_every(1, {}, Fault::torn_write);
}

TEST(SimulateFaults, AnErrorAtEverySeventeenthOperationOfALongerLifeLosesNothing) {
    expect_survived_at_every(17, {12, 12}, Fault::io_error);
}

TEST(SimulateFaults, PowerGoingAtEverySeventeenthOperationOfALongerLifeLosesNothing) {
    expect_survived_at_every(17, {12, 12}, Fault::torn_write);
}

}  // namespace
}  // namespace cs::sim
