#include "auth/receipt.h"

#include <gtest/gtest.h>

namespace cs::auth {
namespace {

const Realm realm{410100000};
const Receipts receipts("a key", realm);

TEST(Receipt, LeadsToItsReportHoweverItIsTyped) {
    for (std::uint64_t n : {std::uint64_t{1}, std::uint64_t{42}, std::uint64_t{33}, max_counter}) {
        auto report = make_id<ReportId>(realm, n);
        auto code = receipts.code_for(report);
        EXPECT_EQ(receipts.report_of(code), report) << code;
        std::string typed;
        for (char c : code)
            if (c != '-') typed += static_cast<char>(std::tolower(c)), typed += ' ';
        EXPECT_EQ(receipts.report_of(typed), report) << typed;
    }
    auto code = receipts.code_for(make_id<ReportId>(realm, 33));
    EXPECT_TRUE(code.starts_with("11-")) << code;
    code.replace(0, 2, "lI");
    EXPECT_EQ(receipts.report_of(code), make_id<ReportId>(realm, 33));
}

TEST(Receipt, IsWorthNothingWhenAnyDigitDiffers) {
    auto code = receipts.code_for(make_id<ReportId>(realm, 42));
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == '-') continue;
        auto other = code;
        other[i] = other[i] == '7' ? '8' : '7';
        EXPECT_FALSE(receipts.report_of(other)) << other;
    }
    for (const char* text : {"", "1A", "-", "路灯", "00000-00000-00000-00000"})
        EXPECT_FALSE(receipts.report_of(text)) << text;
    EXPECT_FALSE(receipts.report_of(code + code + code));
}

TEST(Receipt, DependsOnTheKeyAndTheRealm) {
    auto code = receipts.code_for(make_id<ReportId>(realm, 42));
    EXPECT_FALSE(Receipts("another key", realm).report_of(code));
    EXPECT_FALSE(Receipts("a key", Realm{330100000}).report_of(code));
    EXPECT_EQ(code.size(), std::string("1A-XXXXX-XXXXX-XXXXX-XXXXX").size()) << "100 bits";
}

}  // namespace
}  // namespace cs::auth
