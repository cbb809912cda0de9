#include "sim/keyword_adviser.h"

#include <gtest/gtest.h>

#include <fstream>

#include "journal/temporary_directory.h"
#include "model/catalogue.h"

namespace cs::sim {
namespace {

Duty duty(const std::string& matter, const std::string& name, const std::string& condition) {
    Duty out;
    out.matter = matter;
    out.name = name;
    out.filing_condition = condition;
    return out;
}

class KeywordAdviserTest : public testing::Test {
protected:
    Result<KeywordAdviser> open(const std::string& rows, std::vector<Duty> catalogue) {
        std::ofstream(path_) << "keyword,matter,weight\n" << rows;
        return KeywordAdviser::open(path_, catalogue);
    }

    journal::TemporaryDirectory directory_;
    std::string path_ = directory_ / "keywords.csv";
};

TEST_F(KeywordAdviserTest, TheBestSumWinsAndTheTitleCountsDouble) {
    auto adviser = *open("井盖,A,5\n路灯,B,6\n", {duty("A", "井盖", ""), duty("B", "路灯", "")});
    EXPECT_EQ(adviser.advise("", "井盖旁的路灯不亮").suggestion, "B");
    EXPECT_EQ(adviser.advise("井盖", "路灯旁").suggestion, "A");
    auto sure = adviser.advise("井盖", "井盖破了");
    EXPECT_EQ(sure.confidence_percent, 100);
}

TEST_F(KeywordAdviserTest, NothingFoundIsOtherWithoutConfidence) {
    auto adviser = *open("井盖,A,5\n", {duty("A", "井盖", "")});
    auto advice = adviser.advise("咨询", "办证要什么材料");
    EXPECT_EQ(advice.suggestion, other_matter);
    EXPECT_EQ(advice.confidence_percent, 0);
}

TEST_F(KeywordAdviserTest, AMatterTheTableDoesNotKnowTakesItsWordsFromWhatItSays) {
    // A filing standard of another city: other codes, other names, the same world.
    auto adviser =
        *open("窨井盖,A,7\n噪音,B,6\n垃圾,C,6\n",
              {duty("X1", "窨井盖缺失", "缺失、破损"), duty("X2", "施工扰民", "夜间噪音超标"),
               duty("X3", "暴露生活垃圾", "堆放")});
    EXPECT_EQ(adviser.advise("", "门口的窨井盖翘起来了").suggestion, "X1");
    EXPECT_EQ(adviser.advise("", "半夜噪音太大").suggestion, "X2");
    EXPECT_EQ(adviser.advise("", "垃圾没人清").suggestion, "X3");
    // A word of its name weighs more than one of its conditions.
    EXPECT_EQ(adviser.advise("", "垃圾车的噪音").suggestion, "X3");
}

TEST_F(KeywordAdviserTest, ABadRowIsNamedByItsLine) {
    auto refused = open("井盖,A,5\n路灯,B,10\n", {duty("A", "井盖", "")});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().where.find("line 3"), std::string::npos);
}

}  // namespace
}  // namespace cs::sim
