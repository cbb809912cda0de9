// The simulator's own promises: it is deterministic, 200 seeds pass, and it finds planted faults.
#include "sim/simulate.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace cs::sim {
namespace {

/// The deliberate fault: answers before the batch is written, and writes it with the next one.
class HastyJournal final : public journal::Journal {
public:
    explicit HastyJournal(std::unique_ptr<journal::Journal> real) : real_(std::move(real)) {}

    Result<void> append(std::span<const journal::Record> batch) override {
        if (!late_.empty()) TRY_VOID(real_->append(late_));
        late_.assign(batch.begin(), batch.end());
        return {};
    }
    Result<std::vector<journal::Record>> read(std::uint64_t from, std::size_t limit) override {
        auto records = TRY(real_->read(from, limit));
        for (const auto& record : late_)
            if (record.sequence >= from && records.size() < limit) records.push_back(record);
        return records;
    }
    std::uint64_t last_sequence() const override {
        return late_.empty() ? real_->last_sequence() : late_.back().sequence;
    }
    Realm realm() const override { return real_->realm(); }

private:
    std::unique_ptr<journal::Journal> real_;
    std::vector<journal::Record> late_;
};

TEST(Simulate, FindsALostCommandThatWasAnswered) {
    SimulationOptions options;
    options.seed = 3;
    options.wrap_journal = [](std::unique_ptr<journal::Journal> real) {
        return std::unique_ptr<journal::Journal>(new HastyJournal(std::move(real)));
    };
    auto failed = simulate(options);
    ASSERT_TRUE(failed.failure);
    EXPECT_NE(failed.failure->find("was answered and is lost"), std::string::npos)
        << *failed.failure;
    auto shortest = shortest_failure(options, failed);
    ASSERT_TRUE(shortest.failure);
    EXPECT_LE(shortest.steps, failed.steps);
    EXPECT_NE(replay_command(shortest).find("chengshu simulate --seed 3 --steps"),
              std::string::npos);
}

TEST(Simulate, TellsTheSameStoryForTheSameSeed) {
    SimulationOptions options;
    options.seed = 11;
    auto first = simulate(options);
    auto second = simulate(options);
    EXPECT_EQ(json::text_of(first), json::text_of(second));
    options.seed = 12;
    EXPECT_NE(first.hash, simulate(options).hash);
}

TEST(Simulate, RecoversWhatWasAnsweredInTwoHundredLives) {
    SimulationResult sum;
    std::set<std::string_view> kinds;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SimulationOptions options;
        options.seed = seed;
        auto result = simulate(options);
        ASSERT_FALSE(result.failure)
            << *result.failure << "\n" << replay_command(shortest_failure(options, result));
        sum.crashes += result.crashes;
        sum.found_after_all += result.found_after_all;
        sum.repeated += result.repeated;
        sum.clock_points += result.clock_points;
        sum.full_disks += result.full_disks;
        sum.accepted += result.accepted;
        kinds.insert(result.accepted_kinds.begin(), result.accepted_kinds.end());
    }
    // The lives were lived: every kind of trouble happened, and often.
    EXPECT_GT(sum.crashes, 200u);
    EXPECT_GT(sum.found_after_all, 0u);
    EXPECT_GT(sum.repeated, 500u);
    EXPECT_GT(sum.clock_points, 1000u);
    EXPECT_GT(sum.full_disks, 50u);
    EXPECT_GT(sum.accepted, 10'000u);
    // No command is outside the simulation: each kind was accepted in some life.
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Command>>(
        [&](auto identity) {
            using C = typename decltype(identity)::type;
            EXPECT_TRUE(kinds.contains(C::type)) << C::type << " was never accepted";
        });
}

}  // namespace
}  // namespace cs::sim
