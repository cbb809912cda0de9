#include "journal/sqlite.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "journal/fake_disk.h"
#include "journal/temporary_directory.h"

namespace cs::sqlite {
namespace {

class Sqlite : public ::testing::Test {
protected:
    journal::FakeDisk disk_{1};
    Options on_disk(Mode mode = Mode::create) { return {mode, disk_.vfs_name(), 0}; }
    Database open(Mode mode = Mode::create) {
        auto database = Database::open("/d/a.db", on_disk(mode));
        EXPECT_TRUE(database) << database.error().text();
        return std::move(*database);
    }
};

TEST_F(Sqlite, BindsAndReadsBackEveryKindOfValue) {
    auto database = open();
    ASSERT_TRUE(database.exec("CREATE TABLE t(i, u, s, b, n, o)"));
    auto insert = *database.prepare("INSERT INTO t VALUES(?,?,?,?,?,?)");
    insert.bind(1, std::int64_t{-5}).bind(2, ~std::uint64_t{0}).bind(3, "路灯");
    insert.bind_blob(4, std::string_view("\0\1", 2)).bind_null(5);
    insert.bind(6, std::optional<std::string>());
    ASSERT_TRUE(insert.run());
    auto select = *database.prepare("SELECT i, u, s, b, n, o FROM t");
    ASSERT_TRUE(*select.step());
    EXPECT_EQ(select.column_int(0), -5);
    EXPECT_EQ(select.column_uint(1), ~std::uint64_t{0});
    EXPECT_EQ(select.column_text(2), "路灯");
    EXPECT_EQ(select.column_blob(3), std::string_view("\0\1", 2));
    EXPECT_TRUE(select.is_null(4));
    EXPECT_EQ(select.column_optional_text(5), std::nullopt);
    EXPECT_EQ(select.column_count(), 6);
    EXPECT_EQ(select.column_name(2), "s");
    EXPECT_FALSE(*select.step());
}

TEST_F(Sqlite, AStatementIsReadyAgainAfterARunAndAfterAnError) {
    auto database = open();
    ASSERT_TRUE(database.exec("CREATE TABLE t(i INTEGER PRIMARY KEY)"));
    auto insert = *database.prepare("INSERT INTO t VALUES(?)");
    ASSERT_TRUE(insert.bind(1, 1).run());
    auto again = insert.bind(1, 1).run();
    ASSERT_FALSE(again);
    EXPECT_NE(again.error().text().find("/d/a.db: UNIQUE"), std::string::npos);
    EXPECT_TRUE(insert.bind(1, 2).run());
    EXPECT_EQ(*database.query_int("SELECT count(*) FROM t"), 2);
}

TEST_F(Sqlite, AnUncommittedTransactionLeavesNothing) {
    auto database = open();
    ASSERT_TRUE(database.exec("CREATE TABLE t(i)"));
    {
        auto transaction = *Transaction::begin(database);
        ASSERT_TRUE(database.exec("INSERT INTO t VALUES(1)"));
    }
    EXPECT_FALSE(database.in_transaction());
    EXPECT_EQ(*database.query_int("SELECT count(*) FROM t"), 0);
    auto transaction = *Transaction::begin(database);
    ASSERT_TRUE(database.exec("INSERT INTO t VALUES(1)"));
    ASSERT_TRUE(transaction.commit());
    EXPECT_EQ(*database.query_int("SELECT count(*) FROM t"), 1);
}

TEST_F(Sqlite, ASecondWriterIsToldThatTheFileIsBusy) {
    auto first = open();
    ASSERT_TRUE(first.use_wal(1000));
    auto second = open();
    auto held = *Transaction::begin(first);
    auto refused = Transaction::begin(second);
    ASSERT_FALSE(refused);
    EXPECT_TRUE(second.last_error_is_busy());
    EXPECT_NE(refused.error().advice.find("another process"), std::string::npos);
}

TEST_F(Sqlite, AReaderKeepsItsSnapshotWhileTheWriterGoesOn) {
    auto writer = open();
    ASSERT_TRUE(writer.use_wal(1000));
    ASSERT_TRUE(writer.exec("CREATE TABLE t(i); INSERT INTO t VALUES(1)"));
    auto reader = open(Mode::read);
    ASSERT_TRUE(reader.exec("BEGIN"));
    EXPECT_EQ(*reader.query_int("SELECT count(*) FROM t"), 1);
    ASSERT_TRUE(writer.exec("INSERT INTO t VALUES(2)"));
    EXPECT_EQ(*reader.query_int("SELECT count(*) FROM t"), 1);
    ASSERT_TRUE(reader.exec("COMMIT"));
    EXPECT_EQ(*reader.query_int("SELECT count(*) FROM t"), 2);
    EXPECT_FALSE(reader.exec("INSERT INTO t VALUES(3)"));
}

TEST_F(Sqlite, AMissingFileAndAFileOfSomethingElseAreRefusedByName) {
    auto missing = Database::open("/d/none.db", on_disk(Mode::read));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().where, "/d/none.db");
    disk_.put("/d/text.db", std::string(4096, 'x'));
    auto other = Database::open("/d/text.db", on_disk());
    ASSERT_FALSE(other);
    EXPECT_NE(other.error().text().find("not a database"), std::string::npos);
}

TEST_F(Sqlite, CopiesALiveDatabaseAsOfOneMoment) {
    auto writer = open();
    ASSERT_TRUE(writer.use_wal(1000));
    ASSERT_TRUE(writer.exec("CREATE TABLE t(s); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                            "SELECT i+1 FROM n WHERE i<20000) INSERT INTO t "
                            "SELECT hex(randomblob(500)) FROM n"));
    auto reader = open(Mode::read);
    auto copy = *Database::open("/d/copy.db", on_disk());
    int calls = 0;
    ASSERT_TRUE(copy_database(reader, copy, [&](std::uint64_t done, std::uint64_t total) {
        EXPECT_LE(done, total);
        // The writer goes on between two steps; the copy must not see it.
        if (++calls == 1) {
            ASSERT_TRUE(writer.exec("INSERT INTO t VALUES('late')"));
        }
    }));
    EXPECT_GT(calls, 1);
    EXPECT_EQ(*copy.query_int("SELECT count(*) FROM t"), 20000);
    EXPECT_TRUE(copy.integrity_problems()->empty());
}

class ReadOnlyDirectory : public ::testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directory(directory_);
        auto database = std::move(*Database::open(path_));
        ASSERT_TRUE(database.use_wal(1000));
        ASSERT_TRUE(database.exec("CREATE TABLE t(a); INSERT INTO t VALUES(7)"));
    }
    void TearDown() override { ::chmod(directory_.c_str(), 0700); }

    journal::TemporaryDirectory place_;
    std::string directory_ = place_ / "100% a?b#c";  // characters that a URI would take apart
    std::string path_ = directory_ + "/a.db";
};

TEST_F(ReadOnlyDirectory, IsReadWithoutAnythingWrittenBeside) {
    ASSERT_EQ(::chmod(directory_.c_str(), 0555), 0);
    for (auto mode : {Mode::read, Mode::write}) {
        auto database = Database::open(path_, {mode});
        ASSERT_TRUE(database) << database.error().text();
        EXPECT_EQ(*database->query_int("SELECT a FROM t"), 7);
        EXPECT_FALSE(std::filesystem::exists(path_ + "-shm"));
        EXPECT_FALSE(database->exec("INSERT INTO t VALUES(8)"));
    }
}

TEST_F(ReadOnlyDirectory, IsReadWithItsLogWhereThereIsOne) {
    auto writer = std::move(*Database::open(path_));
    ASSERT_TRUE(writer.exec("INSERT INTO t VALUES(8)"));
    ASSERT_EQ(::chmod(directory_.c_str(), 0555), 0);
    auto reader = Database::open(path_, {Mode::read});
    ASSERT_TRUE(reader) << reader.error().text();
    EXPECT_EQ(*reader->query_int("SELECT count(*) FROM t"), 2);
}

}  // namespace
}  // namespace cs::sqlite
