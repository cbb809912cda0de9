// The node with its threads: group commit, backpressure, concurrent producers, timers.
#include "runtime/runtime.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "runtime/town_test.h"

namespace cs::runtime {
namespace {

class SetTime final : public TimeSource {
public:
    Instant now() override { return {us}; }
    std::atomic<std::int64_t> us = test_morning().us;
};

// What the tests see and steer of the journal under a node.
struct Watch {
    std::mutex mutex;
    std::condition_variable changed;
    bool holding = false;          ///< appends wait while it is set
    int appends_begun = 0;
    int appends = 0;
    std::uint64_t durable = 0;
};

class WatchedJournal final : public journal::Journal {
public:
    WatchedJournal(std::unique_ptr<journal::Journal> inner, Watch& watch)
        : inner_(std::move(inner)), watch_(watch) {}
    Result<void> append(std::span<const journal::Record> batch) override {
        {
            std::unique_lock lock(watch_.mutex);
            ++watch_.appends_begun;
            watch_.changed.notify_all();
            watch_.changed.wait(lock, [&] { return !watch_.holding; });
        }
        auto result = inner_->append(batch);
        std::lock_guard lock(watch_.mutex);
        ++watch_.appends;
        watch_.durable = inner_->last_sequence();
        return result;
    }
    Result<std::vector<journal::Record>> read(std::uint64_t from, std::size_t limit) override {
        return inner_->read(from, limit);
    }
    std::uint64_t last_sequence() const override { return inner_->last_sequence(); }
    Realm realm() const override { return inner_->realm(); }

private:
    std::unique_ptr<journal::Journal> inner_;
    Watch& watch_;
};

struct Node {
    Watch watch;
    TestTown town;
    SetTime time;
    std::unique_ptr<Runtime> runtime;

    explicit Node(Runtime::Options options = {}, std::uint64_t records_per_checkpoint = 1'000'000) {
        town.wrap = [this](auto inner) {
            return std::make_unique<WatchedJournal>(std::move(inner), watch);
        };
        runtime = std::make_unique<Runtime>(town.found(records_per_checkpoint), time, options);
    }
    void hold() {
        std::lock_guard lock(watch.mutex);
        watch.holding = true;
    }
    void release() {
        {
            std::lock_guard lock(watch.mutex);
            watch.holding = false;
        }
        watch.changed.notify_all();
    }
    void wait_for_append(int number) {
        std::unique_lock lock(watch.mutex);
        watch.changed.wait(lock, [&] { return watch.appends_begun >= number; });
    }
    int appends() {
        std::lock_guard lock(watch.mutex);
        return watch.appends;
    }
};

TEST(Runtime, MakesABatchDurableInOneWrite) {
    Node node;
    int before = node.appends();
    node.hold();
    std::atomic<int> answered = 0;
    node.runtime->submit(node.town.submit("first"), [&](Reply) { ++answered; });
    node.wait_for_append(before + 1);
    for (int i = 0; i < 100; ++i)
        node.runtime->submit(node.town.submit("k" + std::to_string(i)), [&](Reply reply) {
            EXPECT_EQ(refusal_of(reply), "");
            ++answered;
        });
    EXPECT_EQ(answered, 0);
    node.release();
    node.runtime->at_rest([](Engine&) {});
    while (node.runtime->waiting() > 0) node.runtime->at_rest([](Engine&) {});
    node.runtime->at_rest([](Engine&) {});
    EXPECT_EQ(answered, 101);
    // The hundred came while the first was written; the writer may have looked once in between.
    EXPECT_LE(node.appends() - before, 3);
}

TEST(Runtime, AnswersOnlyWhatIsDurable) {
    Node node;
    std::atomic<int> wrong = 0;
    for (int i = 0; i < 300; ++i)
        node.runtime->submit(node.town.submit("k" + std::to_string(i)), [&](Reply reply) {
            std::lock_guard lock(node.watch.mutex);
            if (!reply || reply->last_sequence > node.watch.durable) ++wrong;
        });
    node.runtime.reset();
    EXPECT_EQ(wrong, 0);
}

TEST(Runtime, SaysBusyWhenTheQueueIsFullAndAnswersAllItTook) {
    Node node({.queue_limit = 5, .batch_limit = 2});
    node.hold();
    std::atomic<int> accepted = 0, busy = 0;
    int sent = 0;
    while (busy == 0) {
        node.runtime->submit(node.town.submit("k" + std::to_string(sent++)), [&](Reply reply) {
            if (reply) ++accepted;
            if (refusal_of(reply) == "busy") ++busy;
        });
        ASSERT_LE(sent, 5 + 2 * 2 + 1) << "the queue and two batches on their way";
    }
    EXPECT_EQ(accepted, 0);
    node.release();
    node.runtime.reset();
    EXPECT_EQ(accepted, sent - 1);
    EXPECT_EQ(busy, 1);
}

TEST(Runtime, TakesCommandsFromManyThreadsAndLosesNone) {
    constexpr int threads = 4, each = 200;
    Node node({}, 300);  // with checkpoints on the way
    std::mutex mutex;
    std::set<std::uint64_t> sequences;
    {
        std::vector<std::jthread> producers;
        for (int t = 0; t < threads; ++t)
            producers.emplace_back([&, t] {
                for (int i = 0; i < each; ++i) {
                    auto reply = node.runtime->call(
                        node.town.submit(std::to_string(t) + "." + std::to_string(i)));
                    ASSERT_EQ(refusal_of(reply), "");
                    std::lock_guard lock(mutex);
                    sequences.insert(reply->first_sequence);
                }
            });
    }
    EXPECT_EQ(sequences.size(), std::size_t{threads} * each);
    node.runtime.reset();
    auto engine = node.town.open();
    EXPECT_EQ(engine->state().cases.waiting.size(), std::size_t{threads} * each);
    EXPECT_EQ(engine->records_since_checkpoint(), 0u) << "stopping writes a checkpoint";
}

TEST(Runtime, KeepsItsStateThroughCheckpointsInService) {
    Node node({}, 20);  // a checkpoint every twenty records
    std::vector<CaseId> cases;
    for (int i = 0; i < 40; ++i) {
        auto report = node.runtime->call(node.town.submit({}));
        auto id = std::get<ReportSubmitted>(report->events.front()).report.id;
        auto filed = node.runtime->call(node.town.file(id));
        auto case_id = std::get<CaseFiled>(filed->events.front()).case_id;
        for (auto step : {node.town.sign(case_id), node.town.outcome(case_id),
                          node.town.verify(case_id), node.town.call_back(case_id),
                          node.town.close(case_id)})
            ASSERT_EQ(refusal_of(node.runtime->call(step)), "");
        cases.push_back(case_id);
    }
    Hash256 wanted;
    node.runtime->at_rest([&](Engine& engine) { wanted = *engine.state_hash(); });
    for (auto id : cases) ASSERT_EQ(refusal_of(node.runtime->call(node.town.note(id))), "");
    node.runtime.reset();
    // Folded anew from the first record, without any checkpoint.
    node.town.disk().remove("archive.db");
    node.town.disk().remove("archive.db-wal");
    auto engine = node.town.open();
    EXPECT_EQ(*engine->state_hash(), wanted) << "notes do not change a case's state";
}

TEST(Runtime, PassesDueClocksBeforeTheCommandsThatCameLater) {
    Node node;
    auto report = node.runtime->call(node.town.submit({}));
    auto filed = node.runtime->call(
        node.town.file(std::get<ReportSubmitted>(report->events.front()).report.id));
    auto id = std::get<CaseFiled>(filed->events.front()).case_id;
    node.time.us = (test_morning() + Duration::minutes(31)).us;
    // 50, 80 and 100 % of the signature's half hour are past; each arms the next.
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(node.runtime->call(node.town.note(id)));
    node.runtime->at_rest([&](Engine& engine) {
        const auto& sign = engine.state().cases.cases.find(id)->clocks.front();
        EXPECT_EQ(sign.kind, ClockKind::sign);
        EXPECT_EQ(sign.points_passed, 3);
    });
}

TEST(Runtime, RefusesOnAFullDiskAndRecoversByItself) {
    Node node;
    ASSERT_TRUE(node.runtime->call(node.town.submit("a")));
    node.town.disk().full_after(0);
    EXPECT_EQ(refusal_of(node.runtime->call(node.town.submit("b"))), "storage_full");
    EXPECT_EQ(refusal_of(node.runtime->call(node.town.submit("b"))), "storage_full");
    node.runtime->at_rest([](Engine& engine) {
        EXPECT_EQ(engine.state().cases.waiting.size(), 1u) << "reads go on";
    });
    node.town.disk().heal();
    auto reply = node.runtime->call(node.town.submit("b"));
    ASSERT_EQ(refusal_of(reply), "");
    EXPECT_FALSE(reply->repeated);
}

}  // namespace
}  // namespace cs::runtime
