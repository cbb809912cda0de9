#include "views/statement_cache.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace cs::views {
namespace {

sqlite::Database database() {
    auto out = sqlite::Database::open(":memory:");
    EXPECT_TRUE(out && out->exec("CREATE TABLE t(a); INSERT INTO t VALUES (1), (2)"));
    return std::move(*out);
}

constexpr std::string_view all = "SELECT a FROM t ORDER BY a";

TEST(StatementCache, LendsWhatWasPreparedBeforeFromItsBeginning) {
    auto db = database();
    StatementCache cache;
    const sqlite::Statement* address = nullptr;
    {
        auto loan = *cache.lend(db, all);
        ASSERT_TRUE(*loan->step());
        EXPECT_EQ(loan->column_int(0), 1);
        address = &*loan;
    }
    // Given back in the middle of its rows, it keeps no table from being dropped.
    EXPECT_TRUE(db.exec("CREATE TABLE u(a); DROP TABLE u"));
    auto again = *cache.lend(db, all);
    EXPECT_EQ(&*again, address);
    ASSERT_TRUE(*again->step());
    EXPECT_EQ(again->column_int(0), 1);
}

TEST(StatementCache, PreparesASecondOneWhileTheFirstIsLent) {
    auto db = database();
    StatementCache cache;
    auto outer = *cache.lend(db, all);
    ASSERT_TRUE(*outer->step());
    auto inner = *cache.lend(db, all);
    ASSERT_TRUE(*inner->step());
    ASSERT_TRUE(*outer->step());
    EXPECT_EQ(outer->column_int(0), 2);
    EXPECT_EQ(inner->column_int(0), 1);
}

TEST(StatementCache, KeepsABoundedNumber) {
    auto db = database();
    StatementCache cache;
    auto prepare_many = [&] {
        for (std::size_t i = 0; i < 3 * StatementCache::most_kept; ++i) {
            auto loan = *cache.lend(db, "SELECT " + std::to_string(i));
            ASSERT_TRUE(*loan->step());
            EXPECT_EQ(loan->column_int(0), static_cast<std::int64_t>(i));
        }
    };
    prepare_many();
    std::size_t kept = 0;
    for (auto* one = sqlite3_next_stmt(db.handle(), nullptr); one != nullptr;
         one = sqlite3_next_stmt(db.handle(), one))
        ++kept;
    EXPECT_GT(kept, 0U);
    EXPECT_LE(kept, StatementCache::most_kept);
    EXPECT_FALSE(cache.lend(db, "SELECT nothing"));
}

}  // namespace
}  // namespace cs::views
