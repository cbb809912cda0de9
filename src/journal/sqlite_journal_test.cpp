#include "journal/sqlite_journal.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "journal/fake_disk.h"
#include "journal/record_samples.h"
#include "journal/temporary_directory.h"

namespace cs::journal {
namespace {

constexpr const char* journal_path = "/d/journal.db";

Result<std::unique_ptr<SqliteJournal>> open_on(FakeDisk& disk, int fold_pages = 20,
                                               bool fold_beside = false) {
    return SqliteJournal::open(journal_path, sample_realm,
                               {disk.vfs_name(), fold_pages, fold_beside});
}

struct Outcome {
    std::uint64_t acknowledged = 0;  ///< the last record of a batch that was answered
    std::uint64_t attempted = 0;     ///< the last record of the batch that was not, if any
};

/// Appends batches of varying size until something fails or twelve are done.
Outcome append_until_failure(FakeDisk& disk, bool fold_beside) {
    Outcome run;
    auto journal = open_on(disk, fold_beside ? 5 : 20, fold_beside);
    if (!journal) return run;
    for (std::size_t batch = 0; batch < 12; ++batch) {
        auto records = sample_records(run.acknowledged + 1, 1 + batch * 7 % 23, 300);
        run.attempted = records.back().sequence;
        if (!(*journal)->append(records)) break;
        run.acknowledged = run.attempted;
        if ((*journal)->wants_folding()) (*journal)->fold();
    }
    return run;
}

/// Recovered: all that was answered, and besides at most the one whole batch that was not.
void expect_recovered(FakeDisk& disk, const Outcome& run, const std::string& story) {
    auto journal = open_on(disk);
    ASSERT_TRUE(journal) << story << ": " << journal.error().text();
    std::uint64_t last = (*journal)->last_sequence();
    EXPECT_TRUE(last == run.acknowledged || last == run.attempted)
        << story << ": answered " << run.acknowledged << ", tried " << run.attempted
        << ", recovered " << last;
    auto records = (*journal)->read(1, 10000);
    ASSERT_TRUE(records) << story << ": " << records.error().text();
    EXPECT_EQ(records->size(), last) << story;
    ASSERT_TRUE((*journal)->append(sample_records(last + 1, 3))) << story;
}

std::uint64_t operations_of_a_whole_run(bool fold_beside) {
    FakeDisk disk(1);
    Outcome run = append_until_failure(disk, fold_beside);
    EXPECT_EQ(run.acknowledged, run.attempted);
    return disk.operations();
}

class SqliteJournalFaults : public testing::TestWithParam<bool> {};

INSTANTIATE_TEST_SUITE_P(Folding, SqliteJournalFaults, testing::Bool(), [](const auto& test) {
    return test.param ? "ByItsFolder" : "InTheCommit";
});

TEST_P(SqliteJournalFaults, LosesNothingAnsweredWhenPowerGoesAtAnyOperation) {
    std::uint64_t whole = operations_of_a_whole_run(GetParam());
    ASSERT_GT(whole, 100u);
    for (std::uint64_t k = 1; k <= whole; ++k) {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            FakeDisk disk(seed);
            Random draw(seed * 1000 + k);
            disk.stop_at(k);
            Outcome run = append_until_failure(disk, GetParam());
            EXPECT_TRUE(disk.has_struck()) << k;
            disk.crash(draw);
            expect_recovered(disk, run,
                             "power lost at " + std::to_string(k) + ", seed " +
                                 std::to_string(seed));
            if (HasFatalFailure()) return;
        }
    }
}

TEST_P(SqliteJournalFaults, AnErrorOfTheDiskAtAnyOperationHarmsNothing) {
    std::uint64_t whole = operations_of_a_whole_run(GetParam());
    for (std::uint64_t k = 1; k <= whole; ++k) {
        FakeDisk disk(1);
        disk.fail_at(k);
        Outcome run = append_until_failure(disk, GetParam());
        disk.heal();
        expect_recovered(disk, run, "I/O error at " + std::to_string(k));
        if (HasFatalFailure()) return;
    }
}

TEST(SqliteJournal, FoldedWhileItIsWrittenKeepsEveryRecordAndAShortLog) {
    TemporaryDirectory directory;
    auto path = directory / "journal.db";
    auto journal = *SqliteJournal::open(path, sample_realm, {{}, 20, true});
    std::atomic<bool> stopping = false;
    std::jthread folder([&] {
        while (!stopping)
            if (journal->wants_folding()) journal->fold();
    });
    std::uint64_t last = 0;
    for (int batch = 0; batch < 400; ++batch) {
        auto records = sample_records(last + 1, 20, 300);
        ASSERT_TRUE(journal->append(records));
        last = records.back().sequence;
    }
    stopping = true;
    folder.join();
    std::error_code error;
    // Unfolded it would be 400 batches of at least three pages of 8 KiB.
    EXPECT_LT(std::filesystem::file_size(path + "-wal", error), 400u * 3 * 8192 / 2);
    journal.reset();
    auto again = *SqliteJournal::open(path, sample_realm);
    EXPECT_EQ(again->read(1, last + 1)->size(), last);
}

TEST(SqliteJournal, TakesNoMoreAfterAFailedSync) {
    FakeDisk disk(1);
    auto journal = std::move(*open_on(disk));
    ASSERT_TRUE(journal->append(sample_records(1, 1)));
    disk.stop_at(1);
    ASSERT_FALSE(journal->append(sample_records(2, 1)));
    disk.heal();
    auto refused = journal->append(sample_records(2, 1));
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find("start again"), std::string::npos);
    journal.reset();
    EXPECT_TRUE((*open_on(disk))->append(sample_records(2, 1)));
}

TEST(SqliteJournal, AFullDiskIsOneClearSentenceAndGoesOnOnceThereIsRoom) {
    FakeDisk disk(1);
    auto journal = std::move(*open_on(disk));
    ASSERT_TRUE(journal->append(sample_records(1, 10)));
    disk.full_after(disk.bytes_used() + 10'000);
    auto refused = journal->append(sample_records(11, 200));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text(), std::string(journal_path) +
              ": the disk is full; free some space on this disk, then try again");
    EXPECT_EQ(journal->last_sequence(), 10u);
    EXPECT_EQ(journal->read(1, 1000)->size(), 10u);
    disk.heal();
    ASSERT_TRUE(journal->append(sample_records(11, 200)));
    EXPECT_EQ(journal->read(1, 1000)->size(), 210u);
}

TEST(SqliteJournal, AReaderSeesWholeBatchesOnly) {
    FakeDisk disk(1);
    auto writer = std::move(*open_on(disk));
    ASSERT_TRUE(writer->append(sample_records(1, 4)));
    auto reader = std::move(*SqliteJournal::open_reader(journal_path, disk.vfs_name()));
    EXPECT_EQ(reader->realm(), sample_realm);
    EXPECT_EQ(reader->last_sequence(), 4u);
    ASSERT_TRUE(writer->append(sample_records(5, 3)));
    EXPECT_EQ(reader->read(1, 100)->size(), 7u);
    EXPECT_EQ(reader->last_sequence(), 4u);
    EXPECT_EQ(*reader->refresh(), 7u);
    EXPECT_FALSE(reader->append(sample_records(8, 1)));
}

TEST(SqliteJournal, RefusesAnotherRealm) {
    FakeDisk disk(1);
    ASSERT_TRUE(open_on(disk));
    auto refused = SqliteJournal::open(journal_path, Realm{110100000}, {disk.vfs_name()});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find("realm 410100000, not 110100000"), std::string::npos);
}

TEST(SqliteJournal, RefusesANewerFormatAndADatabaseOfSomethingElse) {
    FakeDisk disk(1);
    ASSERT_TRUE(open_on(disk));
    auto with = [&](const char* where, const char* sql) {
        auto database =
            std::move(*sqlite::Database::open(where, {sqlite::Mode::create, disk.vfs_name()}));
        ASSERT_TRUE(database.exec(sql));
    };
    with(journal_path, "PRAGMA user_version=2");
    auto newer = open_on(disk);
    ASSERT_FALSE(newer);
    EXPECT_NE(newer.error().text().find("format 2"), std::string::npos);
    EXPECT_NE(newer.error().advice.find("newer program"), std::string::npos);
    with("/d/other.db", "CREATE TABLE t(i)");
    auto other = SqliteJournal::open("/d/other.db", sample_realm, {disk.vfs_name()});
    ASSERT_FALSE(other);
    EXPECT_NE(other.error().text().find("not a journal"), std::string::npos);
}

TEST(SqliteJournal, RefusesATailThatWasCutOffOrChanged) {
    auto refusal_after = [&](const char* sql) {
        FakeDisk disk(1);
        EXPECT_TRUE((*open_on(disk))->append(sample_records(1, 9)));
        {
            auto database = std::move(
                *sqlite::Database::open(journal_path, {sqlite::Mode::write, disk.vfs_name()}));
            EXPECT_TRUE(database.exec(sql));
        }
        auto journal = open_on(disk);
        return journal ? std::string("opened") : journal.error().text();
    };
    auto expect = [](const std::string& text, const char* words) {
        EXPECT_NE(text.find(words), std::string::npos) << text;
        EXPECT_NE(text.find("journal repair"), std::string::npos) << text;
    };
    expect(refusal_after("DELETE FROM record WHERE sequence>6"), "cut off after record 6");
    expect(refusal_after("UPDATE head SET sequence=8"), "record 9 beyond its head 8");
    expect(refusal_after("DELETE FROM record WHERE sequence=4"), "record 4 is missing");
    expect(refusal_after("UPDATE record SET payload='{}' WHERE sequence=5"),
           "record 5 does not match its hash");
    expect(refusal_after("UPDATE record SET hash=zeroblob(3) WHERE sequence=5"),
           "record 5 does not match its hash");
    expect(refusal_after("UPDATE head SET hash=zeroblob(32)"), "record 9 is not the one");
    expect(refusal_after("DELETE FROM head"), "no head");
}

}  // namespace
}  // namespace cs::journal
