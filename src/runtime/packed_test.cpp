#include "runtime/packed.h"

#include <gtest/gtest.h>

namespace cs::runtime {

TEST(Packed, ComesBackAndIsSmaller) {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "{\"kind\":\"sign\",\"phase\":\"met\",\"order\":1}";
    std::string packed;
    pack(packed, text);
    EXPECT_LT(packed.size(), text.size() / 4);
    EXPECT_EQ(*unpack(packed), text);
    pack(packed, "");
    EXPECT_EQ(*unpack(packed), "");
}

TEST(Packed, DamagedIsRefused) {
    std::string packed;
    pack(packed, std::string(3000, 'x') + "end");
    EXPECT_FALSE(unpack(packed.substr(0, packed.size() / 2)));
    EXPECT_FALSE(unpack("not packed"));
    EXPECT_FALSE(unpack(""));
}

}  // namespace cs::runtime
