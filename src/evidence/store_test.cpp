// The store on the real disk: what was kept can be read, nothing of it stands there in clear, and it
// ends with its subject's key.
#include "evidence/store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "evidence/samples.h"
#include "journal/durable_file.h"
#include "journal/memory_journal.h"
#include "journal/temporary_directory.h"

namespace cs::evidence {
namespace {

const Instant noon{1'772'400'000'000'000};

class StoreTest : public ::testing::Test {
protected:
    StoreTest() { open(); }
    void open(StoreOptions options = {}) {
        options.reserve_bytes = 0;
        store_.reset();
        store_ = *Store::open(directory_ / "evidence", vault_, options);
    }
    Checked<Evidence> keep(const std::string& bytes, SubjectId subject,
                           std::string_view claimed = "", std::size_t piece = 1'000) {
        auto upload = store_->begin();
        if (!upload) return std::unexpected(upload.error());
        for (std::size_t at = 0; at < bytes.size(); at += piece)
            (*upload)->take(std::string_view(bytes).substr(at, piece));
        return store_->keep(**upload, claimed, {subject}, noon);
    }
    std::string_view refusal(const std::string& bytes, std::string_view claimed = "") {
        auto kept = keep(bytes, SubjectId{7}, claimed);
        return kept ? "" : code_name(kept.error().code);
    }
    std::string read(const Evidence& evidence, Form form) {
        auto content = store_->read(evidence, form);
        if (!content) return content.error().text();
        return *content ? *whole(**content) : "nothing";
    }
    std::size_t files() const {
        std::size_t count = 0;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(directory_ / "evidence"))
            count += entry.is_regular_file() &&
                     !entry.path().filename().string().starts_with("index.db");
        return count;
    }

    journal::TemporaryDirectory directory_;
    journal::Vault vault_ = *journal::Vault::open(directory_ / "vault.db");
    std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, GivesBackWhatItWasGivenAfterARestart) {
    auto photo = samples::jpeg(600, 400, samples::zhengzhou_exif());
    auto kept = keep(photo, SubjectId{7}, "image/jpeg");
    ASSERT_TRUE(kept.has_value()) << kept.error().detail << kept.error().error.text();
    EXPECT_EQ(kept->hash, sha256(photo));
    open();
    auto found = store_->of_subject(kept->hash, SubjectId{7});
    ASSERT_TRUE(found && *found);
    EXPECT_EQ(read(**found, Form::original), photo);
    EXPECT_TRUE(read(**found, Form::public_copy).starts_with("\xFF\xD8\xFF"));
    EXPECT_EQ((**found).width, 600u);
    auto capture = store_->capture(**found);
    ASSERT_TRUE(capture && *capture && (*capture)->place);
    EXPECT_FALSE(*store_->of_subject(kept->hash, SubjectId{8}));
}

TEST_F(StoreTest, KeepsLargeFilesPieceByPiece) {
    auto sound = samples::wav();
    auto film = samples::mp4();
    std::string large = film.substr(0, film.size() - 200);
    large.replace(large.size() - 8, 4, std::string("\x00\x03\x0D\x48", 4));
    while (large.size() < film.size() - 208 + 200'008) large += static_cast<char>(large.size() * 7);
    for (std::size_t piece : {1u, 17u, 65'536u, 100'000u}) {
        auto kept = keep(large, SubjectId{piece}, "video/mp4", piece == 1 ? 37 : piece);
        ASSERT_TRUE(kept.has_value()) << kept.error().detail;
        EXPECT_EQ(read(*kept, Form::original), large);
        EXPECT_EQ(read(*kept, Form::public_copy), "nothing");
        auto content = *store_->read(*kept, Form::original);
        EXPECT_EQ(*content->read(65'530, 20), large.substr(65'530, 20));
    }
}

TEST_F(StoreTest, LeavesNothingInClearOnTheDisk) {
    std::string secret = "身份证号 410102199001011234";
    auto kept = keep(samples::pdf("/Title (" + secret + ") "), SubjectId{7});
    ASSERT_TRUE(kept.has_value());
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_.path())) {
        if (!entry.is_regular_file()) continue;
        auto bytes = *journal::read_whole_file(entry.path());
        EXPECT_EQ(bytes.find("410102199001011234"), std::string::npos) << entry.path();
    }
}

TEST_F(StoreTest, EndsWithItsSubjectsKey) {
    auto photo = samples::png(30, 20);
    auto mine = keep(photo, SubjectId{7}), yours = keep(photo, SubjectId{8});
    ASSERT_TRUE(mine && yours);
    ASSERT_TRUE(store_->attach(*mine) && store_->attach(*yours));
    EXPECT_EQ(files(), 6u);
    ASSERT_TRUE(vault_.destroy(SubjectId{7}));
    EXPECT_EQ(read(*mine, Form::original), "nothing");
    EXPECT_EQ(read(*mine, Form::thumbnail), "nothing");
    EXPECT_EQ(read(*yours, Form::original), photo);
    EXPECT_EQ((*store_->of_anybody(mine->hash))->owner.subject, SubjectId{8});
    auto swept = store_->sweep(noon);
    ASSERT_TRUE(swept.has_value());
    EXPECT_EQ(swept->forgotten, 1u);
    EXPECT_EQ(files(), 3u);
    EXPECT_FALSE(keep(photo, SubjectId{7}).has_value());
}

TEST_F(StoreTest, RemovesWhatNoReportNamedInTime) {
    auto named = keep(samples::wav(), SubjectId{1}), unnamed = keep(samples::amr(), SubjectId{2});
    ASSERT_TRUE(named && unnamed);
    ASSERT_TRUE(store_->attach(*named));
    EXPECT_EQ(store_->sweep(noon + Duration::hours(23))->unused, 0u);
    EXPECT_EQ(store_->sweep(noon + Duration::hours(25))->unused, 1u);
    EXPECT_EQ(read(*named, Form::original), samples::wav());
    EXPECT_FALSE(*store_->of_subject(unnamed->hash, SubjectId{2}));
}

TEST_F(StoreTest, SaysWhyItTakesAFileNot) {
    EXPECT_EQ(refusal(""), "empty_file");
    EXPECT_EQ(refusal("hello"), "unknown_media");
    EXPECT_EQ(refusal(samples::png(9, 9), "image/jpeg"), "mislabelled");
    EXPECT_EQ(refusal(samples::png(9, 9), "image/png; x=y"), "");
    EXPECT_EQ(refusal(samples::webp(9, 9), "application/octet-stream"), "");
    EXPECT_EQ(refusal(samples::wav(), "audio/vnd.wave"), "");
    EXPECT_EQ(refusal(samples::wav(), "image/jpg"), "mislabelled");
    EXPECT_EQ(refusal(samples::m4a(), "audio/mp4"), "");
    EXPECT_EQ(refusal(samples::m4a(), "video/mp4"), "");
    EXPECT_EQ(refusal(samples::mp4(), "audio/mp4"), "mislabelled");
    EXPECT_EQ(refusal(samples::png_bomb(70'000, 70'000)), "too_many_pixels");
    EXPECT_EQ(refusal(samples::jpeg(9, 9) + samples::zip({"a"})), "hidden_content");
    EXPECT_EQ(refusal(samples::jpeg(9, 9) + std::string(20 << 20, '\0')), "file_too_large");
    EXPECT_EQ(files(), 8u);
}

TEST_F(StoreTest, BoundsWhatWaitsAndHowManyComeAtOnce) {
    open({.waiting_of_subject = 2, .senders = {.at_once = 1}});
    auto first = store_->begin();
    EXPECT_EQ(store_->begin().error().code, RejectionCode::too_many_uploads);
    first->reset();
    EXPECT_TRUE(keep(samples::wav(), SubjectId{1}).has_value());
    EXPECT_TRUE(keep(samples::amr(), SubjectId{1}).has_value());
    EXPECT_EQ(keep(samples::mp3(), SubjectId{1}).error().code, RejectionCode::too_many_uploads);
    open({.waiting_bytes = 1});
    EXPECT_EQ(keep(samples::mp3(), SubjectId{2}).error().code, RejectionCode::too_many_uploads);
}

TEST_F(StoreTest, NoSenderKeepsTheOthersOut) {
    open({.senders = {.at_once = 4, .of_strangers = 3, .of_account = 2, .of_address = 2}});
    std::vector<std::unique_ptr<Upload>> under_way;
    auto begin = [&](const char* name, bool is_signed_in) -> std::string_view {
        auto upload = store_->begin({name, is_signed_in, noon});
        if (!upload) return code_name(upload.error().code);
        under_way.push_back(std::move(*upload));
        return "";
    };
    EXPECT_EQ(begin("10.0.0.1", false), "");
    EXPECT_EQ(begin("10.0.0.1", false), "");
    EXPECT_EQ(begin("10.0.0.1", false), "too_many_at_once");
    EXPECT_EQ(begin("10.0.0.2", false), "");
    // The strangers' part is full; whoever is signed in is served all the same.
    EXPECT_EQ(begin("10.0.0.3", false), "too_many_uploads");
    EXPECT_EQ(begin("wang", true), "");
    EXPECT_EQ(begin("li", true), "too_many_uploads");
    under_way.clear();
    EXPECT_EQ(begin("wang", true), "");
    EXPECT_EQ(begin("wang", true), "");
    EXPECT_EQ(begin("wang", true), "too_many_at_once");
    EXPECT_EQ(begin("wang", false), "");
}

TEST_F(StoreTest, AnAddressSendsSoMuchAnHourWithoutAnAccount) {
    open({.senders = {.bytes_of_address = 70'000}});
    auto send = [&](Sender sender) -> std::string_view {
        auto upload = store_->begin(std::move(sender));
        if (!upload) return code_name(upload.error().code);
        (*upload)->take("\xff\xd8\xff");
        for (int i = 0; i < 30; ++i) (*upload)->take(std::string(1'000, 'x'));
        auto finished = (*upload)->finish();
        return finished ? "" : code_name(finished.error().code);
    };
    auto later = noon + Duration::hours(1);
    EXPECT_EQ(send({"10.0.0.1", false, noon}), "");
    EXPECT_EQ(send({"10.0.0.1", false, noon}), "");
    EXPECT_EQ(send({"10.0.0.1", false, noon}), "too_much_sent");
    EXPECT_EQ(send({"10.0.0.2", false, noon}), "");
    EXPECT_EQ(send({"10.0.0.1", true, noon}), "");
    EXPECT_EQ(send({"10.0.0.1", false, later}), "");
}

TEST_F(StoreTest, LeavesTheJournalRoomOnTheDisk) {
    store_.reset();
    StoreOptions greedy;
    greedy.reserve_bytes = UINT64_MAX;
    store_ = *Store::open(directory_ / "evidence", vault_, greedy);
    EXPECT_EQ(store_->begin().error().code, RejectionCode::store_full);
}

TEST_F(StoreTest, VerifyFindsTheFileThatWasChanged) {
    auto kept = keep(samples::png(300, 200), SubjectId{7});
    ASSERT_TRUE(kept.has_value() && keep(samples::wav(), SubjectId{7}));
    auto good = store_->verify();
    ASSERT_TRUE(good.has_value());
    EXPECT_EQ(good->files, 2u);
    EXPECT_TRUE(good->damaged.empty());
    auto path = directory_ / "evidence/" + hex_text(kept->hash).substr(0, 2) + "/" +
                hex_text(kept->hash) + ".7.original";
    auto bytes = *journal::read_whole_file(path);
    for (auto at : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
        auto changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        ASSERT_TRUE(journal::write_file_durably(path, changed));
        EXPECT_EQ(store_->verify()->damaged.size(), 1u) << at;
    }
    ASSERT_TRUE(journal::write_file_durably(path, bytes.substr(0, bytes.size() - 1)));
    EXPECT_EQ(store_->verify()->damaged.size(), 1u);
    std::filesystem::remove(path);
    EXPECT_EQ(store_->verify()->damaged.size(), 1u);
}

// A piece left out at its very boundary is noticed too: only the last says that it is the last.
TEST(SealedFile, NoticesAMissingPieceAndPiecesInAnotherOrder) {
    journal::TemporaryDirectory directory;
    auto key = new_file_key();
    constexpr std::size_t piece = 65'536, sealed = piece + 16;
    {
        auto writer = *SealedWriter::create(directory / "a", key);
        ASSERT_TRUE(writer->write(std::string(2 * piece, 'a')) && writer->finish());
        ASSERT_TRUE(writer->keep_as(directory / "b"));
    }
    auto bytes = *journal::read_whole_file(directory / "b");
    ASSERT_EQ(bytes.size(), 2 * sealed);
    auto opens = [&](const std::string& changed) {
        EXPECT_TRUE(journal::write_file_durably(directory / "c", changed));
        auto reader = SealedReader::open(directory / "c", key);
        return reader && whole(**reader).has_value();
    };
    EXPECT_TRUE(opens(bytes));
    EXPECT_FALSE(opens(bytes.substr(0, sealed)));
    EXPECT_FALSE(opens(bytes.substr(sealed) + bytes.substr(0, sealed)));
    EXPECT_FALSE(SealedReader::open(directory / "b", new_file_key()).value()->read(0, 1));
}

TEST_F(StoreTest, RemovesStraysButNotWhatTheJournalNames) {
    auto kept = keep(samples::jpeg(60, 40), SubjectId{7});
    auto lost = keep(samples::jpeg(61, 40), SubjectId{7});
    auto named = keep(samples::jpeg(62, 40), SubjectId{7});
    ASSERT_TRUE(kept && lost && named);
    store_.reset();
    {
        auto index = *sqlite::Database::open(directory_ / "evidence/index.db");
        ASSERT_TRUE(index.exec("DELETE FROM evidence WHERE width>60"));
    }
    auto folder = directory_ / "evidence/" + hex_text(kept->hash).substr(0, 2);
    std::ofstream(folder + "/" + hex_text(kept->hash) + ".7.public.part") << "half";
    std::ofstream(folder + "/notes.txt") << "an operator's own";
    journal::MemoryJournal journal(Realm{410'100'000});
    journal::Record record;
    record.realm = journal.realm();
    record.sequence = 1;
    record.type = "report.submitted";
    record.payload = "{\"attachments\":[\"" + hex_text(named->hash) + "\"]}";
    Sha256 hasher;
    record.hash = journal::leaf_hash(hasher, record);
    ASSERT_TRUE(journal.append({&record, 1}));
    open();
    EXPECT_EQ(files(), 11u);
    EXPECT_EQ(*store_->remove_strays(journal), 4u) << "three forms, and half a one";
    EXPECT_EQ(files(), 7u);
    EXPECT_EQ(read(*kept, Form::original), samples::jpeg(60, 40));
    EXPECT_EQ(*store_->remove_strays(journal), 0u);
}

}  // namespace
}  // namespace cs::evidence
