// Every text of a view's row stands in the one table of field classes.
#include <gtest/gtest.h>

#include <algorithm>

#include "auth/field_class.h"
#include "base/json.h"
#include "views/results.h"

using namespace cs;

namespace {

template <class Row>
void expect_rows_for(std::string_view noun) {
    int texts = 0;
    boost::mp11::mp_for_each<json::detail::Members<Row>>([&](auto member) {
        using Type = std::remove_cvref_t<decltype(std::declval<Row>().*member.pointer)>;
        if (!std::is_same_v<Type, std::string> &&
            !std::is_same_v<Type, std::optional<std::string>>)
            return;
        ++texts;
        bool found = std::ranges::any_of(auth::all_fields(), [&](const auto& row) {
            return row.noun == noun && row.member == member.name;
        });
        EXPECT_TRUE(found) << "fields.def lacks " << noun << "." << member.name;
    });
    EXPECT_GT(texts, 0) << noun;
}

}  // namespace

TEST(FieldTable, HasEveryTextOfTheViewsRows) {
    expect_rows_for<views::CaseRow>("case");
    expect_rows_for<views::ReportRow>("report");
    expect_rows_for<views::TimelineEntry>("timeline");
    expect_rows_for<views::ImportedFrom>("imported");
}
