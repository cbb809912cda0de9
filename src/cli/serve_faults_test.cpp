// What those on the other side of HTTP may rely on when the served process is killed, and when its
// disk is full.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "cli/served_program_test.h"

using namespace cs;
using namespace cs::cli;

namespace {

struct Told {
    std::mutex mutex;
    std::vector<std::string> receipts;     ///< of reports that were answered
    std::vector<std::string> unanswered;  ///< keys of those that were not
};

// Reports one thing after another until the connection breaks.
void report_on(std::uint16_t port, int number, Told& told) {
    auto connection = bench::HttpConnection::open(port);
    if (!connection) return;
    for (int i = 0;; ++i) {
        auto key = "kill-test-key-" + std::to_string(number) + "-" + std::to_string(i);
        auto answer = ask(*connection, report_request("第" + std::to_string(i) + "处", key));
        std::lock_guard lock(told.mutex);
        if (answer.status == 201) {
            told.receipts.emplace_back(bench::text_member(answer.body, "receipt"));
            continue;
        }
        told.unanswered.push_back(key);
        return;
    }
}

std::size_t answered(Told& told) {
    std::lock_guard lock(told.mutex);
    return told.receipts.size();
}

std::uint64_t sequence_of(const Asked& asked) {
    return std::stoull("0" + std::string(bench::header_in(asked.head, "Chengshu-Sequence")));
}

TEST(ServedProcess, LosesNothingThatItAnsweredWhenItIsKilled) {
    Scratch scratch;
    auto data = scratch / "data";
    auto token = found_with_token(scratch, data);
    Told told;
    std::vector<std::uint64_t> heard;
    {
        ServedProgram served(scratch, data);
        std::jthread listener([&] {
            heard = events_of(served.port(), token, 0, UINT64_MAX);
        });
        {
            std::vector<std::jthread> reporters;
            for (int i = 0; i < 4; ++i)
                reporters.emplace_back([&, i] { report_on(served.port(), i, told); });
            while (answered(told) < 300) std::this_thread::sleep_for(std::chrono::milliseconds(5));
            served.kill(SIGKILL);
        }
    }
    ASSERT_GE(told.receipts.size(), 300U);
    ASSERT_FALSE(heard.empty()) << "the stream told nothing before the end";

    ServedProgram served(scratch, data);
    auto connection = *bench::HttpConnection::open(served.port());
    for (const auto& receipt : told.receipts)
        ASSERT_EQ(ask(connection, get_request("/api/v1/receipts/" + receipt)).status, 200)
            << receipt;
    // What was not answered is sent again: it acts once, whether it had acted or not.
    std::uint64_t newest = 0;
    std::set<std::string> sent_again;
    for (const auto& key : told.unanswered) {
        auto number = key.substr(key.rfind('-') + 1);
        auto again = ask(connection, report_request("第" + number + "处", key));
        auto once_more = ask(connection, report_request("第" + number + "处", key));
        EXPECT_EQ(again.status, 201) << again.body;
        EXPECT_EQ(bench::text_member(once_more.body, "report"),
                  bench::text_member(again.body, "report"));
        sent_again.emplace(bench::text_member(again.body, "receipt"));
        newest = std::max(newest, sequence_of(once_more));
    }
    for (const auto& receipt : told.receipts) EXPECT_FALSE(sent_again.contains(receipt));
    auto last = ask(connection, report_request("最后一处", "kill-test-key-last"));
    newest = std::max(newest, sequence_of(last));
    auto rest = events_of(served.port(), token, heard.back(), newest);
    heard.insert(heard.end(), rest.begin(), rest.end());
    ASSERT_GE(heard.back(), newest);
    for (std::size_t i = 1; i < heard.size(); ++i)
        ASSERT_EQ(heard[i], heard[i - 1] + 1) << "lost or told twice";
}

// Its own status and its own sentence for each way in which a client goes wrong.
TEST(ServedProcess, SaysWhatIsWrongWithARequest) {
    Scratch scratch;
    auto token = found_with_token(scratch, scratch / "data");
    ServedProgram served(scratch, scratch / "data");
    auto post = [](const std::string& path, const std::string& type, const std::string& bearer,
                    const std::string& body) {
        auto who = bearer.empty() ? "" : "Authorization: Bearer " + bearer + "\r\n";
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + who + "Content-Type: " + type +
               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    };
    auto expect = [&](const Asked& asked, int status, const std::string& sentence) {
        EXPECT_EQ(asked.status, status) << asked.body;
        EXPECT_NE(asked.body.find(sentence), std::string::npos) << asked.body;
    };
    const std::string reports = "/api/v1/reports", json = "application/json";
    auto sent = [&](const std::string& request) { return ask(served.port(), request); };
    expect(sent(post(reports, "text/csv", "", "a,b")), 415, "application/json");
    expect(sent(post(reports, json, "", "{\"title\":")), 400, "not valid JSON");
    expect(sent(get_request("/api/v1/nothing")), 404, "there is nothing at this address");
    expect(sent(post("/api/v1/cases", json, "", "{}")), 405, "this address takes GET");
    auto forged = "cst_" + std::string(64, '0');
    expect(sent(get_request("/api/v1/cases", "Authorization: Bearer " + forged + "\r\n")), 401,
           "the token is unknown or was revoked");
    expect(sent(get_request("/api/v1/cases")), 401, "sign in first");
    expect(sent(post(reports, json, token, "{\"title\":\"x\"}")), 403,
           "the token is not made for this: it lacks report");
    // A clock that runs ahead.
    auto ahead = R"({"title":"x","text":"y","reported_at":"2100-01-01T00:00:00Z"})";
    auto issued = run_program("account token robot --label late --scope report --scope manage "
                              "--json --data " + scratch / "data");
    auto reporter = std::string(bench::text_member(issued.out, "token"));
    auto granted = sent(post("/api/v1/people/410100000-3/grants", json, reporter,
                             R"({"grant":{"role":"agent","division":"410100000000"}})"));
    EXPECT_EQ(granted.status, 200) << granted.body;
    expect(sent(post(reports, json, reporter, ahead)), 422, "the report comes from the future");
    auto revoked = run_program("account token robot --revoke 1 --data " + scratch / "data");
    EXPECT_EQ(revoked.code, 0) << revoked.err;
    expect(sent(get_request("/api/v1/cases", "Authorization: Bearer " + token + "\r\n")), 401,
           "the token is unknown or was revoked");
}

TEST(ServedProcess, SaysThatABodyIsCutOff) {
    Scratch scratch;
    found_with_token(scratch, scratch / "data");
    ServedProgram served(scratch, scratch / "data");
    auto connection = *bench::HttpConnection::open(served.port());
    auto whole = report_request("一处", "cut-off-key-000001");
    ASSERT_TRUE(connection.send(whole.substr(0, whole.size() - 5)));
    shutdown(connection.descriptor(), SHUT_WR);
    auto answer = ask(connection, "");
    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.body.find("the body ended before its announced length"), std::string::npos)
        << answer.body;
}

// A small disk in a namespace of the server's own; it is filled and emptied from outside.
class FullDisk : public testing::Test {
protected:
    void SetUp() override {
        if (std::system("unshare -m true 2>/dev/null") != 0)
            GTEST_SKIP() << "mounting needs root";
        token_ = found_with_token(scratch_, scratch_ / "data");
        std::filesystem::create_directory(disk_);
        served_ = std::make_unique<ServedProgram>(
            scratch_, disk_,
            "unshare -m sh -c 'mount -t tmpfs -o size=48m tmpfs " + disk_ + " && cp -a " +
                scratch_ / "data" + "/. " + disk_ + " && exec \"$@\"' - ");
    }
    std::string filler() const {
        return "/proc/" + std::to_string(served_->process()) + "/root" + disk_ + "/filler";
    }
    void fill() const {
        std::ofstream file(filler(), std::ios::binary);
        std::string block(64 * 1024, 'x');
        while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
    }
    Asked report() {
        return ask(served_->port(), report_request("又一处", "full-disk-test-key-" +
                                                              std::to_string(++number_)));
    }
    Asked read(const std::string& path) {
        return ask(served_->port(),
                   get_request(path, "Authorization: Bearer " + token_ + "\r\n"));
    }
    // The status that reports are answered with, once it is this one; a few may still fit.
    int status_once(int wanted) {
        int status = 0;
        for (int i = 0; i < 2'000 && status != wanted; ++i) {
            status = report().status;
            if (wanted == 201) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return status;
    }

    Scratch scratch_;
    std::string disk_ = scratch_ / "disk";
    std::string token_;
    std::unique_ptr<ServedProgram> served_;
    int number_ = 0;
};

TEST_F(FullDisk, RefusesWritesReadsOnAndRecovers) {
    auto first = report();
    ASSERT_EQ(first.status, 201) << first.body;
    auto receipt = std::string(bench::text_member(first.body, "receipt"));
    fill();
    ASSERT_EQ(status_once(507), 507);
    auto refused = report();
    EXPECT_EQ(bench::text_member(refused.body, "code"), "storage_full") << refused.body;
    EXPECT_EQ(bench::text_member(refused.body, "title"),
              "the journal cannot be written; reading goes on");
    EXPECT_EQ(read("/api/v1/receipts/" + receipt).status, 200);
    auto waiting = read("/api/v1/reports?limit=1");
    EXPECT_EQ(waiting.status, 200) << waiting.body;
    EXPECT_EQ(read("/healthz").status, 200);
    auto ready = read("/readyz");
    EXPECT_EQ(ready.status, 503);
    EXPECT_NE(ready.body.find("the journal cannot be written"), std::string::npos) << ready.body;

    std::filesystem::remove(filler());
    ASSERT_EQ(status_once(201), 201);
    EXPECT_EQ(read("/readyz").status, 200);
    auto after = report();
    ASSERT_EQ(after.status, 201);
    // The views, too, go on: they show what was written since.
    auto asks = get_request("/api/v1/receipts/" +
                                std::string(bench::text_member(after.body, "receipt")),
                            "Chengshu-After: " + std::to_string(sequence_of(after)) + "\r\n");
    auto shown = ask(served_->port(), asks);
    // They look again a second after an error; on a slow day that is longer than one waits.
    for (int i = 0; i < 10 && shown.status != 200; ++i) shown = ask(served_->port(), asks);
    EXPECT_EQ(shown.status, 200) << shown.body;
}

}  // namespace
