// The outbox and its sender against receivers on loopback that answer as they are told.
#include <gtest/gtest.h>

#include <thread>

#include "hooks/receiver_test.h"
#include "hooks/sender.h"
#include "journal/temporary_directory.h"

namespace cs::hooks {
namespace {

const Instant noon{1'772'400'000'000'000};

std::string header(const std::string& request, const std::string& name) {
    auto at = request.find(name + ": ");
    if (at == std::string::npos) return {};
    at += name.size() + 2;
    return request.substr(at, request.find("\r\n", at) - at);
}
std::string body(const std::string& request) {
    return request.substr(request.find("\r\n\r\n") + 4);
}

class HooksTest : public ::testing::Test {
protected:
    HooksTest() { open(); }
    void open(Patience patience = {{Duration{1'000}, Duration{1'000}}}) {
        outbox_.reset();
        outbox_ = *Outbox::open(path(), std::move(patience));
        outbox_->set_addresses(*fetch::AddressPolicy::parse("127.0.0.0/8"));
    }
    std::string path() const { return directory_ / "webhooks.db"; }
    Subscribed subscribe(const std::string& url) {
        return *outbox_->add({url, {}, DivisionCode{410'100'000'000}, {}}, 100, noon);
    }
    void add(std::uint64_t subscription, std::uint64_t sequence, const std::string& key) {
        NewDelivery one{subscription, sequence, key, "case.filed", "{\"n\":" + std::to_string(sequence) + "}"};
        ASSERT_TRUE(outbox_->add({&one, 1}, {&subscription, 1}, sequence, noon));
    }
    std::unique_ptr<Sender> send() {
        fetch::Rules rules;
        rules.addresses = *fetch::AddressPolicy::parse("127.0.0.0/8");
        rules.timeout = std::chrono::seconds(2);
        auto started = std::chrono::steady_clock::now();
        return std::make_unique<Sender>(*outbox_, rules, [started] {
            auto passed = std::chrono::steady_clock::now() - started;
            return noon + Duration{std::chrono::duration_cast<std::chrono::microseconds>(passed).count()};
        });
    }
    void wait_until(const std::function<bool()>& holds) {
        for (int i = 0; i < 2'000 && !holds(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        EXPECT_TRUE(holds());
    }
    Subscription only() { return outbox_->list()->front(); }

    journal::TemporaryDirectory directory_;
    std::unique_ptr<Outbox> outbox_;
};

// The example of the Standard Webhooks specification.
TEST(Signature, IsThatOfTheStandard) {
    auto made = signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                          1'614'265'330, R"({"test": 2432232314})");
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(*made, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    EXPECT_FALSE(signature("secret", "a", 1, "b"));
}

TEST_F(HooksTest, DeliversSignedEventsInTheOrderOfACase) {
    Receiver receiver([](const std::string&) { return 204; });
    auto made = subscribe(receiver.url);
    for (std::uint64_t i = 101; i <= 160; ++i) add(made.id, i, "case-" + std::to_string(i % 3));
    auto sender = send();
    auto got = receiver.wait_for(60);
    ASSERT_EQ(got.size(), 60u);
    std::map<int, int> last;
    for (const auto& request : got) {
        int number = std::stoi(body(request).substr(5));
        EXPECT_LT(last[number % 3], number);
        last[number % 3] = number;
    }
    const auto& one = got.front();
    EXPECT_EQ(header(one, "Content-Type"), "application/cloudevents+json; charset=utf-8");
    EXPECT_EQ(header(one, "webhook-signature"),
              *signature(made.secret, header(one, "webhook-id"),
                         std::stoll(header(one, "webhook-timestamp")), body(one)));
    wait_until([&] { return only().delivered == 60; });
    EXPECT_EQ(only().waiting, 0u);
}

// The one that fails holds up its case, and no other.
TEST_F(HooksTest, TriesAgainAndKeepsTheOrder) {
    std::atomic<int> failures = 2;
    Receiver receiver([&](const std::string& request) {
        bool fails = body(request) == "{\"n\":101}" && failures-- > 0;
        return fails ? 503 : 200;
    });
    auto made = subscribe(receiver.url);
    add(made.id, 101, "case-1");
    add(made.id, 102, "case-1");
    add(made.id, 103, "case-2");
    auto sender = send();
    auto got = receiver.wait_for(3);
    ASSERT_EQ(got.size(), 3u);
    std::size_t first = 9, second = 9;
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (body(got[i]) == "{\"n\":101}") first = i;
        if (body(got[i]) == "{\"n\":102}") second = i;
    }
    EXPECT_LT(first, second);
}

TEST_F(HooksTest, GivesUpVisiblyAndSendsAgainWhenTold) {
    std::atomic<bool> is_ill = true;
    Receiver receiver([&](const std::string&) { return is_ill ? 500 : 200; });
    auto made = subscribe(receiver.url);
    add(made.id, 101, "case-1");
    add(made.id, 102, "case-1");
    auto sender = send();
    wait_until([&] { return only().dead == 2; });
    EXPECT_EQ(only().problem, "answered 500");
    auto dead = *outbox_->dead(made.id, 0, 10);
    ASSERT_EQ(dead.size(), 2u);
    EXPECT_EQ(dead[0].attempts, 3);
    EXPECT_EQ(dead[0].problem, "answered 500");
    is_ill = false;
    EXPECT_EQ(*outbox_->resend(made.id, std::vector{dead[1].id}, noon), 1u);
    receiver.wait_for(1);
    EXPECT_EQ(*outbox_->resend(made.id, {}, noon), 1u);
    EXPECT_EQ(receiver.wait_for(2).size(), 2u);
    wait_until([&] { return only().dead == 0 && !only().problem; });
}

TEST_F(HooksTest, LosesNothingWhenItIsCutOffAndDoesNotTellTwiceOfOneRecord) {
    auto made = subscribe("http://127.0.0.1:9/");
    add(made.id, 101, "a");
    add(made.id, 101, "a");
    open();
    EXPECT_EQ(only().fed_to, 101u);
    EXPECT_EQ(only().waiting, 1u);
    ASSERT_TRUE(*outbox_->remove(made.id));
    add(made.id, 102, "a");
    EXPECT_TRUE(outbox_->due(noon, 10)->empty());
    EXPECT_EQ(outbox_->backlog().waiting, 0u);
}

// Nine that never answer want more places than there are, for longer than anybody waits here.
TEST_F(HooksTest, HearsTheOneThatAnswersThoughManyDoNot) {
    open({{Duration::hours(1)}});
    int silent = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(silent, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(silent, 128);
    socklen_t size = sizeof address;
    ::getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size);
    auto nobody = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
    for (int i = 0; i < 9; ++i) {
        auto id = subscribe(nobody).id;
        std::vector<NewDelivery> many;
        for (std::uint64_t n = 1; n <= 100; ++n)
            many.push_back({id, 100 + n, "case-" + std::to_string(n), "case.filed", "{}"});
        ASSERT_TRUE(outbox_->add(many, {&id, 1}, 200, noon));
    }
    Receiver receiver([](const std::string&) { return 200; });
    auto alive = subscribe(receiver.url).id;
    for (std::uint64_t n = 1; n <= 20; ++n) add(alive, 100 + n, "case-1");
    auto sender = send();
    EXPECT_EQ(receiver.wait_for(20).size(), 20u);
    ::close(silent);
}

TEST_F(HooksTest, DoesNotConnectToPrivateAddresses) {
    std::atomic<int> asked = 0;
    Receiver receiver([&](const std::string&) { return ++asked, 200; });
    auto made = subscribe(receiver.url);
    add(made.id, 101, "a");
    Sender sender(*outbox_, fetch::Rules{}, [] { return noon; });
    wait_until([&] { return only().problem.has_value(); });
    EXPECT_EQ(only().problem, "plain HTTP is not sent to 127.0.0.1");
    EXPECT_EQ(asked, 0);
    // From now on nobody subscribes to what this sender never connects to.
    EXPECT_FALSE(outbox_->add({receiver.url, {}, DivisionCode{410'100'000'000}, {}}, 0, noon));
}

TEST_F(HooksTest, RefusesSubscriptionsThatCannotBeServed) {
    DivisionCode city{410'100'000'000};
    EXPECT_FALSE(outbox_->add({"ftp://example.org/", {}, city, {}}, 0, noon));
    EXPECT_FALSE(outbox_->add({"https://u:p@example.org/", {}, city, {}}, 0, noon));
    EXPECT_FALSE(outbox_->add({"https://example.org/", {"case.filled"}, city, {}}, 0, noon));
    EXPECT_FALSE(outbox_->add({"https://10.0.0.1/", {}, city, {}}, 0, noon));
    EXPECT_TRUE(outbox_->add({"https://example.org/", {"case.filed"}, city, {}}, 0, noon));
    for (int i = 1; i < 200; ++i) subscribe("https://example.org/");
    EXPECT_FALSE(outbox_->add({"https://example.org/", {}, city, {}}, 0, noon));
}

}  // namespace
}  // namespace cs::hooks
