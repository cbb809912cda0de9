#include "base/networks.h"

#include <gtest/gtest.h>

namespace cs {
namespace {

bool holds(std::string_view list, std::string_view address) {
    return Networks::parse(list)->hold(*parse_ip_address(address));
}

TEST(Networks, HoldWhatIsWithinThem) {
    EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
    EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
    EXPECT_TRUE(holds("192.168.4.0/22", "192.168.7.255"));
    EXPECT_FALSE(holds("192.168.4.0/22", "192.168.8.0"));
    EXPECT_TRUE(holds("fd00::/8, 127.0.0.1", "fdff::1"));
    EXPECT_TRUE(holds("fd00::/8, 127.0.0.1", "127.0.0.1"));
    EXPECT_FALSE(holds("fd00::/8, 127.0.0.1", "127.0.0.2"));
    EXPECT_TRUE(holds("0.0.0.0/0", "203.0.113.9"));
    EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
    EXPECT_FALSE(holds("", "127.0.0.1"));
    EXPECT_TRUE(Networks::parse(" , ")->empty());
}

TEST(Networks, AnAddressOfFourIsTheSameInSixteen) {
    EXPECT_EQ(*parse_ip_address("::ffff:10.1.2.3"), *parse_ip_address("10.1.2.3"));
    EXPECT_EQ(text_of(*parse_ip_address("::ffff:10.1.2.3")), "10.1.2.3");
    EXPECT_EQ(text_of(*parse_ip_address("FD00:0::1")), "fd00::1");
}

TEST(Networks, RefuseWhatIsNone) {
    for (const char* wrong : {"localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "fd00::/129",
                              "10.0.0/8", "10.0.0.0/8x", "999.1.1.1"})
        EXPECT_FALSE(Networks::parse(wrong)) << wrong;
}

}  // namespace
}  // namespace cs
