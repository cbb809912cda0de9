// What the outbox keeps: its counts and heads after any history, its bounds, its older files; and
// that nothing it asks again and again reads more than it gives.
#include "hooks/outbox.h"

#include <gtest/gtest.h>

#include <map>

#include "hooks/outbox_tables.h"
#include "journal/temporary_directory.h"

namespace cs::hooks {
namespace {

const Instant noon{1'772'400'000'000'000};
const DivisionCode city{410'100'000'000};

class OutboxTest : public ::testing::Test {
protected:
    void open(Patience patience = {}) { outbox_ = *Outbox::open(path(), std::move(patience)); }
    std::string path() const { return directory_ / "webhooks.db"; }
    std::uint64_t subscribe() {
        return outbox_->add({"https://example.org/", {}, city, {}}, 0, noon)->id;
    }
    void add(std::uint64_t subscription, std::uint64_t sequence, const std::string& key) {
        NewDelivery one{subscription, sequence, key, "case.filed", "{}"};
        ASSERT_TRUE(outbox_->add({&one, 1}, {&subscription, 1}, sequence, noon));
    }
    std::vector<std::uint64_t> due_sequences(Instant now) {
        std::vector<std::uint64_t> out;
        auto due = *outbox_->due(now, 1'000);
        for (const auto& one : due) out.push_back(one.delivery.sequence);
        return out;
    }
    /// What is counted and who is a head, against the deliveries themselves.
    void expect_kept_true() {
        auto database = *sqlite::Database::open(path());
        EXPECT_EQ(*database.query_int(
                      "SELECT count(*) FROM subscription s WHERE"
                      " waiting<>(SELECT count(*) FROM delivery WHERE subscription=s.id AND is_dead=0)"
                      " OR dead<>(SELECT count(*) FROM delivery WHERE subscription=s.id AND is_dead=1)"),
                  0);
        EXPECT_EQ(*database.query_int(
                      "SELECT count(*) FROM delivery d WHERE is_head<>(is_dead=0 AND NOT EXISTS"
                      " (SELECT 1 FROM delivery e WHERE e.subscription=d.subscription"
                      " AND e.order_key=d.order_key AND e.is_dead=0 AND e.id<d.id))"),
                  0);
        auto backlog = outbox_->backlog();
        EXPECT_EQ(*database.query_int("SELECT count(*) FROM delivery WHERE is_dead=0"),
                  static_cast<std::int64_t>(backlog.waiting));
        EXPECT_EQ(*database.query_int("SELECT count(*) FROM delivery WHERE is_dead=1"),
                  static_cast<std::int64_t>(backlog.dead));
    }

    journal::TemporaryDirectory directory_;
    std::unique_ptr<Outbox> outbox_;
};

TEST_F(OutboxTest, ReadsNoMoreDeliveriesThanItGives) {
    open();
    auto database = *sqlite::Database::open(path());
    for (const auto* statement : sql::all) {
        auto plan = *database.prepare("EXPLAIN QUERY PLAN " + std::string(statement));
        while (*plan.step()) {
            auto step = plan.column_text(3);
            EXPECT_FALSE(step.starts_with("SCAN d")) << statement << "\n" << step;
            EXPECT_FALSE(step.contains("TEMP B-TREE")) << statement << "\n" << step;
        }
    }
    auto due = *database.prepare("EXPLAIN QUERY PLAN " + std::string(sql::due));
    ASSERT_TRUE(*due.step());
    EXPECT_EQ(due.column_text(3),
              "SEARCH delivery USING INDEX delivery_due (subscription=? AND due_at<?)");
    EXPECT_FALSE(*due.step());
    auto backlog = *database.prepare("EXPLAIN QUERY PLAN " + std::string(sql::backlog));
    ASSERT_TRUE(*backlog.step());
    EXPECT_EQ(backlog.column_text(3), "SCAN subscription");
    EXPECT_FALSE(*backlog.step());
}

TEST_F(OutboxTest, KeepsItsCountsAndHeadsThroughAnyHistory) {
    open({{Duration::seconds(1)}, 1'000, 20});
    std::vector<std::uint64_t> ids{subscribe(), subscribe(), subscribe()};
    std::uint64_t draw = 4'711, sequence = 0;
    auto next = [&](std::uint64_t below) {
        draw = draw * 6'364'136'223'846'793'005ull + 1'442'695'040'888'963'407ull;
        return (draw >> 33) % below;
    };
    auto now = noon;
    for (int i = 0; i < 500; ++i, now = now + Duration::seconds(1)) {
        auto due = *outbox_->due(now, 3);
        switch (next(5)) {
            case 0:
            case 1: add(ids[next(ids.size())], ++sequence, "case-" + std::to_string(next(6))); break;
            case 2:
                if (due.empty()) break;
                ASSERT_TRUE(outbox_->was_delivered(due[next(due.size())].delivery));
                break;
            case 3:
                for (const auto& one : due)
                    ASSERT_TRUE(outbox_->has_failed(one.delivery, "answered 500", now));
                break;
            case 4: {
                if (next(10) != 0) break;
                auto id = ids[next(ids.size())];
                std::vector<std::uint64_t> some;
                auto dead = *outbox_->dead(id, 0, next(3));
                for (const auto& one : dead) some.push_back(one.id);
                ASSERT_TRUE(outbox_->resend(id, some, now));
                // One that was under way meanwhile ends as it ends.
                EXPECT_TRUE(due.empty() || outbox_->was_delivered(due.front().delivery));
                break;
            }
        }
        EXPECT_TRUE(i != 300 || *outbox_->remove(ids[1]));
        if (i % 25 == 0) expect_kept_true();
    }
    expect_kept_true();
}

TEST_F(OutboxTest, SendsAgainBeforeWhatCameLaterOfTheSameCase) {
    open({{}});
    auto id = subscribe();
    add(id, 1, "a");
    add(id, 2, "a");
    ASSERT_TRUE(outbox_->has_failed(outbox_->due(noon, 1)->front().delivery, "x", noon));
    EXPECT_EQ(due_sequences(noon), std::vector<std::uint64_t>{2});
    EXPECT_EQ(*outbox_->resend(id, {}, noon), 1u);
    EXPECT_EQ(due_sequences(noon), std::vector<std::uint64_t>{1});
}

TEST_F(OutboxTest, IsFullAtItsBoundAndForgetsTheOldestDeadLetters) {
    open({{}, 3, 2});
    auto id = subscribe();
    for (std::uint64_t n = 1; n <= 3; ++n) add(id, n, "case-" + std::to_string(n));
    EXPECT_TRUE(outbox_->list()->front().is_full);
    EXPECT_EQ(outbox_->backlog().full, 1u);
    auto due = *outbox_->due(noon, 3);
    for (const auto& one : due)
        ASSERT_TRUE(outbox_->has_failed(one.delivery, "x", noon));
    auto one = outbox_->list()->front();
    EXPECT_FALSE(one.is_full);
    EXPECT_EQ(one.waiting, 0u);
    EXPECT_EQ(one.dead, 2u);
    EXPECT_EQ(outbox_->dead(id, 0, 10)->front().sequence, 2u);
    expect_kept_true();
}

TEST_F(OutboxTest, TakesOverWhatAnOlderVersionWrote) {
    {
        auto database = *sqlite::Database::open(path());
        ASSERT_TRUE(database.exec(first_tables));
        ASSERT_TRUE(database.set_pragma("application_id", 0x43534831));
        ASSERT_TRUE(database.set_pragma("user_version", 1));
        ASSERT_TRUE(database.exec(
            "INSERT INTO position VALUES(1, 50);"
            "INSERT INTO subscription(url, types, division, secret, created_at, after)"
            " VALUES('https://example.org/', '[]', 410100000000, 'whsec_x', 1, 7),"
            " ('https://example.org/', '[]', 410100000000, 'whsec_y', 1, 60);"
            "INSERT INTO delivery(subscription, sequence, order_key, type, body, is_dead, due_at)"
            " VALUES(1, 41, 'a', 't', '{}', 1, 5), (1, 42, 'a', 't', '{}', 0, 5),"
            " (1, 43, 'a', 't', '{}', 0, 5), (1, 44, 'b', 't', '{}', 0, 5);"));
    }
    open();
    auto list = *outbox_->list();
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(list[0].waiting, 3u);
    EXPECT_EQ(list[0].dead, 1u);
    EXPECT_EQ(list[0].fed_to, 50u);
    EXPECT_EQ(list[1].fed_to, 60u);
    EXPECT_EQ(due_sequences(noon), (std::vector<std::uint64_t>{42, 44}));
    expect_kept_true();
    open();
    expect_kept_true();
    auto database = *sqlite::Database::open(path());
    ASSERT_TRUE(database.set_pragma("user_version", 99));
    EXPECT_EQ(Outbox::open(path()).error().what, "the outbox of webhooks has a newer format");
}

}  // namespace
}  // namespace cs::hooks
