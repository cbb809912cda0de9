#include "journal/vault.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "base/random.h"
#include "journal/durable_file.h"
#include "journal/fake_disk.h"
#include "journal/temporary_directory.h"

namespace cs::journal {
namespace {

constexpr SubjectId wang{7};
constexpr SubjectId li{8};

std::string keys_of(const std::string& path, std::span<const SubjectId> subjects) {
    auto file = *VaultFile::open(path, {sqlite::Mode::read, "", 0});
    std::string keys;
    for (auto subject : subjects) {
        auto stored = *file.find(subject);
        EXPECT_TRUE(stored && !stored->destroyed);
        keys.append(reinterpret_cast<const char*>(stored->key.bytes.data()), SubjectKey::size);
    }
    return keys;
}

/// How many of the keys are still to be found in any file below the directory.
std::size_t keys_found_in(const std::string& directory, const std::string& keys) {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory))
        if (entry.is_regular_file()) all += *read_whole_file(entry.path().string());
    std::size_t found = 0;
    for (std::size_t at = 0; at < keys.size(); at += SubjectKey::size)
        found += all.find(keys.substr(at, SubjectKey::size)) != std::string::npos;
    return found;
}

class VaultOnDisk : public ::testing::Test {
protected:
    TemporaryDirectory place_;
    std::string path_ = place_ / "vault.db";
    Vault open() { return std::move(*Vault::open(path_)); }
};

TEST_F(VaultOnDisk, OpensWhatItSealedAndOnlyInItsPlace) {
    auto vault = open();
    auto sealed = *vault.seal(wang, "张先生 13800000000", "report 1");
    EXPECT_EQ(sealed.data[0], 1);
    std::size_t length = std::string_view("张先生 13800000000").size();
    EXPECT_EQ(sealed.data.size(), length + sealed_overhead_bytes);
    EXPECT_EQ(*vault.open_sealed(wang, sealed, "report 1"), "张先生 13800000000");
    EXPECT_FALSE(vault.open_sealed(wang, sealed, "report 2"));
    ASSERT_TRUE(vault.seal(li, "x", ""));
    EXPECT_FALSE(vault.open_sealed(li, sealed, "report 1"));
    EXPECT_EQ(**vault.open_sealed(wang, *vault.seal(wang, "", ""), ""), "");
}

TEST_F(VaultOnDisk, IsReadableByItsUserAloneAndSoIsItsLogAndItsBackup) {
    auto vault = open();
    ASSERT_TRUE(vault.seal(wang, "text", ""));
    ASSERT_TRUE(vault.backup_to(place_ / "copy.db"));
    ASSERT_TRUE(vault.seal(li, "text", ""));
    ASSERT_TRUE(vault.flush());
    for (const char* name : {"vault.db", "vault.db-wal", "copy.db"}) {
        auto rights = std::filesystem::status(place_ / name).permissions();
        EXPECT_EQ(rights & std::filesystem::perms::all, std::filesystem::perms{0600}) << name;
    }
}

TEST_F(VaultOnDisk, RefusesAnyChangedByteAndAnyCut) {
    auto vault = open();
    auto sealed = *vault.seal(wang, "text", "place");
    for (std::size_t i = 0; i < sealed.data.size(); ++i) {
        Bytes changed = sealed;
        changed.data[i] ^= 1;
        EXPECT_FALSE(vault.open_sealed(wang, changed, "place")) << i;
        Bytes cut{{sealed.data.begin(), sealed.data.begin() + static_cast<std::ptrdiff_t>(i)}};
        EXPECT_FALSE(vault.open_sealed(wang, cut, "place")) << i;
    }
}

TEST_F(VaultOnDisk, TheSameTextIsSealedDifferentlyEachTime) {
    auto vault = open();
    EXPECT_NE(vault.seal(wang, "same", "")->data, vault.seal(wang, "same", "")->data);
}

TEST_F(VaultOnDisk, FlushedKeysAreThereAfterReopeningAndUnflushedOnesAreNot) {
    Bytes flushed;
    Bytes lost;
    {
        auto vault = open();
        flushed = *vault.seal(wang, "kept", "");
        ASSERT_TRUE(vault.flush());
        lost = *vault.seal(li, "lost", "");
    }
    auto vault = open();
    EXPECT_EQ(*vault.open_sealed(wang, flushed, ""), "kept");
    auto unknown = vault.open_sealed(li, lost, "");
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().text().find("no key for subject 0-8"), std::string::npos);
}

TEST_F(VaultOnDisk, ADestroyedSubjectIsErasedForGoodAndSealsNoMore) {
    Bytes sealed;
    {
        auto vault = open();
        sealed = *vault.seal(wang, "text", "");
        EXPECT_TRUE(*vault.destroy(wang));
        EXPECT_FALSE(*vault.destroy(wang));
        EXPECT_FALSE(*vault.destroy(li));
        EXPECT_EQ(*vault.open_sealed(wang, sealed, ""), std::nullopt);
        EXPECT_FALSE(vault.seal(wang, "again", ""));
    }
    auto vault = open();
    EXPECT_EQ(*vault.open_sealed(wang, sealed, ""), std::nullopt);
    EXPECT_TRUE(*vault.is_destroyed(wang));
    EXPECT_EQ(*vault.destroyed(), (std::vector{wang, li}));
    auto refused = vault.seal(li, "x", "");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find("has been erased"), std::string::npos);
}

TEST_F(VaultOnDisk, LeavesNoByteOfADestroyedKeyInAnyFile) {
    std::vector<SubjectId> subjects;
    for (std::uint64_t i = 1; i <= 5000; ++i) subjects.push_back(SubjectId{mix_bits(i) >> 1});
    auto vault = open();
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        ASSERT_TRUE(vault.seal(subjects[i], "x", ""));
        if (i % 100 == 99) {
            ASSERT_TRUE(vault.flush());
        }
    }
    ASSERT_TRUE(vault.flush());
    std::string keys = keys_of(path_, subjects);
    ASSERT_EQ(keys_found_in(place_.path(), keys), 5000u);
    std::vector<SubjectId> first(subjects.begin(), subjects.begin() + 1);
    ASSERT_EQ(*vault.destroy_all(first), 1u);
    EXPECT_EQ(keys_found_in(place_.path(), keys), 4999u);
    std::vector<SubjectId> odd;
    for (std::size_t i = 1; i < subjects.size(); i += 2) odd.push_back(subjects[i]);
    ASSERT_EQ(*vault.destroy_all(odd), 2500u);
    EXPECT_EQ(keys_found_in(place_.path(), keys), 2499u);
    ASSERT_EQ(*vault.destroy_all(subjects), 2499u);
    EXPECT_EQ(keys_found_in(place_.path(), keys), 0u);
}

TEST_F(VaultOnDisk, KeysDroppedFromMemoryComeBackFromTheFile) {
    auto vault = std::move(*Vault::open(path_, {.cached_keys = 64}));
    std::vector<Bytes> sealed;
    for (std::uint64_t i = 0; i < 3000; ++i)
        sealed.push_back(*vault.seal(SubjectId{i}, std::to_string(i), ""));
    ASSERT_TRUE(vault.flush());
    for (std::uint64_t i = 0; i < 3000; ++i)
        ASSERT_EQ(*vault.open_sealed(SubjectId{i}, sealed[i], ""), std::to_string(i));
}

TEST_F(VaultOnDisk, ManyThreadsSealForTheSameNewSubjectsUnderOneKey) {
    auto vault = open();
    constexpr std::uint64_t subjects = 500;
    std::array<std::vector<Bytes>, 4> sealed;
    {
        std::vector<std::jthread> threads;
        for (auto& mine : sealed)
            threads.emplace_back([&vault, &mine] {
                for (std::uint64_t i = 0; i < subjects; ++i) {
                    mine.push_back(*vault.seal(SubjectId{i}, "text " + std::to_string(i), ""));
                    auto flushed = i % 50 == 0 ? vault.flush() : Result<void>();
                    EXPECT_TRUE(flushed);
                    auto destroyed = i % 97 == 0 ? vault.destroy(SubjectId{1'000'000 + i})
                                                 : Result<bool>(true);
                    EXPECT_TRUE(destroyed);
                }
            });
    }
    ASSERT_TRUE(vault.flush());
    auto again = [&] { return std::move(*Vault::open(path_)); };
    vault = again();
    for (const auto& mine : sealed)
        for (std::uint64_t i = 0; i < subjects; ++i)
            ASSERT_EQ(*vault.open_sealed(SubjectId{i}, mine[i], ""), "text " + std::to_string(i));
}

TEST_F(VaultOnDisk, AnErasureReachesEveryBackup) {
    auto vault = open();
    auto sealed = *vault.seal(wang, "text", "");
    ASSERT_TRUE(vault.seal(li, "other", ""));
    std::filesystem::create_directories(place_ / "b1");
    std::filesystem::create_directories(place_ / "b2");
    ASSERT_TRUE(vault.backup_to(place_ / "b1/vault.db"));
    ASSERT_TRUE(vault.backup_to(place_ / "b2/vault.db"));
    std::string key = keys_of(path_, std::span(&wang, 1));
    ASSERT_TRUE(*vault.destroy(wang));
    EXPECT_TRUE(vault.owed()->empty());
    EXPECT_EQ(keys_found_in(place_.path(), key), 0u);
    auto restored = std::move(*Vault::open(place_ / "b1/vault.db"));
    EXPECT_EQ(*restored.open_sealed(wang, sealed, ""), std::nullopt);
    EXPECT_FALSE(*restored.is_destroyed(li));
}

TEST_F(VaultOnDisk, ABackupOutOfReachIsOwedAndSettledLater) {
    auto vault = open();
    ASSERT_TRUE(vault.seal(wang, "text", ""));
    std::filesystem::create_directories(place_ / "usb");
    std::string backup = place_ / "usb/vault.db";
    ASSERT_TRUE(vault.backup_to(backup));
    std::string key = keys_of(path_, std::span(&wang, 1));
    std::filesystem::rename(place_ / "usb", place_ / "away");
    ASSERT_TRUE(*vault.destroy(wang));
    EXPECT_EQ(*vault.owed(), (std::vector{OwedErasure{backup, wang}}));
    EXPECT_EQ(keys_found_in(place_.path(), key), 1u);
    std::filesystem::rename(place_ / "away", place_ / "usb");
    EXPECT_TRUE(vault.settle_owed()->empty());
    EXPECT_EQ(keys_found_in(place_.path(), key), 0u);
    std::filesystem::remove(backup);
    ASSERT_TRUE(vault.destroy(li));
    EXPECT_EQ(vault.owed()->size(), 1u);
    ASSERT_TRUE(vault.forget_backup(backup));
    EXPECT_TRUE(vault.owed()->empty());
    EXPECT_TRUE(vault.backups()->empty());
}

TEST_F(VaultOnDisk, ACopyRegisteredLateGetsTheErasuresThatItMissed) {
    auto vault = open();
    ASSERT_TRUE(vault.seal(wang, "text", ""));
    ASSERT_TRUE(vault.backup_to(place_ / "copy.db"));
    ASSERT_TRUE(vault.forget_backup(place_ / "copy.db"));
    std::string key = keys_of(path_, std::span(&wang, 1));
    ASSERT_TRUE(*vault.destroy(wang));
    EXPECT_EQ(keys_found_in(place_.path(), key), 1u);
    ASSERT_TRUE(vault.register_backup(place_ / "copy.db"));
    EXPECT_TRUE(vault.owed()->empty());
    EXPECT_EQ(keys_found_in(place_.path(), key), 0u);
}

TEST_F(VaultOnDisk, RestoringAnOldBackupDoesNotBringAnErasedSubjectBack) {
    auto live = open();
    auto of_wang = *live.seal(wang, "w", "");
    ASSERT_TRUE(live.backup_to(place_ / "old.db"));
    ASSERT_TRUE(live.forget_backup(place_ / "old.db"));
    auto of_li = *live.seal(li, "l", "");
    ASSERT_TRUE(*live.destroy(wang));
    ASSERT_TRUE(live.flush());
    auto restored = std::move(*Vault::open(place_ / "restored.db"));
    ASSERT_TRUE(restored.merge_from(place_ / "old.db"));
    EXPECT_EQ(*restored.open_sealed(wang, of_wang, ""), "w");
    ASSERT_TRUE(restored.merge_from(path_));
    EXPECT_EQ(*restored.open_sealed(wang, of_wang, ""), std::nullopt);
    EXPECT_EQ(*restored.open_sealed(li, of_li, ""), "l");
}

TEST_F(VaultOnDisk, RefusesToMergeAVaultOfAnotherHistory) {
    auto one = open();
    auto other = std::move(*Vault::open(place_ / "other.db"));
    ASSERT_TRUE(one.seal(wang, "a", ""));
    ASSERT_TRUE(other.seal(wang, "b", ""));
    ASSERT_TRUE(other.flush());
    auto refused = one.merge_from(place_ / "other.db");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text().find("different keys for subject 0-7"), std::string::npos);
}

TEST(Vault, ASeededVaultSealsTheSameTextsToTheSameBytes) {
    auto sealed = [](std::uint64_t seed) {
        FakeDisk disk(1);
        auto vault = std::move(*Vault::open("/d/v.db", {disk.vfs_name(), 100, seed}));
        return *vault.seal(wang, "text", "place");
    };
    EXPECT_EQ(sealed(1), sealed(1));
    EXPECT_NE(sealed(1), sealed(2));
}

TEST(Vault, WhatWasFlushedOrDestroyedSurvivesPowerLossAtAnyOperation) {
    auto run = [](FakeDisk& disk, std::vector<Bytes>& sealed, int& destroyed) {
        auto vault = Vault::open("/d/v.db", {disk.vfs_name(), 100, 5});
        if (!vault) return;
        for (std::uint64_t i = 0; i < 8; ++i) {
            auto bytes = vault->seal(SubjectId{i}, std::to_string(i), "");
            if (!bytes || !vault->flush()) return;
            sealed.push_back(*bytes);
            if (i % 2 == 0) continue;
            if (!vault->destroy(SubjectId{i})) return;
            destroyed = static_cast<int>(i);
        }
    };
    std::uint64_t whole = 0;
    {
        FakeDisk disk(1);
        std::vector<Bytes> sealed;
        int destroyed = -1;
        run(disk, sealed, destroyed);
        ASSERT_EQ(sealed.size(), 8u);
        whole = disk.operations();
    }
    for (std::uint64_t k = 1; k <= whole; ++k) {
        FakeDisk disk(k);
        Random draw(k);
        std::vector<Bytes> sealed;
        int destroyed = -1;
        disk.stop_at(k);
        run(disk, sealed, destroyed);
        disk.crash(draw);
        auto vault = Vault::open("/d/v.db", {disk.vfs_name(), 100, 5});
        ASSERT_TRUE(vault) << k << ": " << vault.error().text();
        for (std::uint64_t i = 0; i < sealed.size(); ++i) {
            auto text = vault->open_sealed(SubjectId{i}, sealed[i], "");
            ASSERT_TRUE(text) << k << ": " << text.error().text();
            if (i % 2 == 1 && static_cast<int>(i) <= destroyed)
                EXPECT_FALSE(*text) << k;
            else
                EXPECT_TRUE(*text == std::to_string(i) || i % 2 == 1) << k;
        }
    }
}

}  // namespace
}  // namespace cs::journal
