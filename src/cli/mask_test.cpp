#include "cli/mask.h"

#include <gtest/gtest.h>

using cs::cli::masked;

TEST(Mask, HidesTelephoneAndIdentityNumbers) {
    EXPECT_EQ(masked("电话13812341234，请回"), "电话138****1234，请回");
    EXPECT_EQ(masked("0371-67181234"), "0371-671****1234");
    EXPECT_EQ(masked("410102199001011234"), "410****1234");
}

TEST(Mask, LeavesShortNumbersAndOtherTextAlone) {
    EXPECT_EQ(masked("3号楼2单元1501，2026年"), "3号楼2单元1501，2026年");
    EXPECT_EQ(masked(""), "");
}

TEST(Mask, HidesANameThatIsIntroduced) {
    EXPECT_EQ(masked("你好，我叫张小明，住在这里"), "你好，我叫张**，住在这里");
    EXPECT_EQ(masked("联系人：李四"), "联系人：李*");
    EXPECT_EQ(masked("我叫"), "我叫");
}
