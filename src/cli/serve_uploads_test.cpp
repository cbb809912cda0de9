// Uploads of a process that is killed: what was kept and named stays, what came between the files
// and their row in the index is removed at the next start.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "base/bytes.h"
#include "cli/served_program_test.h"
#include "evidence/samples.h"
#include "journal/sqlite.h"

using namespace cs;
using namespace cs::cli;

namespace {

namespace fs = std::filesystem;

std::string upload_request(const std::string& photo) {
    return "POST /api/v1/evidence HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n"
           "Content-Length: " + std::to_string(photo.size()) + "\r\n\r\n" + photo;
}

std::string naming_request(const std::string& hash, const std::string& upload) {
    auto body = R"({"title":"坑","text":"路面有坑","division":"410100000000","attachments":[")" +
                hash + R"("],"upload":")" + upload + "\"}";
    return "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class KilledUpload : public testing::Test {
protected:
    KilledUpload() { found_realm(scratch_, data_); }
    std::size_t files_of(const std::string& photo) const {
        std::size_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator(data_ + "/evidence"))
            count += entry.path().filename().string().starts_with(hex_text(sha256(photo)));
        return count;
    }
    template <class Done>
    static bool comes_true(Done done) {
        for (int i = 0; i < 1'000 && !done(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return done();
    }

    Scratch scratch_;
    std::string data_ = scratch_ / "data";
};

TEST_F(KilledUpload, LeavesNoFileThatNothingNames) {
    auto named = evidence::samples::jpeg(64, 48), lost = evidence::samples::jpeg(80, 60);
    {
        ServedProgram served(scratch_, data_);
        auto sent = ask(served.port(), upload_request(named));
        ASSERT_EQ(sent.status, 201) << sent.body;
        auto report = naming_request(std::string(bench::text_member(sent.body, "hash")),
                                     std::string(bench::text_member(sent.body, "upload")));
        ASSERT_EQ(ask(served.port(), report).status, 201);
        // Nobody writes the index while this transaction is open: the kill comes between the
        // files of the second photo and its row.
        auto index = *sqlite::Database::open(data_ + "/evidence/index.db");
        auto transaction = *sqlite::Transaction::begin(index);
        std::jthread sender([&] { ask(served.port(), upload_request(lost)); });
        EXPECT_TRUE(comes_true([&] { return files_of(lost) == 3; }));
        served.kill(SIGKILL);
    }
    ASSERT_EQ(files_of(lost), 3u);
    ASSERT_EQ(files_of(named), 3u);
    ServedProgram served(scratch_, data_);
    EXPECT_TRUE(comes_true([&] { return files_of(lost) == 0; }));
    EXPECT_EQ(files_of(named), 3u);
    auto again = ask(served.port(), upload_request(lost));
    EXPECT_EQ(again.status, 201) << again.body;
    served.kill(SIGTERM);
    auto verified = run_program("evidence verify --data " + data_);
    EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
}

}  // namespace
