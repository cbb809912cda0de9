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

TEST(Mask, HidesNumbersWhateverStandsBetweenTheirDigits) {
    for (const char* text : {"138，1234，5678",
                             "138：1234：5678",
                             "138:1234:5678",
                             "138;1234；5678",
                             "138\u00A01234\u00A05678",
                             "138\u20091234\u20095678",
                             "138‐1234‑5678",
                             "138 − 1234 − 5678",
                             "138~1234~5678",
                             "138+1234+5678",
                             "138*1234*5678",
                             "138|1234|5678",
                             "138#1234#5678",
                             "138=1234=5678",
                             "138&1234&5678",
                             "138【1234】5678",
                             "138[1234]5678",
                             "138<1234>5678",
                             "138\"1234\"5678",
                             "138…1234…5678",
                             "138    1234----5678",
                             "138\u20601234\u20605678",
                             "138\u200E1234\u034F5678",
                             "138\U000E00201234\uFE0F5678",
                             "138\U0001F4DE1234\U0001F4DE5678"})
        EXPECT_EQ(masked("电话" + std::string(text) + "谢谢"), "电话138****5678谢谢") << text;
}

TEST(Mask, HidesNumbersInWhateverDigits) {
    for (const char* text :
         {"壹叁捌壹贰叁肆伍陆柒捌", "壹參捌壹貳參肆伍陸柒捌", "①③⑧①②③④⑤⑥⑦⑧", "⑴⑶⑻⑴⑵⑶⑷⑸⑹⑺⑻",
          "❶❸❽❶❷❸❹❺❻❼❽",
          "1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
          "𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "١٣٨١٢٣٤٥٦٧٨"})
        EXPECT_EQ(masked(text).find("138****5678"), 0U) << text;
}

TEST(Mask, TakesNoNumeralBeforeANumberForAPartOfIt) {
    for (const char* before : {"张三 ", "周一 ", "张三", "周一", "①", "① ", "一、"}) {
        EXPECT_EQ(masked(before + std::string("13812345678")), before + std::string("138****5678"));
        EXPECT_EQ(masked(before + std::string("138-1234-5678一直打不通")),
                  before + std::string("138****5678一直打不通"));
    }
}

TEST(Mask, LeavesDatesTimesSumsAndHotlinesAlone) {
    for (const char* text :
         {"2026-03-02停电", "2026/3/2，2026.03.02—2026.03.08", "2026-03-02 14:30:05", "2026—03—02",
          "8:30-17:30，周一至周五8：30—17：30", "2026-03-02T14:30:00+08:00", "赔偿1,234,567元",
          "￥12,345,678.00", "欠薪1234567.89 元，350000元", "拨打12345，8:30-17:30无人接听",
          "12345、12319都打了，12345一直打不通", "107国道、G107，豫A12345，邮编450000",
          "三室两厅，教室，十字路口，一百米", "一座100米高的塔，3座桥", "A3纸，KTV座席"})
        EXPECT_EQ(masked(text), text);
}

TEST(Mask, HidesTheNumberBesideADateATimeOrASum) {
    EXPECT_EQ(masked("2026-03-02 13812345678"), "2026-03-02 138****5678");
    EXPECT_EQ(masked("13812345678 2026-03-02 14:30"), "138****5678 2026-03-02 14:30");
    EXPECT_EQ(masked("13812345678，5元"), "138****5678，5元");
    EXPECT_EQ(masked("12345，13812345678"), "12345，138****5678");
    EXPECT_EQ(masked("13812345678，12号院"), "138****5678，*号院");
    EXPECT_EQ(masked("13812345678元，138:12:34:56:78"), "138****5678元，138****5678");
}

TEST(Mask, HidesMailAndMessengers) {
    EXPECT_EQ(masked("邮箱wang.xm@example.com，谢谢"), "邮箱w***，谢谢");
    EXPECT_EQ(masked("a@b.cn或c_d@e.com"), "a***或c***");
    EXPECT_EQ(masked("加微信wxm1990"), "加微信w***");
    EXPECT_EQ(masked("wang.xm＠example.com"), "w***");
    EXPECT_EQ(masked("找ａｂｃ＠ｑｑ．ｃｏｍ吧"), "找ａ***吧");
    EXPECT_EQ(masked("😀é@b.cn，1@qq.com 13812345678"), "😀é@b.cn，1*** 138****5678");
    EXPECT_EQ(masked("微信：ｗｘｉｄ１２３４５，ＱＱ１２３４５６"), "微信：ｗ***，ＱＱ１***");
    EXPECT_EQ(masked("Wechat wxm1990，ＶＸ:wxm1990"), "Wechat w***，ＶＸ:w***");
    EXPECT_EQ(masked("加V wxm1990，扣扣号123456"), "加V w***，扣扣号1***");
    EXPECT_EQ(masked("微信号：wxm-1990；QQ 123456"), "微信号：w***；QQ 1***");
    EXPECT_EQ(masked("微信群里说的"), "微信群里说的");
    EXPECT_EQ(masked("请 @ 他"), "请 @ 他");
}

TEST(Mask, HidesWhereSomebodyLives) {
    EXPECT_EQ(masked("花园路12号3单元501"), "花园路*号*单元*");
    EXPECT_EQ(masked("3号楼2单元1501，2026年"), "*号楼*单元*，2026年");
    EXPECT_EQ(masked("５栋1502室"), "*栋*室");
    EXPECT_EQ(masked("三单元五零一室，二单元五零一"), "*单元*室，*单元*");
    EXPECT_EQ(masked("十二号院，二十三号楼"), "*号院，*号楼");
    EXPECT_EQ(masked("A座1203，Ｂ栋1502室"), "*座*，*栋*室");
    EXPECT_EQ(masked("12-3-501，2－1－1501"), "*，*");
    EXPECT_EQ(masked("3#楼2单元"), "*#楼*单元");
    EXPECT_EQ(masked("138号1234号5678"), "*号*号*");
}

TEST(Mask, WhatStandsBehindANumberMakesItNoSum) {
    for (const char* text : {"请打138 12345678 万女士收", "电话0371-65666666元女士", "电话 65666666 元旦不打",
                             "手机号 139 12345678块", "手机138 1234 5678 万先生",
                             "QQ 1234 567890 加我", "微信 1381 234567"})
        EXPECT_NE(masked(text), text);
    EXPECT_EQ(masked("手机138 1234 5678 万先生"), "手机138****5678 万先生");
    EXPECT_EQ(masked("联系人： 张小明"), "联系人： 张**");
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
    EXPECT_EQ(masked("我叫欧阳建国，联系人：欧阳修"), "我叫欧***，联系人：欧**");
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
    EXPECT_EQ(masked_contact("欧阳建国 138*0000*1111, 王, 13700001111"), "138****1111 137****1111");
    EXPECT_EQ(masked_contact("13812345678*2"), "138****6782");
    EXPECT_EQ(masked_contact("wx:13*8abc / 13900001111"), "139****1111");
    EXPECT_EQ(masked_contact("张三 138 1234 5678 *李四*"), "138****5678");
    EXPECT_EQ(masked_contact("138*1"), "1***");
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
