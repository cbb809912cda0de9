// Webhooks as an operator keeps them, and that none is lost when the server is killed.
#include <gtest/gtest.h>
#include <signal.h>

#include <charconv>
#include <set>

#include "cli/served_program_test.h"
#include "hooks/receiver_test.h"

using namespace cs::cli;

namespace {

std::string found(const Scratch& scratch) {
    found_realm(scratch, scratch / "data");
    return scratch / "data";
}

/// The journal's record that a text names behind `before`; 0 when it names none.
std::uint64_t record_behind(std::string_view text, std::string_view before) {
    std::uint64_t record = 0;
    if (auto at = text.find(before); at != std::string_view::npos)
        std::from_chars(text.data() + at + before.size(), text.data() + text.size(), record);
    return record;
}

TEST(WebhookCommand, SubscribesShowsAndRemoves) {
    Scratch scratch;
    auto data = " --data " + found(scratch);
    auto added = run_program("webhook add https://example.org/hook --type case.filed" + data);
    EXPECT_EQ(added.code, 0) << added.err;
    EXPECT_NE(added.out.find("whsec_"), std::string::npos);
    auto listed = run_program("webhook list" + data);
    EXPECT_NE(listed.out.find("https://example.org/hook"), std::string::npos) << listed.out;
    EXPECT_EQ(listed.out.find("whsec_"), std::string::npos);
    EXPECT_EQ(run_program("webhook add https://example.org/ --type case.filled" + data).code, 1);
    EXPECT_EQ(run_program("webhook add file:///etc/passwd" + data).code, 1);
    auto inside = run_program("webhook add http://10.1.2.3/hook" + data);
    EXPECT_EQ(inside.code, 1);
    EXPECT_NE(inside.err.find("plain HTTP is not sent to 10.1.2.3"), std::string::npos);
    auto listed_network = " --outbound-allow 10.0.0.0/8" + data;
    EXPECT_EQ(run_program("webhook add http://10.1.2.3/hook" + listed_network).code, 0);
    EXPECT_EQ(run_program("webhook dead 1" + data).code, 0);
    EXPECT_EQ(run_program("webhook resend 1" + data).code, 0);
    EXPECT_EQ(run_program("webhook remove 1" + data).code, 0);
    EXPECT_EQ(run_program("webhook remove 1" + data).code, 1);
}

// kill -9 again and again, while reports come in: whatever was answered is told in the end.
TEST(WebhookCommand, TellsOfEveryAnsweredReportThoughTheServerIsKilled) {
    const std::string to_loopback = "env CHENGSHU_OUTBOUND_ALLOW=127.0.0.0/8 ";
    Scratch scratch;
    auto data = found(scratch);
    cs::hooks::Receiver receiver([](const std::string&) { return 204; });
    auto added = run_program("webhook add " + receiver.url +
                             " --type report.submitted --outbound-allow 127.0.0.0/8 --data " + data);
    ASSERT_EQ(added.code, 0) << added.err;
    std::set<std::uint64_t> answered;
    for (int round = 0; round < 4; ++round) {
        ServedProgram server(scratch, data, to_loopback);
        for (int i = 0; i < 5 + 7 * round; ++i) {
            auto key = "a-key-of-sixteen-" + std::to_string(100 * round + i);
            auto head = ask(server.port(), report_request("路灯不亮", key)).head;
            if (auto record = record_behind(head, "Chengshu-Sequence: ")) answered.insert(record);
        }
        server.kill(SIGKILL);
    }
    ASSERT_EQ(answered.size(), 62u);
    ServedProgram server(scratch, data, to_loopback);
    std::set<std::uint64_t> told;
    for (std::size_t seen = 0; told.size() < answered.size();) {
        auto all = receiver.wait_for(seen + 1);
        if (all.size() == seen) break;
        for (; seen < all.size(); ++seen) told.insert(record_behind(all[seen], "\"sequence\":\""));
    }
    EXPECT_EQ(told, answered);
}

}  // namespace
