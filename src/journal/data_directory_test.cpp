#include "journal/data_directory.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "journal/temporary_directory.h"

namespace cs::journal {
namespace {

std::string refusal(const std::string& path, Access access) {
    auto directory = DataDirectory::open(path, access);
    return directory ? "opened" : directory.error().text();
}

void expect_words(const std::string& text, std::string_view words) {
    EXPECT_NE(text.find(words), std::string::npos) << text;
}

TEST(DataDirectory, IsMadeOnceAndRecognisedAgain) {
    TemporaryDirectory place;
    std::string path = place / "a/b";
    { ASSERT_TRUE(DataDirectory::open(path, Access::write)); }
    EXPECT_EQ(*read_whole_file(path + "/VERSION"), "chengshu data directory, format 1\n");
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777u, 0700u);
    ASSERT_TRUE(write_file_durably(path + "/journal.db", "x"));
    auto again = DataDirectory::open(path, Access::write);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->journal(), path + "/journal.db");
    EXPECT_EQ(::access(again->evidence().c_str(), W_OK), 0);
}

TEST(DataDirectory, RefusesASecondWriterAndNamesTheFirst) {
    TemporaryDirectory place;
    auto first = DataDirectory::open(place.path(), Access::write);
    ASSERT_TRUE(first);
    expect_words(refusal(place.path(), Access::write),
                 "another process (pid " + std::to_string(::getpid()) + ")");
    EXPECT_EQ(refusal(place.path(), Access::read), "opened");
    { DataDirectory gone = std::move(*first); }
    EXPECT_EQ(refusal(place.path(), Access::write), "opened");
}

TEST(DataDirectory, RefusesAFileInItsPlace) {
    TemporaryDirectory place;
    ASSERT_TRUE(write_file_durably(place / "f", "x"));
    expect_words(refusal(place / "f", Access::write), "is a file");
    expect_words(refusal(place / "f/inside", Access::write), "Not a directory");
}

TEST(DataDirectory, RefusesADirectoryOfSomethingElse) {
    TemporaryDirectory place;
    ASSERT_TRUE(write_file_durably(place / "thesis.txt", "x"));
    expect_words(refusal(place.path(), Access::write), "not a data directory");
    EXPECT_EQ(*read_whole_file(place / "thesis.txt"), "x");
    EXPECT_NE(::access((place / "lock").c_str(), F_OK), 0);
    ASSERT_TRUE(write_file_durably(place / "VERSION", "3.1.4"));
    expect_words(refusal(place.path(), Access::write), "VERSION holds something else");
}

TEST(DataDirectory, RefusesANewerFormatAndAMissingOneToRead) {
    TemporaryDirectory place;
    expect_words(refusal(place / "none", Access::read), "no such data directory");
    expect_words(refusal(place.path(), Access::read), "not a data directory");
    ASSERT_TRUE(write_file_durably(place / "VERSION", "chengshu data directory, format 2\n"));
    expect_words(refusal(place.path(), Access::write), "format 2");
}

TEST(DataDirectory, RefusesAReadOnlyDirectory) {
    if (::geteuid() == 0) {
        // Root may write anywhere by permission; a kernel directory still refuses.
        expect_words(refusal("/proc/chengshu", Access::write), "cannot make this directory");
        return;
    }
    TemporaryDirectory place;
    ASSERT_EQ(::chmod(place.path().c_str(), 0500), 0);
    expect_words(refusal(place.path(), Access::write), "cannot write in this directory");
    ASSERT_EQ(::chmod(place.path().c_str(), 0700), 0);
}

TEST(DurableFile, ReplacesAFileWholeAndLeavesNothingBeside) {
    TemporaryDirectory place;
    ASSERT_TRUE(write_file_durably(place / "f", "one"));
    ASSERT_TRUE(write_file_durably(place / "f", std::string(200'000, 'y')));
    EXPECT_EQ(*read_whole_file(place / "f"), std::string(200'000, 'y'));
    EXPECT_NE(::access((place / "f.part").c_str(), F_OK), 0);
}

TEST(DurableFile, AFullDiskIsOneClearSentence) {
    EXPECT_EQ(system_failure("cannot write", "/data/f", ENOSPC).error().text(),
              "/data/f: cannot write: the disk is full; "
              "free some space on this disk, then try again");
}

TEST(DurableFile, AnErrorLeavesTheOldFileAsItWas) {
    TemporaryDirectory place;
    ASSERT_TRUE(write_file_durably(place / "f", "old"));
    ASSERT_EQ(::mkdir((place / "f.part").c_str(), 0700), 0);
    auto refused = write_file_durably(place / "f", "new");
    ASSERT_FALSE(refused);
    expect_words(refused.error().text(), "f.part: cannot write: Is a directory");
    EXPECT_EQ(*read_whole_file(place / "f"), "old");
}

TEST(DurableFile, AsksForRoomBeforeALongWork) {
    TemporaryDirectory place;
    EXPECT_GT(*free_bytes(place.path()), 0u);
    EXPECT_TRUE(require_free(place.path(), 1, "the backup"));
    auto refused = require_free(place.path(), std::uint64_t{1} << 60, "the backup");
    ASSERT_FALSE(refused);
    expect_words(refused.error().text(), "the backup needs 1099511627777 MiB");
}

}  // namespace
}  // namespace cs::journal
