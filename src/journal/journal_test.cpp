// What every journal promises, run over each implementation.
#include "journal/journal.h"

#include <gtest/gtest.h>

#include "journal/fake_disk.h"
#include "journal/faulty_journal.h"
#include "journal/memory_journal.h"
#include "journal/record_samples.h"
#include "journal/sqlite_journal.h"

namespace cs::journal {
namespace {

struct InMemory {
    MemoryJournal journal{sample_realm};
    Journal& get() { return journal; }
};

struct InSqlite {
    FakeDisk disk{1};
    std::unique_ptr<SqliteJournal> journal =
        std::move(*SqliteJournal::open("/d/journal.db", sample_realm, {disk.vfs_name()}));
    Journal& get() { return *journal; }
};

struct InFaultyWithoutFaults {
    MemoryJournal inner{sample_realm};
    FaultyJournal journal{inner};
    Journal& get() { return journal; }
};

template <class Kind>
class EveryJournal : public ::testing::Test {
protected:
    Kind kind_;
    Journal& journal_ = kind_.get();
};
using Kinds = ::testing::Types<InMemory, InSqlite, InFaultyWithoutFaults>;
TYPED_TEST_SUITE(EveryJournal, Kinds);

TYPED_TEST(EveryJournal, BeginsEmpty) {
    EXPECT_EQ(this->journal_.last_sequence(), 0u);
    EXPECT_EQ(this->journal_.realm(), sample_realm);
    EXPECT_TRUE(this->journal_.read(1, 10)->empty());
}

TYPED_TEST(EveryJournal, ReadsBackWhatWasAppended) {
    auto records = sample_records(1, 5);
    records[2].payload = std::string("{\"zero\":\"\0\"}", 12) + "路灯不亮";
    records[2].type = "";
    records[2].at = Instant{-1};
    records[2].actor = PersonId{~std::uint64_t{0}};
    Sha256 hasher;
    records[2].hash = leaf_hash(hasher, records[2]);
    ASSERT_TRUE(this->journal_.append({records.data(), 2}));
    ASSERT_TRUE(this->journal_.append({records.data() + 2, 3}));
    EXPECT_EQ(this->journal_.last_sequence(), 5u);
    EXPECT_EQ(*this->journal_.read(1, 100), records);
    EXPECT_EQ(*this->journal_.read(0, 100), records);
    EXPECT_EQ(*this->journal_.read(3, 2), std::vector(records.begin() + 2, records.begin() + 4));
    EXPECT_TRUE(this->journal_.read(6, 10)->empty());
}

TYPED_TEST(EveryJournal, AnEmptyBatchChangesNothing) {
    ASSERT_TRUE(this->journal_.append({}));
    EXPECT_EQ(this->journal_.last_sequence(), 0u);
}

TYPED_TEST(EveryJournal, RefusesAWholeBatchForOneWrongRecord) {
    auto refused = [&](auto spoil, std::string_view words) {
        auto records = sample_records(1, 3);
        spoil(records);
        auto result = this->journal_.append(records);
        ASSERT_FALSE(result) << words;
        EXPECT_NE(result.error().text().find(words), std::string::npos) << result.error().text();
        EXPECT_EQ(this->journal_.last_sequence(), 0u);
        EXPECT_TRUE(this->journal_.read(1, 10)->empty());
    };
    refused([](auto& r) { r[2].sequence = 4; }, "sequence 4 where the journal expects 3");
    refused([](auto& r) { r[0].sequence = 0; }, "sequence 0 where the journal expects 1");
    refused([](auto& r) { r[1].realm = Realm{110100000}; }, "record 2 is of realm 110100000");
    ASSERT_TRUE(this->journal_.append(sample_records(1, 3)));
}

TEST(FaultyJournal, FailsAtTheOperationAskedForAndThenGoesOn) {
    MemoryJournal inner(sample_realm);
    FaultyJournal journal(inner);
    journal.fail_at(2);
    ASSERT_TRUE(journal.append(sample_records(1, 1)));
    EXPECT_FALSE(journal.append(sample_records(2, 1)));
    EXPECT_EQ(inner.last_sequence(), 1u);
    EXPECT_TRUE(journal.append(sample_records(2, 1)));
    journal.fail_at(1);
    EXPECT_FALSE(journal.read(1, 1));
    EXPECT_TRUE(journal.read(1, 1));
    EXPECT_EQ(journal.operations(), 5u);
}

TEST(FaultyJournal, CanLoseTheAnswerOfABatchThatIsDurable) {
    MemoryJournal inner(sample_realm);
    FaultyJournal journal(inner);
    journal.stop_at(1, FaultyJournal::Moment::after);
    EXPECT_FALSE(journal.append(sample_records(1, 2)));
    EXPECT_FALSE(journal.append(sample_records(3, 2)));
    EXPECT_FALSE(journal.read(1, 1));
    EXPECT_EQ(inner.last_sequence(), 2u);
}

}  // namespace
}  // namespace cs::journal
