// The live stream: in scope, in order, without a gap or a double, and without personal data.
#include "http/live_events.h"

#include "http/api_test.h"
#include "journal/sqlite_journal.h"

namespace cs::http {
namespace {

// What a connection would send, a small buffer at a time.
std::string drain(Stream& stream, std::size_t room = 200) {
    std::string out;
    for (int i = 0; i < 1'000; ++i) {
        std::string piece;
        auto next = stream.fill(piece, room);
        out += piece;
        if (next != Stream::Next::more) break;
    }
    return out;
}

std::vector<std::uint64_t> ids_in(const std::string& frames) {
    std::vector<std::uint64_t> out;
    for (auto at = frames.find("id: "); at != std::string::npos; at = frames.find("id: ", at + 1))
        if (at == 0 || frames[at - 1] == '\n') out.push_back(std::stoull(frames.substr(at + 4)));
    return out;
}

// Waits until everything written so far is told.
void settle(ApiTown& town) { town.get("/cases", town.as(Role::agent)); }

std::unique_ptr<LiveStream> listen(ApiTown& town, Caller caller, std::uint64_t after) {
    return std::make_unique<LiveStream>(town.api().follower.events(), town.api().wall,
                                        caller.grants, caller.person, after);
}

TEST(LiveEvents, TellsTheScopeWithoutAGapOrADouble) {
    ApiTown town;
    settle(town);
    auto whole = drain(*listen(town, town.as(Role::supervisor), 0));
    auto all = ids_in(whole);
    ASSERT_GE(all.size(), 4u);
    EXPECT_TRUE(std::ranges::is_sorted(all));
    // Whoever breaks off anywhere and comes back hears exactly the rest.
    for (auto stop : all) {
        auto rest = ids_in(drain(*listen(town, town.as(Role::supervisor), stop)));
        std::vector<std::uint64_t> expected(std::ranges::upper_bound(all, stop), all.end());
        EXPECT_EQ(rest, expected);
    }
    EXPECT_EQ(ids_in(drain(*listen(town, town.as(Role::supervisor, false), 0))).size(), 0u);
}

TEST(LiveEvents, HoldsNoPersonalData) {
    ApiTown town;
    town.post("/cases/" + id_text(town.case_id) + "/notes", town.as(Role::agent),
              R"({"text":"电话13812345678"})");
    settle(town);
    auto frames = drain(*listen(town, town.as(Role::supervisor), 0));
    EXPECT_NE(frames.find("note.added"), std::string::npos);
    for (const char* secret : {"13812345678", "138****", "路灯", "张", "sealed", "电话"})
        EXPECT_EQ(frames.find(secret), std::string::npos) << secret;
}

TEST(LiveEvents, GoesOnWithWhatIsNewAndServesLateOnesFromTheJournal) {
    ApiTown town;
    settle(town);
    auto& events = town.api().follower.events();
    auto stream = listen(town, town.as(Role::supervisor), events.newest());
    EXPECT_EQ(drain(*stream), "");
    auto more = town.file_case();
    settle(town);
    auto heard = drain(*stream);
    EXPECT_NE(heard.find(id_text(more)), std::string::npos);
    EXPECT_EQ(drain(*stream), "");
}

TEST(LiveEvents, EndsWhenTheListenersRolesChange) {
    ApiTown town;
    settle(town);
    auto stream = listen(town, town.as(Role::supervisor), town.api().follower.events().newest());
    auto person = id_text(*town.as(Role::supervisor).person);
    auto chief = town.as_everywhere(Role::administrator);
    auto granted = town.post("/people/" + person + "/grants", chief,
                             R"({"grant":{"role":"analyst","division":"410100000000"}})");
    ASSERT_EQ(granted.status, 200) << granted.body;
    settle(town);
    std::string out;
    EXPECT_EQ(stream->fill(out, 1'000), Stream::Next::ended);
}

TEST(LiveEvents, RefusesAPositionThatIsNotThere) {
    ApiTown town;
    auto refused = town.get("/stream", town.as(Role::agent), {{"last-event-id", "999999"}});
    EXPECT_EQ(refused.status, 400);
    auto open = town.get("/stream", town.as(Role::agent), {{"last-event-id", "0"}});
    EXPECT_EQ(open.content_type, "text/event-stream");
    ASSERT_NE(open.stream, nullptr);
}

}  // namespace
}  // namespace cs::http
