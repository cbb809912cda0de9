// A state that is taken up from what is stored of its parts is the same state.
#include "city/state_text_test.h"

#include <gtest/gtest.h>

#include "city/fixture_test.h"

namespace cs::city {

namespace {

State with_a_case() {
    State state = fixture::build();
    Instant now = *parse_instant("2026-03-02 09:00");
    auto send = [&](const char* name, const Command& command) {
        auto actor = *fixture::person_named(name);
        Events events = decide(state, command, actor, now).value();
        for (const auto& event : events) apply(state, event, {now, actor});
    };
    SubmitReport report;
    report.place = fixture::place_named("east");
    report.reported_at = now;
    report.source_id = "SR-1";
    send("citizen", report);
    report.source_id = "SR-2";
    send("citizen", report);
    send("agent", FileCase{fixture::report_id(1), "P0101", 0, {}, Dispatch{}, {}});
    return state;
}

}  // namespace

TEST(StoredState, GivesTheSameStateWithItsDueQueueAndSourceNumbers) {
    State state = with_a_case();
    auto text = text_of(state);
    auto restored = state_of_text(text);
    ASSERT_TRUE(restored) << restored.error().text();
    EXPECT_EQ(text_of(*restored), text);
    EXPECT_EQ(next_due(*restored), next_due(state));
    EXPECT_EQ(restored->cases.due.size(), 3u);  // sign, contact, handle
    SubmitReport again;
    again.source_id = "SR-1";
    auto refused = decide(*restored, again, *fixture::person_named("citizen"), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, RefusalCode::duplicate_report);
}

TEST(StoredState, DiffersWhenAnythingDiffers) {
    State one = with_a_case(), other = with_a_case();
    EXPECT_EQ(text_of(one), text_of(other));
    apply(other, NoteAdded{fixture::case_id(1), "不改状态"}, {});
    EXPECT_EQ(text_of(one), text_of(other));
    apply(other, CaseEscalated{fixture::case_id(1), 1, fixture::east_street, 50}, {});
    EXPECT_NE(text_of(one), text_of(other));
}

}  // namespace cs::city
