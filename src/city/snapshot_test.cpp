// A snapshot is the state, or is refused with the line at fault.
#include "city/snapshot.h"

#include <gtest/gtest.h>

#include "base/json.h"
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

std::string where(const std::string& text) {
    auto read = read_snapshot(text);
    return read ? "" : read.error().where;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST(Snapshot, GivesTheSameStateWithItsDueQueueAndSourceNumbers) {
    State state = with_a_case();
    auto text = write_snapshot(state);
    auto restored = read_snapshot(text);
    ASSERT_TRUE(restored) << restored.error().text();
    EXPECT_EQ(write_snapshot(*restored), text);
    EXPECT_EQ(state_hash(*restored), state_hash(state));
    EXPECT_EQ(next_due(*restored), next_due(state));
    EXPECT_EQ(restored->cases.due.size(), 3u);  // sign, contact, handle
    SubmitReport again;
    again.source_id = "SR-1";
    auto refused = decide(*restored, again, *fixture::person_named("citizen"), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, RefusalCode::duplicate_report);
}

TEST(Snapshot, HashDiffersWhenAnythingDiffers) {
    State one = with_a_case(), other = with_a_case();
    EXPECT_EQ(state_hash(one), state_hash(other));
    apply(other, NoteAdded{fixture::case_id(1), "不改状态"}, {});
    EXPECT_EQ(state_hash(one), state_hash(other));
    apply(other, CaseEscalated{fixture::case_id(1), 1, fixture::east_street, 50}, {});
    EXPECT_NE(state_hash(one), state_hash(other));
}

TEST(Snapshot, IsRefusedByTheLineAtFault) {
    auto text = write_snapshot(with_a_case());
    EXPECT_EQ(where(""), "snapshot line 1");
    EXPECT_EQ(where("hello\n"), "snapshot line 1");
    EXPECT_EQ(where(replaced(text, "chengshu state", "another state")), "snapshot line 1");
    EXPECT_EQ(where(replaced(text, "\"version\":1", "\"version\":2")), "snapshot line 1");
    EXPECT_EQ(where(replaced(text, "\"founded\":true", "\"founded\":7")), "snapshot line 2");
    EXPECT_EQ(where(text.substr(0, text.size() - 1)), "snapshot line 5");
    EXPECT_EQ(where(text + "{}\n"), "snapshot line 5");
    EXPECT_EQ(
        where(replaced(text, "\"responsible\":\"990100000-2\"", "\"responsible\":\"990100000-3\"")),
        "snapshot line 5");
    EXPECT_EQ(where(replaced(text, "\"cases\":1", "\"cases\":2")), "snapshot line 6");
}

}  // namespace cs::city
