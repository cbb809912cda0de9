#include "model/mask.h"

#include <gtest/gtest.h>

using namespace cs;

TEST(Mask, HidesTelephoneAndIdentityNumbers) {
    EXPECT_EQ(masked("电话13812341234，请回"), "电话138****1234，请回");
    EXPECT_EQ(masked("0371-67181234"), "037****1234");
    EXPECT_EQ(masked("410102199001011234"), "410****1234");
    EXPECT_EQ(masked("固话67181234"), "固话671****");
}

TEST(Mask, HidesNumbersHoweverTheyAreWritten) {
    for (const char* text : {"138-0013-8000", "138 0013 8000", "138.0013.8000",
                             "１３８００１３８０００", "138－0013－8000", "138 - 00138000",
                             "１３８-0013·8000", "138,0013,8000", "138/0013/8000", "138(0013)8000",
                             "138_0013_8000", "138、0013、8000", "138\n0013\r\n8000",
                             "13\u200B80013\uFEFF8000", "一三八〇〇幺三八零零零", "①38零013八000"})
        EXPECT_EQ(masked(text), "138****8000") << text;
    EXPECT_EQ(masked("备用１３９００１３９０００，急"), "备用139****9000，急");
}

TEST(Mask, HidesMailAndMessengers) {
    EXPECT_EQ(masked("邮箱wang.xm@example.com，谢谢"), "邮箱w***，谢谢");
    EXPECT_EQ(masked("a@b.cn或c_d@e.com"), "a***或c***");
    EXPECT_EQ(masked("加微信wxm1990"), "加微信w***");
    EXPECT_EQ(masked("wang.xm＠example.com"), "w***");
    EXPECT_EQ(masked("加V wxm1990，扣扣号123456"), "加V w***，扣扣号1***");
    EXPECT_EQ(masked("微信号：wxm-1990；QQ 123456"), "微信号：w***；QQ 1***");
    EXPECT_EQ(masked("微信群里说的"), "微信群里说的");
    EXPECT_EQ(masked("请 @ 他"), "请 @ 他");
}

TEST(Mask, HidesWhereSomebodyLives) {
    EXPECT_EQ(masked("花园路12号3单元501"), "花园路*号*单元*");
    EXPECT_EQ(masked("3号楼2单元1501，2026年"), "*号楼*单元*，2026年");
    EXPECT_EQ(masked("５栋1502室"), "*栋*室");
}

TEST(Mask, LeavesShortNumbersAndOtherTextAlone) {
    EXPECT_EQ(masked("路灯坏了3天，共12盏，2026年"), "路灯坏了3天，共12盏，2026年");
    EXPECT_EQ(masked("1. 路灯 2. 井盖"), "1. 路灯 2. 井盖");
    EXPECT_EQ(masked("一、二楼都漏水，三号线旁"), "一、二楼都漏水，三号线旁");
    EXPECT_EQ(masked(""), "");
}

TEST(Mask, HidesANameThatIsIntroduced) {
    EXPECT_EQ(masked("你好，我叫张小明，住在这里"), "你好，我叫张**，住在这里");
    EXPECT_EQ(masked("联系人：李四"), "联系人：李*");
    EXPECT_EQ(masked("姓名 张伟"), "姓名 张*");
    EXPECT_EQ(masked("我叫"), "我叫");
}

TEST(Mask, HidesNamesContactsAndAddressesBehindTheirBeginning) {
    EXPECT_EQ(masked_name("张小明"), "张**");
    EXPECT_EQ(masked_name("欧阳修文"), "欧**");
    EXPECT_EQ(masked_name(""), "**");
    EXPECT_EQ(masked_contact("13812341234"), "138****1234");
    EXPECT_EQ(masked_contact("li.si@example.com"), "l***");
    EXPECT_EQ(masked_contact("王小明 13812345678"), "138****5678");
    EXPECT_EQ(masked_contact("王 小明 138-1234-5678 wang1985@example.com"), "138****5678");
    EXPECT_EQ(masked_contact("家 0371-12345678，手机 13812345678"),
              masked("0371-12345678") + " 138****5678");
    EXPECT_EQ(masked_address("文化路12号院"), "文化***");
    EXPECT_EQ(masked_address("郑州市金水区花园路3号院2号楼"), "郑州市金水区***");
    EXPECT_EQ(masked_address("郑州市金水区"), "郑州***");
    EXPECT_EQ(masked_address("郑州市金水区花"), "郑州市金水区***");
    EXPECT_EQ(masked_address("花园路"), "花***");
    EXPECT_EQ(masked_address("3号院"), "****");
    EXPECT_EQ(masked_address("东"), "***");
    EXPECT_EQ(masked_address(""), "");
}

TEST(Mask, HidesFreeTextsOfAnEventAndNothingElse) {
    auto shown = masked_payload(R"({"case_id":"410100000-42","reason":"电话13812341234"})");
    EXPECT_EQ(shown, R"({"case_id":"410100000-42","reason":"电话138****1234"})");
}

TEST(Mask, TakesFreeTextsOutOfAnEventAndNothingElse) {
    auto left = wordless_payload(
        R"({"case_id":"410100000-42","reason":"停水","clock":{"remark":"打不通","total":5}})");
    EXPECT_EQ(left, R"({"case_id":"410100000-42","clock":{"total":5}})");
}
