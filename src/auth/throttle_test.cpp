#include "auth/throttle.h"

#include <gtest/gtest.h>

namespace cs::auth {
namespace {

const Instant start = *parse_instant("2026-02-13 16:00");

TEST(Throttle, DoublesTheWaitAfterTheFreeAttemptsUpToItsLongest) {
    Throttle throttle({.free_attempts = 3, .longest_delay = Duration::seconds(10)});
    std::vector<std::int64_t> waits;
    for (int i = 0; i < 8; ++i) {
        throttle.begin("li", start);
        waits.push_back(throttle.wait("li", start).us / 1'000'000);
    }
    EXPECT_EQ(waits, (std::vector<std::int64_t>{0, 0, 1, 2, 4, 8, 10, 10}));
    EXPECT_EQ(throttle.wait("li", start + Duration::seconds(4)), Duration::seconds(6));
    EXPECT_EQ(throttle.wait("li", start + Duration::seconds(10)), Duration{});
}

TEST(Throttle, ForgetsAfterAQuietTime) {
    Throttle throttle({.free_attempts = 1});
    for (int i = 0; i < 20; ++i) throttle.begin("li", start);
    EXPECT_EQ(throttle.wait("li", start), Duration::minutes(15));
    EXPECT_EQ(throttle.wait("li", start + Duration::hours(1)), Duration{});
    throttle.begin("li", start + Duration::hours(1));
    EXPECT_EQ(throttle.wait("li", start + Duration::hours(1)), Duration::seconds(1));
}

TEST(Throttle, ClearsTakesBackAndKeepsNamesApart) {
    Throttle throttle({.free_attempts = 2});
    throttle.begin("li", start);
    throttle.begin("li", start);
    EXPECT_GT(throttle.wait("li", start), Duration{});
    EXPECT_EQ(throttle.wait("wang", start), Duration{});
    throttle.take_back("li");
    EXPECT_EQ(throttle.wait("li", start), Duration{});
    throttle.begin("li", start);
    throttle.clear("li");
    EXPECT_EQ(throttle.wait("li", start), Duration{});
}

TEST(Throttle, AFloodOfNamesFreesNobody) {
    Throttle throttle({.free_attempts = 1, .slots = 64});
    throttle.begin("li", start);
    for (int i = 0; i < 10'000; ++i) throttle.begin("n" + std::to_string(i), start);
    EXPECT_GT(throttle.wait("li", start), Duration{});
}

TEST(Throttle, OneSubscriberIsOneAddress) {
    EXPECT_EQ(address_group("10.1.2.3"), "10.1.2.3");
    EXPECT_EQ(address_group("::ffff:10.1.2.3"), "10.1.2.3");
    EXPECT_EQ(address_group("2001:db8:1:2:3::4"), address_group("2001:db8:1:2:ffff::1"));
    EXPECT_NE(address_group("2001:db8:1:2::1"), address_group("2001:db8:1:3::1"));
    EXPECT_EQ(address_group("not an address"), "not an address");
}

}  // namespace
}  // namespace cs::auth
