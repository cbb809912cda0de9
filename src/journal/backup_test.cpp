#include "journal/backup.h"

#include <gtest/gtest.h>

#include "journal/journal_check.h"
#include "journal/record_samples.h"
#include "journal/sqlite_journal.h"
#include "journal/temporary_directory.h"

namespace cs::journal {
namespace {

constexpr SubjectId zhao{1};
constexpr SubjectId qian{2};

DataDirectory directory(const std::string& path) {
    return std::move(*DataDirectory::open(path, Access::write));
}

TEST(Backup, OfALiveDirectoryRestoresToTheSameHistory) {
    TemporaryDirectory place;
    auto live = directory(place / "live");
    auto journal = std::move(*SqliteJournal::open(live.journal(), sample_realm));
    auto vault = std::move(*Vault::open(live.vault()));
    auto sealed = *vault.seal(zhao, "w", "");
    ASSERT_TRUE(vault.flush());
    ASSERT_TRUE(journal->append(sample_records(1, 3000)));
    {
        auto backup = directory(place / "backup");
        EXPECT_EQ(*back_up(live, vault, backup), 3000u);
    }
    ASSERT_TRUE(journal->append(sample_records(3001, 10)));
    auto backup = *DataDirectory::open(place / "backup", Access::read);
    auto restored = directory(place / "restored");
    EXPECT_EQ(*restore(backup, restored, ""), 3000u);
    auto report = *verify(restored.journal());
    EXPECT_TRUE(report.is_sound());
    EXPECT_EQ(report.all_hash, verify(backup.journal())->all_hash);
    auto reopened = std::move(*SqliteJournal::open(restored.journal(), sample_realm));
    ASSERT_TRUE(reopened->append(sample_records(3001, 1)));
    auto again = std::move(*Vault::open(restored.vault()));
    EXPECT_EQ(*again.open_sealed(zhao, sealed, ""), "w");
    EXPECT_FALSE(restore(backup, restored, ""));
}

TEST(Backup, RestoredAfterAnErasureShowsTheSubjectAsErased) {
    TemporaryDirectory place;
    auto live = directory(place / "live");
    auto journal = std::move(*SqliteJournal::open(live.journal(), sample_realm));
    auto vault = std::move(*Vault::open(live.vault()));
    auto of_zhao = *vault.seal(zhao, "w", "");
    auto of_qian = *vault.seal(qian, "l", "");
    auto backup = directory(place / "backup");
    ASSERT_TRUE(back_up(live, vault, backup));
    ASSERT_TRUE(*vault.destroy(zhao));
    // Even when the backup's copy was not reached, the newest vault's tombstones are applied.
    auto unreached = directory(place / "unreached");
    ASSERT_TRUE(back_up(live, vault, unreached));
    ASSERT_TRUE(vault.forget_backup(unreached.vault()));
    ASSERT_TRUE(*vault.destroy(qian));
    auto without = directory(place / "without");
    ASSERT_TRUE(restore(backup, without, ""));
    EXPECT_EQ(*Vault::open(without.vault())->open_sealed(zhao, of_zhao, ""), std::nullopt);
    auto with = directory(place / "with");
    ASSERT_TRUE(restore(unreached, with, live.vault()));
    auto restored = std::move(*Vault::open(with.vault()));
    EXPECT_EQ(*restored.open_sealed(zhao, of_zhao, ""), std::nullopt);
    EXPECT_EQ(*restored.open_sealed(qian, of_qian, ""), std::nullopt);
}

}  // namespace
}  // namespace cs::journal
