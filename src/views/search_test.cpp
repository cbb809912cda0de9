#include "views/search_index.h"

#include "views/desk_test.h"
#include "views/schema.h"

namespace cs::views {

namespace {

void tell(Desk& desk, const std::string& title, const std::string& text) {
    auto number = counter_of(desk.samples.last_report()) + 1;
    desk.samples.submit(desk.journal.records, title, text, desk.samples.subject_of(number));
    desk.samples.file(desk.journal.records, {desk.samples.last_report()});
}

std::size_t found(Desk& desk, const std::string& query) {
    auto page = desk.open_reader()->search(query, {}, {});
    EXPECT_TRUE(page.has_value()) << query << ": " << page.error().text();
    return page->hits.size();
}

}  // namespace

TEST(Search, FindsExactlyTheTextsThatHoldEveryPiece) {
    Desk desk;
    tell(desk, "路灯不亮", "人民路12号院门口的路灯坏了三天");
    tell(desk, "井盖", "路边灯杆旁的井盖丢了");
    tell(desk, "WIFI", "公园免费ＷｉＦｉ连不上");
    desk.level();
    EXPECT_EQ(found(desk, "路灯"), 1U);
    EXPECT_EQ(found(desk, "路"), 2U);
    EXPECT_EQ(found(desk, "了"), 2U);
    EXPECT_EQ(found(desk, "灯 盖"), 1U);
    EXPECT_EQ(found(desk, "路灯坏了三"), 1U);
    EXPECT_EQ(found(desk, "路灯三天"), 0U);
    EXPECT_EQ(found(desk, "路12号"), 1U);
    EXPECT_EQ(found(desk, "12"), 1U);
    EXPECT_EQ(found(desk, "1"), 0U);
    EXPECT_EQ(found(desk, "wifi"), 1U);
    EXPECT_EQ(found(desk, "亮人"), 0U) << "title and text are not one";
    EXPECT_FALSE(desk.open_reader()->search("！", {}, {}).has_value());
}

TEST(Search, PagesThroughVolumesNewestFirst) {
    Desk desk;
    desk.reports_per_volume = 4;
    for (int i = 0; i < 23; ++i) tell(desk, "噪音", "工地夜间噪音扰民");
    desk.level(5);
    auto reader = desk.open_reader();
    std::vector<std::uint64_t> seen;
    Page page{5, {}};
    for (;;) {
        auto hits = reader->search("噪音", page, {});
        for (const auto& hit : hits->hits) seen.push_back(hit.report.sequence);
        if (!hits->next) break;
        page.after = hits->next;
    }
    ASSERT_EQ(seen.size(), 23U);
    EXPECT_TRUE(std::is_sorted(seen.rbegin(), seen.rend()));
}

TEST(Search, NarrowsACaseListAndNamesEachCaseOnce) {
    Desk desk;
    tell(desk, "噪音", "工地噪音");
    auto first = desk.samples.last_report();
    tell(desk, "噪音", "广场舞噪音");
    tell(desk, "路灯", "不亮");
    desk.samples.submit(desk.journal.records, "又是噪音", "还是那个工地",
                        desk.samples.subject_of(50));
    auto id = make_id<CaseId>(sample_realm, 1);
    desk.samples.add(desk.journal.records, ReportAttached{desk.samples.last_report(), id, {}, {}});
    desk.level();
    CaseFilter filter;
    filter.text = "噪音";
    auto page = desk.open_reader()->list_cases(filter, {});
    ASSERT_TRUE(page.has_value());
    ASSERT_EQ(page->rows.size(), 2U);
    EXPECT_EQ(page->rows[0].id, id);
    auto short_page = desk.open_reader()->list_cases(filter, {1, {}});
    auto next = desk.open_reader()->list_cases(filter, {1, short_page->next});
    ASSERT_EQ(next->rows.size(), 1U);
    EXPECT_EQ(counter_of(next->rows[0].id), 2U);
    EXPECT_EQ(counter_of(first), 1U);
}

TEST(Search, SaysHowFarItLags) {
    Desk desk;
    for (int i = 0; i < 9; ++i) tell(desk, "噪音", "扰民");
    auto views = desk.open_views();
    while (*views->catch_up(desk.journal, desk.opener, 100) > 0) {
    }
    auto index = desk.open_search();
    EXPECT_EQ(index->lag()->reports, 9U);
    EXPECT_EQ(*index->catch_up(5), 5U);
    EXPECT_EQ(index->lag()->reports, 4U);
    EXPECT_GE(index->lag()->behind, Duration{});
    EXPECT_EQ(*index->catch_up(5), 4U);
    EXPECT_EQ(index->lag()->reports, 0U);
    EXPECT_EQ(*index->catch_up(5), 0U);
}

TEST(Search, HidesAForgottenTextEvenBeforeTheIndexHasCaughtUp) {
    Desk desk;
    tell(desk, "噪音", "扰民");
    desk.level();
    auto subject = desk.samples.subject_of(1);
    desk.samples.add(desk.journal.records, SubjectForgotten{subject, "本人申请"});
    auto views = desk.open_views();
    ASSERT_TRUE(views->catch_up(desk.journal, desk.opener, 10).has_value());
    EXPECT_EQ(found(desk, "噪音"), 0U);
    EXPECT_EQ(desk.open_search()->lag()->erasures, 1U);
}

TEST(Search, ThatIsDamagedOrAheadIsMadeAgainAndSaysSo) {
    Desk desk;
    for (int i = 0; i < 9; ++i) tell(desk, "噪音", "扰民");
    desk.level();
    auto expected = desk.hash();
    desk.disk.put("views-search.db", std::string(4096, 'x'));
    EXPECT_EQ(desk.open_search()->take_notices().size(), 1U);
    desk.level();
    EXPECT_EQ(desk.hash(), expected);
    // Views that begin anew, beside an index that did not.
    auto index = *desk.disk.get("views-search.db");
    ASSERT_TRUE(discard("views.db", desk.disk.vfs_name()).has_value());
    auto views = desk.open_views();
    desk.disk.put("views-search.db", index);
    auto search = desk.open_search();
    ASSERT_TRUE(search->catch_up(10).has_value());
    EXPECT_EQ(search->take_notices().size(), 1U);
}

TEST(Search, IsWholeAfterAnErrorAtAnyOperation) {
    Desk desk;
    desk.reports_per_volume = 4;
    for (int i = 0; i < 11; ++i) tell(desk, "噪音", "扰民" + sample_text(7 + i, 20));
    auto views = desk.open_views();
    while (*views->catch_up(desk.journal, desk.opener, 100) > 0) {
    }
    int failures = 0;
    for (std::uint64_t k = 1; k < 120; k += 2) {
        ASSERT_TRUE(discard("other.db", desk.disk.vfs_name()).has_value());
        desk.disk.remove("views-search.db");
        desk.disk.remove("views-search.db-wal");
        auto index = desk.open_search();
        desk.disk.fail_at(k);
        while (true) {
            auto count = index->catch_up(3);
            failures += !count.has_value();
            if (count && *count == 0) break;
        }
        desk.disk.heal();
        EXPECT_EQ(found(desk, "扰民"), 11U) << "operation " << k;
    }
    EXPECT_GT(failures, 5);
}

}  // namespace cs::views
