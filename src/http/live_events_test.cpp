// The live stream: in scope, in order, without a gap or a double, and without personal data.
#include "http/live_events.h"

#include <atomic>
#include <filesystem>
#include <semaphore>
#include <thread>

#include "http/api_test.h"
#include "http/openapi.h"
#include "http/past_events.h"
#include "http/schema_check_test.h"
#include "journal/memory_journal.h"
#include "journal/sqlite_journal.h"

namespace cs::http {
namespace {

// What a connection would send, a small buffer at a time, until nothing is left to tell.
std::string drain(LiveEvents& events, LiveStream& stream, std::size_t room = 200) {
    std::string out;
    for (int i = 0; i < 10'000; ++i) {
        std::string piece;
        auto next = stream.fill(piece, room);
        out += piece;
        if (next == Stream::Next::more) continue;
        if (next == Stream::Next::ended || stream.position() == events.newest()) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return out;
}

std::string drain(ApiTown& town, LiveStream& stream) {
    return drain(town.api().follower.events(), stream);
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

TEST(LiveEvents, AreOfTheTypesThatTheDocumentNames) {
    ApiTown town;
    settle(town);
    auto frames = drain(town, *listen(town, town.as_everywhere(Role::administrator), 0));
    const auto& types = openapi_document().at_pointer("/components/schemas/EventType/enum");
    const boost::json::value body{{"$ref", "#/components/schemas/LiveEventBody"}};
    std::set<std::string> told;
    for (auto at = frames.find("event: "); at != std::string::npos;
         at = frames.find("event: ", at + 1)) {
        auto type = frames.substr(at + 7, frames.find('\n', at) - at - 7);
        auto data = frames.find("data: ", at) + 6;
        auto event = boost::json::parse(frames.substr(data, frames.find('\n', data) - data));
        EXPECT_EQ(misfit(openapi_document(), body, event), "") << type;
        EXPECT_EQ(event.at("type").as_string(), type);
        EXPECT_NE(std::ranges::find(types.as_array(), boost::json::value(type)),
                  types.as_array().end())
            << type;
        told.insert(type);
    }
    EXPECT_GT(told.size(), 8u);
    EXPECT_TRUE(told.contains("case.filed"));
    boost::json::value unheard{
        {"sequence", 1}, {"at", "2026-03-02T01:00:00Z"}, {"type", "case.lost"}};
    EXPECT_EQ(misfit(openapi_document(), body, unheard), "$.type is none of the enum");
}

// The golden payloads are one of each type.
TEST(LiveEvents, NoTypeOfTheJournalIsLeftOutOfTheDocument) {
    const auto& types = openapi_document().at_pointer("/components/schemas/EventType/enum");
    std::set<std::string> golden, named;
    for (const auto& file :
         std::filesystem::directory_iterator(CHENGSHU_SOURCE_DIR "/tests/golden/events")) {
        auto name = file.path().stem().string();
        golden.insert(name.substr(0, name.rfind(".v")));
    }
    for (const auto& type : types.as_array()) named.emplace(type.as_string());
    EXPECT_EQ(named, golden);
}

TEST(LiveEvents, TellsTheScopeWithoutAGapOrADouble) {
    ApiTown town;
    settle(town);
    auto whole = drain(town, *listen(town, town.as(Role::supervisor), 0));
    auto all = ids_in(whole);
    ASSERT_GE(all.size(), 4u);
    EXPECT_TRUE(std::ranges::is_sorted(all));
    // Whoever breaks off anywhere and comes back hears exactly the rest.
    for (auto stop : all) {
        auto rest = ids_in(drain(town, *listen(town, town.as(Role::supervisor), stop)));
        std::vector<std::uint64_t> expected(std::ranges::upper_bound(all, stop), all.end());
        EXPECT_EQ(rest, expected);
    }
    EXPECT_EQ(ids_in(drain(town, *listen(town, town.as(Role::supervisor, false), 0))).size(), 0u);
}

TEST(LiveEvents, HoldsNoPersonalData) {
    ApiTown town;
    town.post("/cases/" + id_text(town.case_id) + "/notes", town.as(Role::agent),
              R"({"text":"电话13812345678"})");
    settle(town);
    auto frames = drain(town, *listen(town, town.as(Role::supervisor), 0));
    EXPECT_NE(frames.find("note.added"), std::string::npos);
    for (const char* secret : {"13812345678", "138****", "路灯", "张", "sealed", "电话"})
        EXPECT_EQ(frames.find(secret), std::string::npos) << secret;
}

TEST(LiveEvents, GoesOnWithWhatIsNewAndServesLateOnesFromTheJournal) {
    ApiTown town;
    settle(town);
    auto& events = town.api().follower.events();
    auto stream = listen(town, town.as(Role::supervisor), events.newest());
    EXPECT_EQ(drain(town, *stream), "");
    auto more = town.file_case();
    settle(town);
    auto heard = drain(town, *stream);
    EXPECT_NE(heard.find(id_text(more)), std::string::npos);
    EXPECT_EQ(drain(town, *stream), "");
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

// A journal whose reading takes until the test lets it go on.
class SlowJournal final : public journal::Journal {
public:
    explicit SlowJournal(std::unique_ptr<journal::Journal> inner) : inner_(std::move(inner)) {}
    void let_go() { may_read_.release(1'000); }
    Result<void> append(std::span<const journal::Record> batch) override {
        return inner_->append(batch);
    }
    Result<std::vector<journal::Record>> read(std::uint64_t from, std::size_t limit) override {
        may_read_.acquire();
        readings.push_back(from);
        return inner_->read(from, limit);
    }
    std::uint64_t last_sequence() const override { return inner_->last_sequence(); }
    Realm realm() const override { return inner_->realm(); }

    std::vector<std::uint64_t> readings;

private:
    std::unique_ptr<journal::Journal> inner_;
    std::counting_semaphore<> may_read_{0};
};

TEST(LiveEvents, NoListenerWaitsForTheJournalAndItIsReadOnceForAll) {
    ApiTown town;
    settle(town);
    auto& api = town.api();
    auto whole = drain(town, *listen(town, town.as(Role::supervisor), 0));
    auto slow = std::make_unique<SlowJournal>(std::move(api.journal));
    auto* journal = slow.get();
    auto newest = api.follower.events().newest();
    std::atomic<int> wakes = 0;
    LiveEvents events(std::move(slow), api.follower.readers(), town_city, newest);
    events.on_past([&] { ++wakes; });
    auto caller = town.as(Role::supervisor);
    std::vector<std::unique_ptr<LiveStream>> listeners;
    std::string out;
    for (int i = 0; i < 64; ++i) {
        listeners.push_back(std::make_unique<LiveStream>(events, api.wall, caller.grants,
                                                         caller.person, 0));
        EXPECT_EQ(listeners.back()->fill(out, 1'000), Stream::Next::waiting);
    }
    EXPECT_EQ(out, "");
    EXPECT_EQ(wakes, 0);
    journal->let_go();
    for (auto& listener : listeners) EXPECT_EQ(drain(events, *listener), whole);
    EXPECT_EQ(journal->readings, std::vector<std::uint64_t>{1});
    for (int i = 0; i < 1'000 && wakes == 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(wakes, 1);
}

TEST(LiveEvents, ListenersAtMorePlacesThanArePiecesHearEachEventOnce) {
    ApiTown town;
    constexpr std::uint64_t records = 100'000;
    auto realm = town.api().realm;
    auto journal = std::make_unique<journal::MemoryJournal>(realm);
    std::vector<journal::Record> batch(records);
    Sha256 hasher;
    for (std::uint64_t i = 0; i < records; ++i) {
        auto& record = batch[i];
        record.sequence = i + 1;
        record.realm = realm;
        record.type = HolidaysSet::type;
        record.payload = "never parsed";
        record.hash = journal::leaf_hash(hasher, record);
    }
    ASSERT_TRUE(journal->append(batch));
    LiveEvents events(std::move(journal), town.api().follower.readers(), town_city, records);
    auto caller = town.as(Role::administrator);
    std::vector<std::jthread> listeners;
    std::atomic<int> whole = 0;
    for (std::uint64_t i = 0; i < 8; ++i)
        listeners.emplace_back([&, after = i * records / 8] {
            LiveStream stream(events, town.api().wall, caller.grants, caller.person, after);
            auto next = after;
            while (stream.position() < records) {
                std::string piece;
                stream.fill(piece, 64'000);
                for (auto id : ids_in(piece)) {
                    ASSERT_EQ(id, next + 1);
                    next = id;
                }
                if (piece.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
            whole += next == records;
        });
    listeners.clear();
    EXPECT_EQ(whole, 8);
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
