#include "journal/journal_check.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "journal/durable_file.h"
#include "journal/fake_disk.h"
#include "journal/record_samples.h"
#include "journal/sqlite_journal.h"
#include "journal/temporary_directory.h"

namespace cs::journal {
namespace {

class JournalFile : public ::testing::Test {
protected:
    TemporaryDirectory place_;
    std::string path_ = place_ / "journal.db";

    void SetUp() override { write(1, 100); }
    void write(std::uint64_t first, std::size_t count) {
        auto journal = SqliteJournal::open(path_, sample_realm);
        ASSERT_TRUE(journal) << journal.error().text();
        ASSERT_TRUE((*journal)->append(sample_records(first, count)));
    }
    void damage(const char* sql) {
        auto database = std::move(*sqlite::Database::open(path_, {sqlite::Mode::write}));
        ASSERT_TRUE(database.exec(sql));
    }
    void expect_finding(std::uint64_t sequence, const std::string& words) {
        auto report = verify(path_);
        ASSERT_TRUE(report) << report.error().text();
        ASSERT_FALSE(report->is_sound());
        EXPECT_EQ(report->findings[0].sequence, sequence);
        EXPECT_EQ(report->findings[0].what, words);
    }
    void expect_sound(std::uint64_t last) {
        auto report = verify(path_);
        ASSERT_TRUE(report) << report.error().text();
        EXPECT_TRUE(report->is_sound()) << report->findings[0].what;
        EXPECT_EQ(report->head, last);
    }
};

TEST_F(JournalFile, VerifiesAndNamesItsHistory) {
    std::uint64_t told = 0;
    auto report = *verify(path_, [&](std::uint64_t done, std::uint64_t) { told = done; });
    EXPECT_TRUE(report.is_sound());
    EXPECT_EQ(report.records, 100u);
    EXPECT_EQ(report.head, 100u);
    EXPECT_EQ(report.whole_prefix, 100u);
    EXPECT_EQ(report.realm, sample_realm);
    EXPECT_EQ(told, 100u);
    std::string leaves;
    for (const auto& record : sample_records(1, 100))
        leaves.append(reinterpret_cast<const char*>(record.hash.data.data()), 32);
    EXPECT_EQ(report.all_hash, sha256(leaves));
    EXPECT_EQ(report.last_hash, sample_records(100, 1)[0].hash);
}

TEST_F(JournalFile, NamesTheRecordInWhichAByteWasFlipped) {
    std::string bytes = *read_whole_file(path_);
    std::string payload = sample_records(57, 1)[0].payload;
    auto at = bytes.find(payload);
    ASSERT_NE(at, std::string::npos);
    bytes[at + 30] ^= 4;
    ASSERT_TRUE(write_file_durably(path_, bytes));
    expect_finding(57, "record 57 does not match its hash");
}

TEST_F(JournalFile, NamesTheRecordThatARoomAboveCannotUse) {
    auto check = [](const Record& record) -> Result<void> {
        if (record.sequence == 57) return fail("this field is missing", "$.order");
        return {};
    };
    auto report = *verify(path_, {}, "", {}, check);
    ASSERT_EQ(report.findings.size(), 1u);
    EXPECT_EQ(report.findings[0].sequence, 57u);
    EXPECT_EQ(report.findings[0].what,
              "record 57 (CaseFiled) cannot be read: $.order: this field is missing");
    EXPECT_EQ(report.whole_prefix, 56u);
    EXPECT_EQ(repair(path_, {}, {}, check)->kept, 56u);
    expect_sound(56);
}

TEST_F(JournalFile, NamesWhatIsMissing) {
    damage("DELETE FROM record WHERE sequence BETWEEN 40 AND 42");
    expect_finding(40, "record 40 to 42 are missing");
}

TEST_F(JournalFile, NoticesATailThatWasCutOff) {
    damage("DELETE FROM record WHERE sequence>90");
    expect_finding(91, "cut off after record 90: the head says 100");
}

TEST_F(JournalFile, NoticesAFileThatWasCutOff) {
    ASSERT_TRUE(SqliteJournal::open(path_, sample_realm));
    write(101, 2000);
    ASSERT_EQ(::truncate(path_.c_str(), 200 * 1024), 0);
    EXPECT_FALSE(SqliteJournal::open(path_, sample_realm));
    auto report = verify(path_);
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_FALSE(report->is_sound());
    EXPECT_GT(report->whole_prefix, 100u);
    EXPECT_EQ(report->findings[0].sequence, report->whole_prefix + 1);
}

TEST_F(JournalFile, RefusesANewerFormatAndALostHeadWithoutTheRealm) {
    damage("DELETE FROM head");
    EXPECT_FALSE(verify(path_));
    auto report = *verify(path_, {}, "", sample_realm);
    EXPECT_EQ(report.findings[0].what, "the head cannot be read");
    EXPECT_EQ(report.whole_prefix, 100u);
    damage("PRAGMA user_version=9");
    auto newer = verify(path_, {}, "", sample_realm);
    ASSERT_FALSE(newer);
    EXPECT_NE(newer.error().text().find("format 9"), std::string::npos);
    EXPECT_FALSE(repair(path_, {}, sample_realm));
}

TEST_F(JournalFile, RepairLeavesASoundJournalAlone) {
    std::string before = *read_whole_file(path_);
    auto report = *repair(path_);
    EXPECT_EQ(report.kept, 100u);
    EXPECT_EQ(report.aside, "");
    EXPECT_EQ(*read_whole_file(path_), before);
}

TEST_F(JournalFile, RepairKeepsTheWholePrefixAndSetsTheRestAside) {
    damage("UPDATE record SET payload='{}' WHERE sequence=61");
    EXPECT_FALSE(SqliteJournal::open(path_, sample_realm));
    auto report = *repair(path_);
    EXPECT_EQ(report.kept, 60u);
    EXPECT_EQ(report.lost, 40u);
    EXPECT_EQ(report.readable_after, 40u);
    EXPECT_EQ(report.aside, path_ + ".damaged-1");
    expect_sound(60);
    auto aside = *verify(report.aside);
    EXPECT_EQ(aside.records, 100u);
    write(61, 40);
    damage("DELETE FROM record WHERE sequence=100");
    EXPECT_EQ(repair(path_)->aside, path_ + ".damaged-2");
    expect_sound(99);
}

TEST_F(JournalFile, RepairsWithoutAHeadWhenTheRealmIsNamed) {
    damage("DELETE FROM head");
    EXPECT_EQ(repair(path_, {}, sample_realm)->kept, 100u);
    expect_sound(100);
}

TEST_F(JournalFile, RepairsAFileThatWasCutOff) {
    write(101, 2000);
    ASSERT_EQ(::truncate(path_.c_str(), 200 * 1024), 0);
    auto report = repair(path_);
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_GT(report->kept, 100u);
    EXPECT_EQ(report->kept + report->lost, 2100u);
    expect_sound(report->kept);
    write(report->kept + 1, 5);
}

TEST(Verify, NeverCallsAJournalSoundWhoseContentIsNotWhatWasWritten) {
    FakeDisk disk(1);
    {
        auto journal = std::move(*SqliteJournal::open("/j.db", sample_realm, {disk.vfs_name()}));
        ASSERT_TRUE(journal->append(sample_records(1, 100)));
    }
    std::string bytes = *disk.get("/j.db");
    auto original = *verify("/j.db", {}, disk.vfs_name());
    ASSERT_TRUE(original.is_sound());
    Random draw(7);
    int noticed = 0;
    for (int i = 0; i < 500; ++i) {
        std::string changed = bytes;
        changed[draw.below(changed.size())] ^= static_cast<char>(1 << draw.below(8));
        disk.put("/j.db", changed);
        auto report = verify("/j.db", {}, disk.vfs_name());
        if (!report || !report->is_sound()) {
            ++noticed;
            continue;
        }
        EXPECT_EQ(report->all_hash, original.all_hash);
        EXPECT_EQ(report->head, original.head);
    }
    EXPECT_GT(noticed, 200);
}

TEST(Verify, SeesALiveJournalAsOfOneMoment) {
    FakeDisk disk(1);
    auto journal = std::move(*SqliteJournal::open("/j.db", sample_realm, {disk.vfs_name()}));
    ASSERT_TRUE(journal->append(sample_records(1, 5000)));
    bool appended = false;
    auto report = verify(
        "/j.db",
        [&](std::uint64_t, std::uint64_t) {
            if (!appended) appended = journal->append(sample_records(5001, 10)).has_value();
        },
        disk.vfs_name());
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_TRUE(appended);
    EXPECT_TRUE(report->is_sound());
    EXPECT_EQ(report->records, 5000u);
}

}  // namespace
}  // namespace cs::journal
