// What a node promises whoever sends it commands: once, in order, durable, and the same again after
// a restart.
#include <gtest/gtest.h>

#include "base/random.h"
#include "runtime/town_test.h"

namespace cs::runtime {
namespace {

// Two hundred steps on some forty cases, drawn; the state may be put away and taken up again on the
// way by `between`, which is called after each step.
Hash256 work_through(TestTown& town, std::unique_ptr<Engine>& engine,
                     const std::function<void(int)>& between) {
    Random random(7);
    std::vector<CaseId> cases;
    for (int step = 0; step < 200; ++step) {
        auto now = test_morning() + Duration::seconds(step);
        auto draw = random.below(10);
        if (cases.empty() || draw < 2) {
            cases.push_back(file_case(*engine, now));
        } else {
            auto id = cases[random.below(cases.size())];
            std::vector<Envelope> steps{TestTown::sign(id),      TestTown::outcome(id),
                                        TestTown::verify(id),    TestTown::call_back(id),
                                        TestTown::close(id),     TestTown::reopen(id),
                                        TestTown::note(id, "n" + std::to_string(step))};
            // Most steps do not fit the case's phase: refusals change nothing.
            engine->process(steps, now);
        }
        between(step);
    }
    auto hash = engine->state_hash();
    EXPECT_TRUE(hash.has_value());
    static_cast<void>(town);
    return *hash;
}

TEST(Engine, ActsOnceUnderOneKey) {
    TestTown town;
    auto engine = town.found();
    auto first = send(*engine, town.submit("k1"));
    auto again = send(*engine, town.submit("k1"));
    ASSERT_TRUE(first && again);
    EXPECT_FALSE(first->repeated);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(first->first_sequence, again->first_sequence);
    EXPECT_EQ(engine->last_sequence(), first->last_sequence);
}

TEST(Engine, ActsOnceUnderOneKeyWithinOneBatch) {
    TestTown town;
    auto engine = town.found();
    std::vector<Envelope> both{town.submit("k1"), town.submit("k1")};
    auto replies = engine->process(both, test_morning());
    ASSERT_TRUE(replies[0] && replies[1]);
    EXPECT_TRUE(replies[1]->repeated);
    EXPECT_EQ(replies[0]->last_sequence, replies[1]->last_sequence);
    EXPECT_EQ(engine->state().cases.waiting.size(), 1u);
}

TEST(Engine, ActsOnceUnderOneKeyAlsoAfterARestart) {
    for (bool with_checkpoint : {false, true}) {
        TestTown town;
        auto engine = town.found();
        auto report = send(*engine, town.submit("k1"));
        auto id = std::get<ReportSubmitted>(report->events.front()).report.id;
        auto filed = send(*engine, town.file(id, "k2"));
        auto case_id = std::get<CaseFiled>(filed->events.front()).case_id;
        // A command of several records without a key, right after one with a key.
        for (auto step : {town.sign(case_id), town.outcome(case_id), town.verify(case_id),
                          town.call_back(case_id)})
            ASSERT_TRUE(send(*engine, step));
        ASSERT_TRUE(send(*engine, town.note(case_id, "k3")));
        ASSERT_EQ(send(*engine, town.close(case_id))->events.size(), 2u);
        if (with_checkpoint) { ASSERT_TRUE(engine->checkpoint()); }
        auto last = engine->last_sequence();
        engine.reset();
        engine = town.open();
        auto again = send(*engine, town.file(id, "k2"));
        ASSERT_TRUE(again);
        EXPECT_TRUE(again->repeated);
        EXPECT_EQ(again->first_sequence, filed->first_sequence);
        EXPECT_EQ(again->last_sequence, filed->last_sequence);
        EXPECT_EQ(again->events.size(), filed->events.size());
        auto note = send(*engine, town.note(case_id, "k3"));
        ASSERT_TRUE(note);
        EXPECT_EQ(note->events.size(), 1u) << "the closing after it is another command's";
        EXPECT_EQ(engine->last_sequence(), last);
    }
}

TEST(Engine, RefusesOneKeyForTwoCommands) {
    TestTown town;
    auto engine = town.found();
    auto id = file_case(*engine);
    ASSERT_TRUE(send(*engine, town.sign(id, "k")));
    EXPECT_EQ(refusal_of(send(*engine, town.note(id, "k"))), "key_conflict");
    EXPECT_EQ(refusal_of(send(*engine, town.submit(std::string(201, 'k')))), "bad_value");
}

Envelope saying(Envelope note, const std::string& text) {
    std::get<AddNote>(note.command).text = text;
    return note;
}

TEST(Engine, RefusesOneKeyForTwoBodies) {
    for (bool with_checkpoint : {false, true}) {
        TestTown town;
        auto engine = town.found();
        auto id = file_case(*engine);
        ASSERT_TRUE(send(*engine, saying(town.note(id, "k"), "甲")));
        EXPECT_EQ(refusal_of(send(*engine, saying(town.note(id, "k"), "乙"))), "key_conflict");
        if (with_checkpoint) { ASSERT_TRUE(engine->checkpoint()); }
        engine.reset();
        engine = town.open();
        EXPECT_EQ(refusal_of(send(*engine, saying(town.note(id, "k"), "乙"))), "key_conflict");
        auto again = send(*engine, saying(town.note(id, "k"), "甲"));
        ASSERT_TRUE(again);
        EXPECT_TRUE(again->repeated);
    }
}

TEST(Engine, TakesAReportThatIsSealedAnewForTheSameOne) {
    TestTown town;
    auto engine = town.found();
    auto sent = town.submit("k", 1), again = town.submit("k", 2), other = town.submit("k", 1);
    std::get<SubmitReport>(again.command).sealed = {{1, 2, 3}};
    std::get<SubmitReport>(other.command).source_id = "311-7";
    ASSERT_TRUE(send(*engine, sent));
    auto reply = send(*engine, again);
    ASSERT_TRUE(reply);
    EXPECT_TRUE(reply->repeated);
    EXPECT_EQ(refusal_of(send(*engine, other)), "key_conflict");
}

TEST(Engine, JudgesARecordFromBeforeBodiesCountedByItsCaseAlone) {
    auto note = TestTown::note(make_id<CaseId>(test_realm, 1), "k");
    auto field = key_field("k", fingerprint(note) & 0xFFFFFFFF);
    auto entry = entry_of_field(field, 7);
    ASSERT_TRUE(entry);
    EXPECT_TRUE(is_same_command(entry->fingerprint, saying(note, "乙")));
    EXPECT_FALSE(is_same_command(entry->fingerprint,
                                 TestTown::note(make_id<CaseId>(test_realm, 2), "k")));
    auto whole = entry_of_field(key_field(note), 7);
    EXPECT_TRUE(is_same_command(whole->fingerprint, note));
    EXPECT_FALSE(is_same_command(whole->fingerprint, saying(note, "乙")));
}

TEST(Engine, RefusesTextThatCouldNotBeReadBack) {
    TestTown town;
    auto engine = town.found();
    auto filed = file_case(*engine, test_morning());
    auto before = engine->last_sequence();
    auto envelope = TestTown::note(filed, "n");
    std::get<AddNote>(envelope.command).text = "\xff\xfe bad";
    auto note = send(*engine, envelope);
    ASSERT_FALSE(note);
    EXPECT_EQ(note.error().code, RefusalCode::bad_value);
    EXPECT_EQ(note.error().field, "text");
    EXPECT_EQ(send(*engine, town.submit("k\xff")).error().field, "key");
    EXPECT_EQ(engine->last_sequence(), before);
}

TEST(Engine, RestartsToTheStateItLeft) {
    TestTown plain_town;
    auto plain = plain_town.found();
    auto wanted = work_through(plain_town, plain, [](int) {});
    for (int checkpoint_every : {0, 1, 13}) {
        TestTown town;
        auto engine = town.found();
        auto found = work_through(town, engine, [&](int step) {
            if (checkpoint_every > 0 && step % checkpoint_every == 0) {
                ASSERT_TRUE(engine->checkpoint());
            }
            if (step % 17 != 0) return;
            engine.reset();
            engine = town.open();
        });
        EXPECT_EQ(found, wanted) << "checkpoint every " << checkpoint_every;
    }
}

TEST(Engine, GoesOnWhileACheckpointIsOnItsWay) {
    TestTown plain_town;
    auto plain = plain_town.found();
    auto wanted = work_through(plain_town, plain, [](int) {});
    TestTown town;
    auto engine = town.found();
    auto found = work_through(town, engine, [&](int step) {
        // Begun, copied case by case over ten steps, written, finished; then a restart.
        if (step % 20 == 0) { ASSERT_TRUE(engine->begin_checkpoint()); }
        if (step % 20 < 10) engine->copy_for_checkpoint(1);
        if (step % 20 == 10) {
            engine->copy_for_checkpoint(SIZE_MAX);
            engine->finish_checkpoint(engine->write_checkpoint());
        }
        if (step % 20 > 10) engine->release_closed(1);
        if (step % 60 != 19) return;
        engine.reset();
        engine = town.open();
    });
    EXPECT_EQ(found, wanted);
}

TEST(Engine, KeepsWhatAFailedCheckpointShouldHaveWritten) {
    TestTown town;
    auto engine = town.found();
    auto id = file_case(*engine);
    ASSERT_TRUE(engine->begin_checkpoint());
    engine->copy_for_checkpoint(SIZE_MAX);
    engine->finish_checkpoint(fail("the disk is full"));
    finish_case(*engine, id);
    ASSERT_TRUE(engine->checkpoint());
    EXPECT_EQ(engine->records_since_checkpoint(), 0u);
    auto wanted = engine->state_hash();
    engine.reset();
    EXPECT_EQ(*town.open()->state_hash(), *wanted);
}

TEST(Engine, LetsClosedCasesLeaveMemoryAndBringsThemBack) {
    TestTown town;
    auto engine = town.found();
    auto id = file_case(*engine);
    finish_case(*engine, id);
    ASSERT_NE(engine->state().cases.cases.find(id), nullptr);
    ASSERT_TRUE(engine->checkpoint());
    EXPECT_EQ(engine->state().cases.cases.find(id), nullptr);
    ASSERT_TRUE(engine->find_case(id)->has_value());
    EXPECT_EQ(engine->find_case(id)->value().phase, Phase::closed);

    auto reopened = send(*engine, town.reopen(id));
    EXPECT_EQ(refusal_of(reopened), "");
    const auto* subject = engine->state().cases.cases.find(id);
    ASSERT_NE(subject, nullptr);
    EXPECT_EQ(subject->phase, Phase::dispatched);
    EXPECT_EQ(subject->reopenings, 1);
}

TEST(Engine, NumbersOnWhereTheJournalEnds) {
    TestTown town;
    auto engine = town.found();
    auto before = engine->last_sequence();
    std::vector<Envelope> commands{town.submit("a"), town.sign({}, "b"), town.submit("c")};
    auto replies = engine->process(commands, test_morning());
    EXPECT_EQ(replies[0]->first_sequence, before + 1);
    EXPECT_EQ(refusal_of(replies[1]), "unknown_case");
    EXPECT_EQ(replies[2]->last_sequence, before + 2);
}

TEST(Engine, NeverGoesBackInTime) {
    TestTown town;
    auto engine = town.found();
    auto late = test_morning() + Duration::hours(2);
    auto id = file_case(*engine, late);
    ASSERT_TRUE(send(*engine, town.sign(id), test_morning()));
    EXPECT_EQ(engine->last_at(), late);
}

TEST(Engine, PassesClockPointsInDueOrder) {
    TestTown town;
    auto engine = town.found();
    std::vector<CaseId> cases;
    for (int i = 0; i < 5; ++i)
        cases.push_back(file_case(*engine, test_morning() + Duration::minutes(i)));
    // Half of the thirty minutes for the signature.
    EXPECT_EQ(engine->next_due(), test_morning() + Duration::minutes(15));
    auto now = test_morning() + Duration::minutes(17);
    auto due = engine->due_commands(now, 100);
    ASSERT_EQ(due.size(), 3u);
    for (std::size_t i = 0; i < due.size(); ++i)
        EXPECT_EQ(std::get<PassClockPoint>(due[i].command).case_id, cases[i]);
    for (const auto& reply : engine->process(due, now)) {
        ASSERT_TRUE(reply);
        EXPECT_TRUE(std::holds_alternative<ClockPointPassed>(reply->events.front()));
    }
    EXPECT_TRUE(engine->due_commands(now, 100).empty());
    EXPECT_EQ(engine->next_due(), test_morning() + Duration::minutes(18));
}

TEST(Engine, DestroysTheKeyOnceTheErasureIsDurable) {
    TestTown town;
    auto engine = town.found();
    auto subject = make_id<SubjectId>(test_realm, 9);
    ASSERT_TRUE(town.vault().seal(subject, "姓名", "x"));
    town.disk().full_after(0);
    EXPECT_EQ(refusal_of(send(*engine, town.forget(9))), "storage_full");
    town.disk().heal();
    EXPECT_FALSE(*town.vault().is_destroyed(subject));
    EXPECT_EQ(refusal_of(send(*engine, town.forget(9))), "");
    EXPECT_TRUE(*town.vault().is_destroyed(subject));
    EXPECT_EQ(refusal_of(send(*engine, town.submit({}, 9))), "subject_forgotten");
}

}  // namespace
}  // namespace cs::runtime
