// The due queue against an ordered set, and at the size of a mega-city.
#include "calendar/due_queue.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/random.h"

namespace cs::calendar {
namespace {

ClockKey key_of(std::uint64_t number, std::uint16_t ordinal = 0) {
    return {make_id<CaseId>(Realm{410100000}, number), ordinal};
}

// What the queue must behave like.
struct Model {
    std::map<ClockKey, Instant> due;
    std::set<DueClock> order;

    bool cancel(ClockKey key) {
        auto found = due.find(key);
        if (found == due.end()) return false;
        order.erase({found->second, key});
        due.erase(found);
        return true;
    }
    void set(ClockKey key, Instant at) {
        cancel(key);
        due[key] = at;
        order.insert({at, key});
    }
};

TEST(DueQueue, KnowsNothingWhenEmpty) {
    DueQueue queue;
    EXPECT_FALSE(queue.next());
    EXPECT_FALSE(queue.pop_due(Instant::never()));
    EXPECT_FALSE(queue.cancel(key_of(1)));
    EXPECT_FALSE(queue.due_of(key_of(1)));
}

TEST(DueQueue, GivesTiesInTheOrderOfTheirKeys) {
    DueQueue queue;
    for (auto number : {3, 1, 2})
        for (std::uint16_t ordinal : {1, 0})
            queue.set(key_of(static_cast<std::uint64_t>(number), ordinal), {100});
    for (std::uint64_t number : {1, 2, 3})
        for (std::uint16_t ordinal : {0, 1})
            EXPECT_EQ(queue.pop_due({100}), (DueClock{{100}, key_of(number, ordinal)}));
}

TEST(DueQueue, KeepsAClockThatIsNotYetDue) {
    DueQueue queue;
    queue.set(key_of(1), {100});
    EXPECT_FALSE(queue.pop_due({99}));
    EXPECT_EQ(queue.size(), 1u);
    EXPECT_TRUE(queue.pop_due({100}));
    EXPECT_EQ(queue.size(), 0u);
}

TEST(DueQueue, ForgetsTheOldInstantOfAClockThatIsArmedAgain) {
    DueQueue queue;
    queue.set(key_of(1), {100});
    queue.set(key_of(2), {200});
    queue.set(key_of(1), {300});
    EXPECT_EQ(queue.size(), 2u);
    EXPECT_EQ(queue.due_of(key_of(1)), Instant{300});
    EXPECT_EQ(queue.pop_due(Instant::never())->key, key_of(2));
    EXPECT_EQ(queue.pop_due(Instant::never())->key, key_of(1));
}

TEST(DueQueue, BehavesLikeAnOrderedSetUnderAnyCommands) {
    auto good = rc::check([](std::uint64_t seed) {
        Random random(seed);
        DueQueue queue;
        Model model;
        auto keys = random.between(1, 300);
        for (int step = 0; step < 1500; ++step) {
            auto key = key_of(random.below(static_cast<std::uint64_t>(keys)),
                              static_cast<std::uint16_t>(random.below(3)));
            Instant at{random.between(0, 50)};
            auto choice = random.below(10);
            if (choice < 5) {
                queue.set(key, at);
                model.set(key, at);
            } else if (choice < 8) {
                RC_ASSERT(queue.cancel(key) == model.cancel(key));
            } else if (auto popped = queue.pop_due(at)) {
                RC_ASSERT(*popped == *model.order.begin());
                RC_ASSERT(popped->due <= at);
                model.cancel(popped->key);
            } else {
                RC_ASSERT(model.order.empty() || model.order.begin()->due > at);
            }
            RC_ASSERT(queue.size() == model.due.size());
            auto found = model.due.find(key);
            RC_ASSERT(queue.due_of(key) ==
                      (found == model.due.end() ? std::nullopt : std::optional(found->second)));
            RC_ASSERT(queue.next() ==
                      (model.order.empty() ? std::nullopt : std::optional(*model.order.begin())));
        }
    });
    EXPECT_TRUE(good);
}

TEST(DueQueue, IsTheSameWhetherRebuiltOrArmedOneByOne) {
    Random random(7);
    std::vector<DueClock> clocks;
    for (std::uint64_t i = 0; i < 5000; ++i)
        clocks.push_back(
            {{random.between(0, 500)}, key_of(i / 2, static_cast<std::uint16_t>(i % 2))});
    DueQueue rebuilt(clocks), armed;
    for (const auto& clock : clocks) armed.set(clock.key, clock.due);
    std::ranges::sort(clocks);
    for (const auto& clock : clocks) {
        ASSERT_EQ(rebuilt.pop_due(Instant::never()), clock);
        ASSERT_EQ(armed.pop_due(Instant::never()), clock);
    }
    EXPECT_EQ(rebuilt.size() + armed.size(), 0u);
}

TEST(DueQueue, HoldsAMillionClocksInFortyBytesEachAndPopsAHundredThousandInOrder) {
    constexpr std::uint64_t clocks = 1'000'000, falling_due = 100'000;
    DueQueue queue;
    Random random(2026);
    for (std::uint64_t i = 0; i < clocks; ++i) {
        auto due = i % 10 == 0 ? 500 : random.between(1'000, 1'000'000'000);
        queue.set(key_of(i / 3, static_cast<std::uint16_t>(i % 3)), {due});
        ASSERT_TRUE(i < 1000 || queue.memory_bytes() <= (i + 1) * 40) << i;
    }
    DueClock last{};
    for (std::uint64_t i = 0; i < falling_due; ++i) {
        auto popped = queue.pop_due({500});
        ASSERT_TRUE(popped && last < *popped) << i;
        last = *popped;
    }
    EXPECT_FALSE(queue.pop_due({500}));
    EXPECT_EQ(queue.size(), clocks - falling_due);
}

}  // namespace
}  // namespace cs::calendar
