#include "journal/backup.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "journal/erasure_ledger.h"
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
    EXPECT_EQ(restore(backup, restored, {})->last_sequence, 3000u);
    auto report = *verify(restored.journal());
    EXPECT_TRUE(report.is_sound());
    EXPECT_EQ(report.all_hash, verify(backup.journal())->all_hash);
    auto reopened = std::move(*SqliteJournal::open(restored.journal(), sample_realm));
    ASSERT_TRUE(reopened->append(sample_records(3001, 1)));
    auto again = std::move(*Vault::open(restored.vault()));
    EXPECT_EQ(*again.open_sealed(zhao, sealed, ""), "w");
    EXPECT_FALSE(restore(backup, restored, {}));
}

class BackupAfterAnErasure : public testing::Test {
protected:
    void SetUp() override {
        auto live = directory(place_ / "live");
        journal_ = std::move(*SqliteJournal::open(live.journal(), sample_realm));
        ASSERT_TRUE(journal_->append(sample_records(1, 3)));
        vault_.emplace(std::move(*Vault::open(live.vault())));
        of_zhao_ = *vault_->seal(zhao, "w", "");
        of_qian_ = *vault_->seal(qian, "l", "");
        auto backup = directory(place_ / "backup");
        ASSERT_TRUE(back_up(live, *vault_, backup));
    }
    /// Out of reach of the register: its vault is as it was.
    std::string moved() {
        std::filesystem::rename(place_ / "backup", place_ / "elsewhere");
        return place_ / "elsewhere";
    }
    void forget_zhao() { ASSERT_TRUE(*vault_->destroy(zhao)); }
    Result<Restored> restore_from(const std::string& path, const LaterErasures& later) {
        auto to = directory(place_ / "restored");
        return restore(*DataDirectory::open(path, Access::read), to, later);
    }
    std::optional<std::string> says(SubjectId subject, const Bytes& sealed) {
        return *Vault::open(place_ / "restored/vault.db")->open_sealed(subject, sealed, "");
    }
    std::vector<std::string> ledgers() {
        std::vector<std::string> out;
        for (const auto& entry : std::filesystem::directory_iterator(place_.path()))
            if (entry.path().string().find(".erasures-") != std::string::npos)
                out.push_back(entry.path());
        return out;
    }
    void remove_ledgers() {
        for (const auto& ledger : ledgers()) std::filesystem::remove(ledger);
    }

    TemporaryDirectory place_;
    std::unique_ptr<SqliteJournal> journal_;
    std::optional<Vault> vault_;
    Bytes of_zhao_, of_qian_;
};

TEST_F(BackupAfterAnErasure, ShowsTheSubjectAsErasedWhenItsVaultWasReached) {
    forget_zhao();
    ASSERT_TRUE(restore_from(place_ / "backup", {}));
    EXPECT_EQ(says(zhao, of_zhao_), std::nullopt);
    EXPECT_EQ(says(qian, of_qian_), "l");
}

TEST_F(BackupAfterAnErasure, ShowsTheSubjectAsErasedAlsoWhenItWasMovedAwayBefore) {
    auto elsewhere = moved();
    forget_zhao();
    ASSERT_EQ(vault_->owed()->size(), 1u);
    auto done = restore_from(elsewhere, {});
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(done->erased, 1u);
    EXPECT_EQ(done->ledgers.size(), 2u);  // beside the live directory and where the backup was
    EXPECT_EQ(says(zhao, of_zhao_), std::nullopt);
    EXPECT_EQ(says(qian, of_qian_), "l");
}

TEST_F(BackupAfterAnErasure, ShowsTheSubjectAsErasedWhenTheLiveDirectoryIsLost) {
    auto elsewhere = moved();
    forget_zhao();
    vault_.reset();
    journal_.reset();
    std::filesystem::remove_all(place_ / "live");
    ASSERT_TRUE(restore_from(elsewhere, {}));
    EXPECT_EQ(says(zhao, of_zhao_), std::nullopt);
}

TEST_F(BackupAfterAnErasure, IsNotRestoredWhereNobodyKnowsWhatWasErased) {
    auto elsewhere = moved();
    forget_zhao();
    auto kept = place_ / "kept";
    std::filesystem::copy_file(ledgers().front(), kept);
    remove_ledgers();
    auto refused = restore_from(elsewhere, {});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().advice.find("--erasures-lost"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(place_ / "restored/journal.db"));
    // With the ledger from another place, or the directory that is replaced, it is.
    ASSERT_TRUE(restore_from(elsewhere, {{}, kept, false}));
    EXPECT_EQ(says(zhao, of_zhao_), std::nullopt);
    std::filesystem::remove_all(place_ / "restored");
    remove_ledgers();
    ASSERT_TRUE(restore_from(elsewhere, {place_ / "live/vault.db", {}, false}));
    EXPECT_EQ(says(zhao, of_zhao_), std::nullopt);
}

TEST_F(BackupAfterAnErasure, IsRestoredAfterADisasterWhenTheErasuresAreSaidToBeLost) {
    auto elsewhere = moved();
    forget_zhao();
    remove_ledgers();
    ASSERT_TRUE(restore_from(elsewhere, {{}, {}, true}));
    EXPECT_EQ(says(zhao, of_zhao_), "w");
}

TEST_F(BackupAfterAnErasure, GoesOnKeepingTheLedgersOfItsHistory) {
    forget_zhao();
    ASSERT_TRUE(restore_from(place_ / "backup", {}));
    ASSERT_TRUE(*Vault::open(place_ / "restored/vault.db")->destroy(qian));
    ASSERT_EQ(ledgers().size(), 3u);
    for (const auto& ledger : ledgers())
        EXPECT_EQ(*read_ledger(ledger, ledger.substr(ledger.size() - 8)), (std::vector{zhao, qian})) << ledger;
}

TEST_F(BackupAfterAnErasure, LeavesNothingBehindWhenItWasNeverMade) {
    auto live = *DataDirectory::open(place_ / "live", Access::read);
    auto ledgers_before = ledgers();
    auto registered_before = *vault_->ledgers();
    auto backups_before = *vault_->backups();
    {
        auto target = directory(place_ / "second");
        // The copy of the vault cannot be made under that name.
        std::filesystem::create_directories(place_ / "second/vault.db.part/in-the-way");
        EXPECT_FALSE(back_up(live, *vault_, target));
    }
    EXPECT_EQ(ledgers(), ledgers_before);
    EXPECT_EQ(*vault_->ledgers(), registered_before);
    EXPECT_EQ(*vault_->backups(), backups_before);
    EXPECT_FALSE(std::filesystem::exists(place_ / "second/journal.db.unfinished"));
}

TEST_F(BackupAfterAnErasure, MakesALedgerAnewThatIsMissingBesideItsDirectory) {
    auto before = ledgers();
    ASSERT_EQ(before.size(), 2u);
    remove_ledgers();
    moved();
    forget_zhao();
    // The backup went elsewhere and took its place with it; the live directory is where it was.
    auto after = ledgers();
    ASSERT_EQ(after.size(), 1u);
    EXPECT_EQ(directory_of_ledger(after.front()), place_ / "live");
    EXPECT_EQ(*read_ledger(after.front(), after.front().substr(after.front().size() - 8)),
              std::vector{zhao});
    EXPECT_TRUE(vault_->ledgers_behind()->empty());
    // A ledger that cannot be written is told.
    remove_ledgers();
    std::filesystem::create_directory(after.front());
    EXPECT_EQ(*vault_->ledgers_behind(), after);
}

TEST(ErasureLedger, IsReadWholeOrRefused) {
    TemporaryDirectory place;
    auto path = ledger_beside(place / "data", Hash256{});
    ASSERT_TRUE(add_to_ledger(path, {}));
    EXPECT_TRUE(read_ledger(path, "00000000")->empty());
    std::vector<SubjectId> both{make_id<SubjectId>(sample_realm, 9),
                                make_id<SubjectId>(sample_realm, 2)};
    ASSERT_TRUE(add_to_ledger(path, std::span(both).first(1)));
    ASSERT_TRUE(add_to_ledger(path, both));
    auto text = *read_whole_file(path);
    EXPECT_TRUE(text.starts_with(
        "chengshu erasures, format 1\nhistory 00000000\n410100000-2\n410100000-9\nsum "));
    EXPECT_EQ(read_ledger(path, "00000000")->size(), 2u);
    EXPECT_EQ(read_ledger(path, "00000001").error().what,
              "this ledger of erasures belongs to another history");
    // Cut anywhere, at a line's end too, or with one name changed.
    for (std::size_t size = 30; size < text.size(); ++size) {
        ASSERT_TRUE(write_file_durably(path, text.substr(0, size)));
        EXPECT_FALSE(read_ledger(path, "00000000")) << size;
    }
    text[text.find("-9")] = '1';
    ASSERT_TRUE(write_file_durably(path, text));
    EXPECT_EQ(read_ledger(path, "00000000").error().what, "the ledger of erasures is damaged");
    ASSERT_TRUE(write_file_durably(path, "a letter\n"));
    EXPECT_FALSE(read_ledger(path, "00000000"));
    EXPECT_FALSE(add_to_ledger(path, both)) << "it must not be overwritten";
}

}  // namespace
}  // namespace cs::journal
