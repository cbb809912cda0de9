// Somebody is forgotten after a backup was made and moved away: what every door of the program
// shows of him in the live directory, and in the one that is restored from that backup.
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/node.h"
#include "cli/run_program_test.h"
#include "runtime/time_source.h"
#include "sim/replay.h"

using namespace cs;
using namespace cs::cli;

namespace {

constexpr Realm realm{410100000};
constexpr DivisionCode city{410100000000};
constexpr UnitId hotline = make_id<UnitId>(realm, 1);
constexpr PersonId agent = make_id<PersonId>(realm, 50);

class Erasure : public testing::Test {
protected:
    void SetUp() override {
        auto divisions = scratch_.write("divisions.csv", "code,name\n410100000000,郑州市\n");
        ASSERT_EQ(run("import divisions " + divisions + " --found 410100").code, 0);
        auto messages = scratch_.write("messages.csv",
                                       "id,user,subject,time,detail\n"
                                       "1,zhao,路灯不亮,2026-01-05 10:00,人民路路灯三天不亮\n"
                                       "2,qian,井盖缺失,2026-01-06 11:00,花园路口井盖不见了\n");
        ASSERT_EQ(run("import messages " + messages).code, 0);
        file_both();
        ASSERT_EQ(run("rebuild").code, 0);
    }
    void file_both() {
        auto node = std::move(*open_node(data()));
        auto administrator = *administrator_of(*node);
        Place place{{1'136'000'000, 347'000'000}, city, {}, {}, PlaceSource::given};
        auto file = [&](std::uint64_t report) {
            return FileCase{make_id<ReportId>(realm, report), "E9999", 0, place, {}, {}};
        };
        Duty other{"E9999", "其他", "其他", MatterKind::event, {"热线"}, "", "", "", {}};
        other.budget = {5, calendar::BudgetUnit::calendar_days, calendar::CalendarKind::continuous};
        std::vector<Envelope> commands{
            {administrator, {}, SetUnit{{hotline, "热线", "热线", city, {}, {}}}},
            {administrator, {}, SetPerson{{agent, "李", hotline, {}}}},
            {administrator, {}, GrantRole{agent, {Role::agent, city, hotline}}},
            {administrator, {}, PublishCatalogue{"清单", {}, {other}}},
            {agent, {}, file(1)},
            {agent, {}, file(2)}};
        auto now = runtime::SystemTime().now();
        for (const auto& reply : node->engine().process(commands, now))
            ASSERT_TRUE(reply) << code_name(reply.error().code) << reply.error().detail;
    }
    std::string data() const { return scratch_ / "data"; }
    Ran run(const std::string& command) { return run_in("data", command); }
    Ran run_in(const std::string& directory, const std::string& command) {
        return run_program(command + " --data " + scratch_ / directory);
    }
    /// List, search, show and the list for programs, all in clear.
    std::string everything_in(const std::string& directory) {
        std::string out;
        for (const char* command :
             {"case list", "case list --text 三天不亮", "case list --text 井盖不见", "case list --json",
              "case show 410100000-1", "case show 410100000-1 --json", "case show 410100000-2"}) {
            auto ran = run_in(directory, std::string(command) + " --unmask --purpose audit");
            EXPECT_EQ(ran.code, 0) << command << ran.err;
            out += ran.out;
        }
        return out;
    }
    static bool has(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

    Scratch scratch_;
    std::string zhao_ = id_text(ingest::subject_for(Realm{410100000}, "zhao"));
};

}  // namespace

TEST_F(Erasure, HoldsInABackupThatWasMovedAwayBeforeIt) {
    auto before = everything_in("data");
    EXPECT_TRUE(has(before, "路灯") && has(before, "三天不亮") && has(before, "井盖")) << before;
    ASSERT_EQ(run("backup " + scratch_ / "backup").code, 0);
    std::filesystem::rename(scratch_ / "backup", scratch_ / "elsewhere");
    auto forgotten = run("forget " + zhao_ + " --reason 'asked in writing'");
    ASSERT_EQ(forgotten.code, 3) << forgotten.err;
    EXPECT_TRUE(has(forgotten.out, "could not be reached")) << forgotten.out;
    EXPECT_TRUE(has(forgotten.out, scratch_ / "backup")) << forgotten.out;

    auto restored = run_in("restored", "restore " + scratch_ / "elsewhere");
    ASSERT_EQ(restored.code, 0) << restored.err;
    EXPECT_TRUE(has(restored.out, "Erased again: the data of 1 subjects")) << restored.out;
    for (const char* directory : {"data", "restored"}) {
        auto after = everything_in(directory);
        EXPECT_FALSE(has(after, "路灯") || has(after, "三天不亮")) << directory << after;
        EXPECT_TRUE(has(after, "erased")) << directory << after;
        EXPECT_TRUE(has(after, "井盖")) << directory << after;
    }
}

TEST_F(Erasure, IsNotUndoneByABackupWhereNobodyKnowsOfIt) {
    ASSERT_EQ(run("backup " + scratch_ / "backup").code, 0);
    std::filesystem::create_directory(scratch_ / "another-machine");
    std::filesystem::rename(scratch_ / "backup", scratch_ / "another-machine/backup");
    ASSERT_EQ(run("forget " + zhao_ + " --reason 'asked in writing'").code, 3);
    for (const auto& entry : std::filesystem::directory_iterator(scratch_ / "."))
        if (has(entry.path(), ".erasures-"))
            std::filesystem::rename(entry.path(), scratch_ / "another-machine/ledger");
    auto restore = "restore " + scratch_ / "another-machine/backup";
    auto refused = run_in("restored", restore);
    EXPECT_EQ(refused.code, 1);
    EXPECT_TRUE(has(refused.err, "nobody can tell here what was erased")) << refused.err;
    ASSERT_EQ(run_in("restored", restore + " --erasures " +
                                     scratch_ / "another-machine/ledger").code, 0);
    EXPECT_FALSE(has(everything_in("restored"), "三天不亮"));
    auto lost = run_in("lost", restore + " --erasures-lost");
    EXPECT_EQ(lost.code, 0) << lost.err;
    EXPECT_TRUE(has(lost.out, "must be forgotten again")) << lost.out;
}

TEST_F(Erasure, RemovesFilesThatAKilledServerHadExported) {
    std::filesystem::create_directories(scratch_ / "data/exports");
    std::filesystem::copy(scratch_ / "messages.csv", scratch_ / "data/exports/left.csv");
    ASSERT_EQ(run("forget " + zhao_ + " --reason 'asked in writing'").code, 0);
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "data/exports/left.csv"));
}

TEST_F(Erasure, IsFinishedByASecondRunWhenTheFirstWasStopped) {
    auto forget = "forget " + zhao_ + " --reason 'asked in writing'";
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(scratch_ / "data/views.db" + suffix);
    std::filesystem::create_directories(scratch_ / "data/views.db/in-the-way");
    auto stopped = run(forget);
    EXPECT_EQ(stopped.code, 1) << stopped.out;
    std::filesystem::remove_all(scratch_ / "data/views.db");
    auto finished = run(forget);
    EXPECT_EQ(finished.code, 0) << finished.err;
    EXPECT_TRUE(has(finished.out, "had been erased before")) << finished.out;
    auto after = everything_in("data");
    EXPECT_FALSE(has(after, "路灯") || has(after, "三天不亮")) << after;
    auto again = run(forget + " --json");
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_FALSE(has(again.out, "\"record\":")) << again.out;
}

TEST_F(Erasure, MakesAMissingLedgerAnewAndSaysSo) {
    ASSERT_EQ(run("backup " + scratch_ / "backup").code, 0);
    std::string lost;
    for (const auto& entry : std::filesystem::directory_iterator(scratch_ / "."))
        if (has(entry.path(), "backup.erasures-")) lost = entry.path().lexically_normal();
    ASSERT_TRUE(std::filesystem::remove(lost));
    auto forgotten = run("forget " + zhao_ + " --reason 'asked in writing'");
    EXPECT_EQ(forgotten.code, 0) << forgotten.err;
    EXPECT_TRUE(has(forgotten.out, "was made anew: " + lost)) << forgotten.out;
    EXPECT_TRUE(std::filesystem::exists(lost));
}
