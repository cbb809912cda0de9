#include "journal/fake_disk.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "journal/fake_disk_state.h"
#include "journal/sqlite.h"

namespace cs::journal {
namespace {

TEST(FakeDisk, KeepsWhatWasSyncedAndAnyPartOfTheRest) {
    int lost = 0;
    int kept = 0;
    int torn = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        FakeDisk::State disk;
        auto file = disk.files["/f"] = std::make_shared<FakeFile>();
        ASSERT_TRUE(disk.write(*file, 0, std::string(2048, 'a')));
        disk.sync(*file);
        ASSERT_TRUE(disk.write(*file, 512, std::string(1024, 'b')));
        Random draw(seed);
        disk.crash(draw);
        const std::string& content = disk.files.at("/f")->current;
        ASSERT_EQ(content.size(), 2048u);
        EXPECT_EQ(content.substr(0, 512), std::string(512, 'a'));
        EXPECT_EQ(content.substr(1536), std::string(512, 'a'));
        // Each sector is the old or the new one, never a mixture.
        for (std::size_t at : {512u, 1024u})
            EXPECT_EQ(content.substr(at, 512), std::string(512, content[at]));
        bool first = content[512] == 'b';
        bool second = content[1024] == 'b';
        ++(first && second ? kept : first || second ? torn : lost);
    }
    EXPECT_GT(lost, 0);
    EXPECT_GT(kept, 0);
    EXPECT_GT(torn, 0);
}

TEST(FakeDisk, ADeletionThatWasNotSyncedMayComeBackAndASyncedOneMayNot) {
    int back = 0;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        FakeDisk disk(seed);
        disk.put("/a", "x");
        disk.put("/b", "x");
        disk.put("/c", "x");
        auto* vfs = sqlite3_vfs_find(disk.vfs_name().c_str());
        ASSERT_EQ(vfs->xDelete(vfs, "/c", 0), 0);
        ASSERT_EQ(vfs->xDelete(vfs, "/b", 1), 0);  // and with it what was deleted before
        ASSERT_EQ(vfs->xDelete(vfs, "/a", 0), 0);
        EXPECT_TRUE(disk.files().empty());
        Random draw(seed);
        disk.crash(draw);
        back += disk.get("/a").has_value();
        EXPECT_FALSE(disk.get("/b"));
        EXPECT_FALSE(disk.get("/c"));
    }
    EXPECT_GT(back, 0);
    EXPECT_LT(back, 50);
}

std::string content_after_crash(std::uint64_t seed) {
    FakeDisk disk(seed);
    {
        auto database = *sqlite::Database::open("/a.db", {sqlite::Mode::create, disk.vfs_name()});
        EXPECT_TRUE(database.use_wal(1000));
        EXPECT_TRUE(database.exec("PRAGMA synchronous=OFF; CREATE TABLE t(x);"
                                  "INSERT INTO t VALUES(randomblob(9000))"));
        Random draw(seed);
        disk.crash(draw);
        EXPECT_FALSE(database.exec("INSERT INTO t VALUES(1)"));
    }
    std::string all;
    for (const auto& path : disk.files()) all += path + *disk.get(path);
    return all;
}

TEST(FakeDisk, TheSameSeedLosesTheSameBytes) {
    EXPECT_EQ(content_after_crash(5), content_after_crash(5));
    EXPECT_NE(content_after_crash(5), content_after_crash(6));
}

TEST(FakeDisk, FailsOnceAtTheOperationAskedForOrFromThereOn) {
    FakeDisk disk(1);
    auto database = *sqlite::Database::open("/a.db", {sqlite::Mode::create, disk.vfs_name()});
    disk.fail_at(1);
    EXPECT_FALSE(database.exec("CREATE TABLE t(x)"));
    EXPECT_TRUE(disk.has_struck());
    EXPECT_TRUE(database.exec("CREATE TABLE t(x)"));
    disk.stop_at(1);
    EXPECT_FALSE(database.exec("INSERT INTO t VALUES(1)"));
    EXPECT_FALSE(database.exec("INSERT INTO t VALUES(1)"));
    disk.heal();
    EXPECT_TRUE(database.exec("INSERT INTO t VALUES(1)"));
}

TEST(FakeDisk, IsFullAtTheByteAskedForUntilHealed) {
    FakeDisk disk(1);
    auto database = *sqlite::Database::open("/a.db", {sqlite::Mode::create, disk.vfs_name()});
    ASSERT_TRUE(database.exec("CREATE TABLE t(x)"));
    disk.full_after(disk.bytes_used() + 20'000);
    EXPECT_TRUE(database.exec("INSERT INTO t VALUES(zeroblob(5000))"));
    EXPECT_FALSE(database.exec("INSERT INTO t VALUES(zeroblob(50000))"));
    EXPECT_TRUE(database.last_error_is_full());
    disk.heal();
    EXPECT_TRUE(database.exec("INSERT INTO t VALUES(zeroblob(50000))"));
}

}  // namespace
}  // namespace cs::journal
