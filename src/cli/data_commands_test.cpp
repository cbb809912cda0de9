// The commands that keep a data directory: found it, prove it, copy it, bring it back.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cli/run_program_test.h"

using namespace cs::cli;

namespace {

const std::string messages =
    "id,user,subject,time,detail\n"
    "1,u1,路灯不亮,2026-01-05 10:00,人民路路灯三天不亮\n"
    "2,u2,井盖缺失,2026-01-06 11:00,路口井盖不见了\n"
    "3,u1,没有这一天,2026-02-30 11:00,时间不存在\n";

class DataCommands : public testing::Test {
protected:
    void SetUp() override {
        auto divisions = scratch_.write("divisions.csv", "code,name\n410100000000,郑州市\n");
        ASSERT_EQ(run("import divisions " + divisions + " --found 410100").code, 0);
        messages_ = scratch_.write("messages.csv", messages);
        auto ran = run("import messages " + messages_);
        ASSERT_EQ(ran.code, 0) << ran.err;
    }
    Ran run(const std::string& command) { return run_in("data", command); }
    Ran run_in(const std::string& data, const std::string& command) {
        return run_program(command + " --data " + scratch_ / data);
    }
    static std::string field(const Ran& ran, const std::string& name) {
        auto at = ran.out.find("\"" + name + "\":");
        return ran.out.substr(at, ran.out.find_first_of(",}", at) - at);
    }

    Scratch scratch_;
    std::string messages_;
};

}  // namespace

TEST_F(DataCommands, MessagesTakenTwiceAreTakenOnce) {
    auto again = run("import messages --json " + messages_);
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(field(again, "reports"), "\"reports\":0");
    EXPECT_EQ(field(again, "repeated"), "\"repeated\":2");
    EXPECT_NE(again.out.find("\"line\":4"), std::string::npos) << again.out;
}

TEST_F(DataCommands, VerifyAgreesWithItselfAndFindsAChangedByte) {
    auto first = run("journal verify --state --json"), second = run("journal verify --state --json");
    EXPECT_EQ(first.code, 0) << first.err;
    EXPECT_EQ(first.out, second.out);
    EXPECT_NE(field(first, "state_hash"), "");
    // The administrator's name lies in the first record's payload.
    auto path = scratch_ / "data/journal.db";
    std::string bytes;
    {
        std::ifstream in(path, std::ios::binary);
        bytes.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    auto at = bytes.find("Administrator");
    ASSERT_NE(at, std::string::npos);
    bytes[at] = 'a';
    std::ofstream(path, std::ios::binary) << bytes;
    auto damaged = run("journal verify");
    EXPECT_EQ(damaged.code, 1);
    EXPECT_NE(damaged.out.find("The journal is damaged"), std::string::npos) << damaged.out;
    EXPECT_NE(damaged.out.find("chengshu journal repair"), std::string::npos);
    auto repaired = run("journal repair");
    EXPECT_EQ(repaired.code, 0) << repaired.err;
    EXPECT_NE(repaired.out.find("Kept 0 records"), std::string::npos) << repaired.out;
    EXPECT_TRUE(std::filesystem::exists(path + ".damaged-1"));
}

TEST_F(DataCommands, ABackupRestoresToTheSameHistoryAndState) {
    auto before = run("journal verify --state --json");
    EXPECT_EQ(run("backup " + scratch_ / "backup").code, 0);
    EXPECT_EQ(run("backup " + scratch_ / "backup").code, 1);
    auto restored = run_in("new", "restore " + scratch_ / "backup" + " --replaces " +
                                      scratch_ / "data");
    EXPECT_EQ(restored.code, 0) << restored.err;
    auto after = run_in("new", "journal verify --state --json");
    for (const auto* name : {"all_hash", "state_hash"})
        EXPECT_EQ(field(after, name), field(before, name));
}

TEST_F(DataCommands, RebuildFoldsEveryRecord) {
    auto verified = run("journal verify --json");
    auto rebuilt = run("rebuild --json");
    EXPECT_EQ(rebuilt.code, 0) << rebuilt.err;
    EXPECT_EQ(field(rebuilt, "records"), field(verified, "records"));
}

TEST_F(DataCommands, ForgettingKeepsTheHistoryProvable) {
    EXPECT_EQ(run("forget 410100000-42 --reason ''").code, 1);
    EXPECT_EQ(run("forget nobody --reason x").code, 1);
    auto forgotten = run("forget 410100000-42 --reason 'asked in writing'");
    EXPECT_EQ(forgotten.code, 0) << forgotten.err;
    EXPECT_EQ(run("journal verify").code, 0);
}
