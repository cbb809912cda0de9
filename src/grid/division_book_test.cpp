// Names and nesting of the code book.
#include "grid/division_book.h"

#include <gtest/gtest.h>

namespace cs {
namespace {

DivisionBook book() {
    DivisionBook out;
    for (auto [code, name] : {std::pair{"41", "河南省"}, {"4101", "郑州市"}, {"410102", "中原区"},
                              {"410102001", "林山寨街道"}, {"410103001", "淮河路街道"},
                              {"4102", "开封市"}})
        EXPECT_TRUE(out.add({*parse_division_code(code), name}));
    return out;
}

TEST(DivisionBook, FindsNamesPathsAndWhatLiesUnder) {
    const auto all = book();
    EXPECT_EQ(all.find(*parse_division_code("410102"))->name, "中原区");
    EXPECT_EQ(all.find(*parse_division_code("410103")), nullptr);
    EXPECT_EQ(all.path(*parse_division_code("410102001")), "河南省 郑州市 中原区 林山寨街道");
    const auto city = *parse_division_code("4101");
    EXPECT_EQ(all.under(city).size(), 4u);
    EXPECT_EQ(all.under(city, DivisionLevel::street).size(), 2u);
}

TEST(DivisionBook, RefusesASecondNameForACode) {
    auto all = book();
    EXPECT_TRUE(all.add({*parse_division_code("41"), "河南省"}));
    auto refused = all.add({*parse_division_code("41"), "河北省"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text(),
              "division 410000000000: this code is \"河南省\" already, not \"河北省\"");
}

}  // namespace
}  // namespace cs
