// A disk that is read-only or full: each command says one sentence and fails, and what was stored
// stays whole. The disks are mounted in a namespace of the command's own, which needs root.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "cli/run_program_test.h"

using namespace cs::cli;

namespace {

class BadDisk : public testing::Test {
protected:
    void SetUp() override {
        auto divisions =
            scratch_.write("divisions.csv", "code,name\n410100000000,郑州市\n");
        ASSERT_EQ(run_program("import divisions " + divisions + " --found 410100 --data " + data_)
                      .code, 0);
        std::filesystem::create_directory(disk_);
        first_ = scratch_.write("first.csv", "id,user,subject,time,detail\n"
                                             "1,u1,路灯不亮,2026-01-05 10:00,三天不亮\n");
        more_ = scratch_.write("more.csv", many_messages());
        ASSERT_EQ(run_program("import messages " + first_ + " --data " + data_).code, 0);
        if (std::system("unshare -m true 2>/dev/null") != 0)
            GTEST_SKIP() << "mounting needs root";
    }

    static std::string many_messages() {
        std::string out = "id,user,subject,time,detail\n";
        for (int i = 10; i < 3000; ++i)
            out += std::to_string(i) + ",u" + std::to_string(i) +
                   ",井盖缺失,2026-01-06 11:00,路口井盖不见了，天黑以后很危险，请尽快处理\n";
        return out;
    }

    // Runs the command on a copy of the data directory, with the disk prepared by `mount`; `after`
    // makes the disk good again, and the journal must then verify.
    Ran run_on(const std::string& mount, const std::string& after, const std::string& command) {
        auto script = "mount -t tmpfs -o size=24m tmpfs " + disk_ + " && cp -a " + data_ + "/. " +
                      disk_ + " && { " + mount + "; } && \"$0\" \"$@\"; code=$?; " + after +
                      "; \"$0\" journal verify --data " + disk_ + " >&2 || code=99; exit $code";
        return run_program(command + " --data " + disk_, "unshare -m sh -c '" + script + "'");
    }
    Ran read_only(const std::string& command) {
        return run_on("mount -o remount,ro " + disk_, "mount -o remount,rw " + disk_, command);
    }
    Ran full(const std::string& command) {
        return run_on("dd if=/dev/zero of=" + disk_ + "/filler bs=4k 2>/dev/null || true",
                      "rm -f " + disk_ + "/filler", command);
    }

    Scratch scratch_;
    std::string data_ = scratch_ / "data";
    std::string disk_ = scratch_ / "disk";
    std::string first_, more_;
};

void expect_one_sentence(const Ran& ran, const std::string& part) {
    EXPECT_EQ(ran.code, 1) << ran.out << ran.err;
    auto count = 0;
    for (auto at = ran.err.find("error: "); at != std::string::npos;
         at = ran.err.find("error: ", at + 1))
        ++count;
    EXPECT_EQ(count, 1) << ran.err;
    EXPECT_NE(ran.err.find(part), std::string::npos) << ran.err;
}

}  // namespace

TEST_F(BadDisk, WhenReadOnlySaysSoAndKeepsWhatWasStored) {
    expect_one_sentence(read_only("import messages " + more_), "Read-only file system");
    expect_one_sentence(read_only("forget 410100000-1 --reason x"), "Read-only file system");
    expect_one_sentence(read_only("rebuild"), "Read-only file system");
    expect_one_sentence(read_only("city build"), "Read-only file system");
    expect_one_sentence(read_only("replay"), "Read-only file system");
    expect_one_sentence(read_only("backup " + disk_ + "/copy"), "Read-only file system");
}

TEST_F(BadDisk, WhenReadOnlyIsReadAllTheSame) {
    auto listed = read_only("case list");
    EXPECT_EQ(listed.code, 0) << listed.err;
    auto counted = read_only("kpi");
    EXPECT_EQ(counted.code, 0) << counted.err;
    // run_on() verifies it once more on the sound disk.
    auto verified = read_only("journal verify");
    EXPECT_EQ(verified.code, 0) << verified.err;
    auto restored = run_program("restore " + disk_ + " --erasures-lost --data " + scratch_ / "new",
                                "unshare -m sh -c 'mount --bind " + data_ + " " + disk_ +
                                    " && mount -o remount,ro,bind " + disk_ +
                                    " && \"$0\" \"$@\"'");
    EXPECT_EQ(restored.code, 0) << restored.err;
}

TEST_F(BadDisk, WhenFullSaysSoAndKeepsWhatWasStored) {
    expect_one_sentence(full("import messages " + more_), "disk is full");
    expect_one_sentence(full("rebuild"), "disk is full");
    expect_one_sentence(full("backup " + disk_ + "/copy"), "");
    expect_one_sentence(full("city build"), "");
}
