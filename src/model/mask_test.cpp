#include "model/mask.h"

#include <gtest/gtest.h>

using namespace cs;

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

TEST(Mask, HidesNamesContactsAndAddressesBehindTheirBeginning) {
    EXPECT_EQ(masked_name("张小明"), "张**");
    EXPECT_EQ(masked_name("欧阳修文"), "欧**");
    EXPECT_EQ(masked_name(""), "**");
    EXPECT_EQ(masked_contact("13812341234"), "138****1234");
    EXPECT_EQ(masked_contact("li.si@example.com"), "l***");
    EXPECT_EQ(masked_address("郑州市金水区花园路3号院2号楼"), "郑州市金水区***");
    EXPECT_EQ(masked_address("花园路"), "花园路");
}

TEST(Mask, HidesFreeTextsOfAnEventAndNothingElse) {
    auto shown = masked_payload(R"({"case_id":"410100000-42","reason":"电话13812341234"})");
    EXPECT_EQ(shown, R"({"case_id":"410100000-42","reason":"电话138****1234"})");
}
