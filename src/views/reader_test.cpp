#include "views/reader.h"

#include <set>

#include "base/json.h"
#include "views/desk_test.h"
#include "views/schema.h"

namespace cs::views {

namespace {

Desk& busy_desk() {
    // Read by every test here, changed by none.
    static Desk* desk = [] {
        auto* made = new Desk(5);
        made->samples.city(made->journal.records);
        while (made->journal.records.size() < 1500)
            made->samples.random_step(made->journal.records);
        made->level(200);
        return made;
    }();
    return *desk;
}

std::vector<CaseId> all(Reader& reader, const CaseFilter& filter, CaseOrder order,
                        std::size_t limit) {
    std::vector<CaseId> out;
    Page page{limit, {}};
    for (;;) {
        auto cases = reader.list_cases(filter, page, order);
        EXPECT_TRUE(cases.has_value()) << cases.error().text();
        for (const auto& row : cases->rows) out.push_back(row.id);
        if (!cases->next) return out;
        page.after = cases->next;
    }
}

std::vector<CaseFilter> standard_filters() {
    std::vector<CaseFilter> out(1);
    for (int phase = 0; phase < phase_count; ++phase)
        out.emplace_back().phase = static_cast<Phase>(phase);
    out.emplace_back().unit = make_id<UnitId>(sample_realm, 1);
    out.emplace_back().division = DivisionCode{410102000000};
    out.emplace_back().division = DivisionCode{410102001000};
    out.emplace_back().division = DivisionCode{410102001001};
    out.emplace_back().matter = "E5003";
    out.emplace_back().filed_from = Instant{1'767'600'000'000'000};
    out.back().filed_to = Instant{1'767'601'000'000'000};
    return out;
}

}  // namespace

TEST(Reader, ListsTheSameCasesInPagesOfAnySize) {
    auto reader = busy_desk().open_reader();
    for (const auto& filter : standard_filters()) {
        auto whole = all(*reader, filter, CaseOrder::newest, 1000);
        EXPECT_EQ(all(*reader, filter, CaseOrder::newest, 3), whole);
        EXPECT_EQ(std::set(whole.begin(), whole.end()).size(), whole.size());
    }
    auto due = all(*reader, {}, CaseOrder::due, 1000);
    EXPECT_GT(due.size(), 10U);
    EXPECT_EQ(all(*reader, {}, CaseOrder::due, 3), due);
}

TEST(Reader, FiltersAsALookAtEveryRowWould) {
    auto reader = busy_desk().open_reader();
    auto every = *reader->list_cases({}, {1000, {}});
    ASSERT_GT(every.rows.size(), 50U);
    for (const auto& filter : standard_filters()) {
        std::vector<CaseId> expected;
        for (const auto& row : every.rows) {
            if (filter.phase && row.phase != *filter.phase) continue;
            if (filter.unit && row.unit != *filter.unit) continue;
            if (filter.division && !within(row.division, *filter.division)) continue;
            if (filter.matter && row.matter != *filter.matter) continue;
            if (filter.filed_from && row.filed_at < *filter.filed_from) continue;
            if (filter.filed_to && row.filed_at >= *filter.filed_to) continue;
            expected.push_back(row.id);
        }
        EXPECT_EQ(all(*reader, filter, CaseOrder::newest, 1000), expected);
    }
}

TEST(Reader, WalksAnIndexForEveryStandardFilterAndSortsNothing) {
    auto reader = busy_desk().open_reader();
    for (auto order : {CaseOrder::newest, CaseOrder::due})
        for (const auto& filter : standard_filters()) {
            auto plan = reader->database().prepare("EXPLAIN QUERY PLAN " +
                                                   reader->list_sql(filter, order));
            ASSERT_TRUE(plan.has_value()) << plan.error().text();
            while (*plan->step()) {
                std::string line(plan->column_text(3));
                EXPECT_EQ(line.find("TEMP B-TREE"), std::string::npos) << line;
                EXPECT_FALSE(line.starts_with("SCAN")) << line;
            }
        }
}

TEST(Reader, PagesStayRightWhileCasesArrive) {
    Desk desk(9);
    desk.samples.city(desk.journal.records);
    for (int i = 0; i < 10; ++i) desk.samples.lifecycle(desk.journal.records);
    desk.level();
    auto reader = desk.open_reader();
    auto first = *reader->list_cases({}, {4, {}});
    for (int i = 0; i < 5; ++i) desk.samples.lifecycle(desk.journal.records);
    desk.level();
    auto second = *reader->list_cases({}, {100, first.next});
    EXPECT_EQ(first.rows.size() + second.rows.size(), 10U);
    EXPECT_EQ(counter_of(second.rows.front().id), counter_of(first.rows.back().id) - 1);
}

TEST(Reader, SeesOneRecordFromBeginToEnd) {
    Desk desk(10);
    desk.samples.city(desk.journal.records);
    desk.samples.lifecycle(desk.journal.records);
    desk.level();
    auto reader = desk.open_reader();
    ASSERT_TRUE(reader->begin());
    EXPECT_EQ(reader->list_cases({}, {100, {}})->rows.size(), 1U);
    desk.samples.lifecycle(desk.journal.records);
    desk.level();
    EXPECT_EQ(reader->list_cases({}, {100, {}})->rows.size(), 1U);
    reader->end();
    EXPECT_EQ(reader->list_cases({}, {100, {}})->rows.size(), 2U);
}

TEST(Reader, RefusesAPlaceThatIsNotOneAndAPageWithoutRows) {
    auto reader = busy_desk().open_reader();
    EXPECT_FALSE(reader->list_cases({}, {10, "x"}).has_value());
    EXPECT_FALSE(reader->inbox(make_id<UnitId>(sample_realm, 1), {10, "1"}, {}).has_value());
    EXPECT_FALSE(reader->list_cases({}, {0, {}}).has_value());
}

TEST(Reader, ShowsAnInboxOfRunningClocksSoonestFirst) {
    auto& desk = busy_desk();
    auto reader = desk.open_reader();
    auto unit = make_id<UnitId>(sample_realm, 1);
    auto whole = *reader->inbox(unit, {1000, {}}, desk.samples.now());
    ASSERT_GT(whole.rows.size(), 3U);
    std::size_t paged = 0;
    Page page{2, {}};
    for (;;) {
        auto rows = *reader->inbox(unit, page, desk.samples.now());
        for (const auto& row : rows.rows) {
            EXPECT_EQ(row.due, whole.rows[paged].due);
            auto detail = *reader->case_detail(row.subject.id, desk.samples.now());
            const auto& clock = detail->clocks.at(row.clock);
            EXPECT_EQ(clock.phase, ClockPhase::running);
            EXPECT_EQ(clock.unit, unit);
            EXPECT_EQ(clock.due, row.due);
            ++paged;
        }
        if (!rows.next) break;
        page.after = rows.next;
    }
    EXPECT_EQ(paged, whole.rows.size());
    for (std::size_t i = 1; i < whole.rows.size(); ++i)
        EXPECT_LE(whole.rows[i - 1].due, whole.rows[i].due);
}

TEST(Reader, CountsOneStraightLifecycleExactly) {
    Desk desk(3);
    desk.samples.city(desk.journal.records);
    auto id = desk.samples.lifecycle(desk.journal.records);
    desk.level(2);
    auto reader = desk.open_reader();
    auto detail = *reader->case_detail(id, desk.samples.now());
    ASSERT_TRUE(detail.has_value());
    EXPECT_EQ(detail->row.phase, Phase::closed);
    EXPECT_EQ(detail->row.closing, Closing::solved);
    EXPECT_FALSE(detail->row.due_at.has_value());
    EXPECT_FALSE(detail->row.overdue);
    EXPECT_EQ(detail->orders.size(), 1U);
    EXPECT_EQ(detail->clocks.size(), 7U);
    ASSERT_EQ(detail->reports.size(), 1U);
    EXPECT_EQ(detail->reports[0].phase, ReportPhase::filed);
    EXPECT_EQ(*detail->reports[0].text, sample_text(1, 40));
    EXPECT_EQ(*reader->find_number(detail->row.number), id);
    EXPECT_EQ(reader->timeline(id, desk.journal)->size(), 9U);

    auto local = local_date(desk.samples.now());
    auto kpi = reader->kpis({local, local, {}, {}, {}}, {});
    ASSERT_TRUE(kpi.has_value() && kpi->size() == 1) << "one row of everything";
    const auto& counts = kpi->front().counts;
    EXPECT_EQ(counts.filed, 1);
    EXPECT_EQ(counts.dispatched, 1);
    EXPECT_EQ(counts.closed_solved, 1);
    EXPECT_EQ(counts.appraised, 1);
    EXPECT_EQ(kpi->front().rates.on_time.denominator, 7);
    EXPECT_EQ(kpi->front().rates.claimed, (Ratio{1, 1}));
    EXPECT_EQ(kpi->front().rates.response, (Ratio{1, 1}));
    EXPECT_TRUE((*reader->inbox(detail->row.unit, {}, {})).rows.empty());
}

TEST(Reader, RollsKpisUpExactlyWhicheverWayTheyAreGrouped) {
    auto reader = busy_desk().open_reader();
    KpiFilter filter{{2026, 1, 1}, {2026, 12, 31}, {}, {}, {}};
    auto whole = reader->kpis(filter, {})->front().counts;
    EXPECT_GT(whole.filed, 50);
    EXPECT_GT(whole.returns_requested, 0);
    for (auto group : {KpiGroup::day, KpiGroup::unit, KpiGroup::division, KpiGroup::street,
                       KpiGroup::district, KpiGroup::matter}) {
        KpiCounts sums;
        auto rows = *reader->kpis(filter, {group, KpiGroup::day});
        for (const auto& row : rows) add(sums, row.counts);
        EXPECT_EQ(sums, whole) << "group " << static_cast<int>(group);
    }
    std::int64_t cases = 0;
    auto phases = *reader->counts_by_phase();
    for (const auto& phase : phases) cases += phase.cases;
    EXPECT_EQ(cases, whole.filed);
}

TEST(Reader, PagesKpisWhicheverWayTheyAreGrouped) {
    auto reader = busy_desk().open_reader();
    KpiFilter filter{{2026, 1, 1}, {2026, 12, 31}, {}, {}, {}};
    std::vector<std::vector<KpiGroup>> groupings{
        {}, {KpiGroup::matter}, {KpiGroup::unit}, {KpiGroup::day, KpiGroup::matter},
        {KpiGroup::matter, KpiGroup::street, KpiGroup::day},
        {KpiGroup::division, KpiGroup::unit}};
    for (const auto& groups : groupings) {
        auto whole = *reader->kpis(filter, groups);
        std::vector<std::string> all, paged;
        for (const auto& row : whole) all.push_back(json::text_of(row));
        for (Page page{2, {}};;) {
            auto part = *reader->kpi_page(filter, groups, page);
            EXPECT_LE(part.rows.size(), 2U);
            for (const auto& row : part.rows) paged.push_back(json::text_of(row));
            if (!part.next) break;
            page.after = part.next;
        }
        EXPECT_EQ(paged, all);
        EXPECT_EQ(all.size() > 2, !groups.empty()) << groups.size();
    }
    for (const auto* place : {"", "x", "1", "1.", ".", "1.x"})
        EXPECT_FALSE(reader->kpi_page(filter, {KpiGroup::day, KpiGroup::unit},
                                      {2, std::string(place)})) << place;
}

CaseImported sample_import(std::uint64_t number) {
    CaseImported event;
    event.case_id = make_id<CaseId>(sample_realm, number);
    event.number = "410100000-2018-0000001";
    event.system = "outer";
    event.source_id = "18-1";
    event.matter_name = "SW-Dirty Alley";
    event.matter = other_matter;
    event.duty = {1, 0};
    event.division = DivisionCode{410102001001};
    event.unit = make_id<UnitId>(sample_realm, 1);
    event.filed_at = *parse_instant("2018-04-12 11:00");
    event.closed_at = *parse_instant("2018-04-14 11:00");
    event.status = OutsideStatus::duplicate;
    Clock clock;
    clock.phase = ClockPhase::missed;
    clock.order = 1;
    clock.unit = event.unit;
    clock.started_at = event.filed_at;
    clock.due = *parse_instant("2018-04-13 11:00");
    clock.stopped_at = *event.closed_at;
    clock.next_point = Instant::never();
    event.handle_clock = clock;
    return event;
}

TEST(Reader, CountsAnImportedCaseOnItsOwnDaysAndShowsItsOwnMatter) {
    Desk desk;
    desk.samples.city(desk.journal.records);
    auto event = sample_import(1);
    const auto& clock = *event.handle_clock;
    desk.samples.add(desk.journal.records, event);
    desk.level();

    auto reader = desk.open_reader();
    auto row = (*reader->case_detail(event.case_id, {}))->row;
    EXPECT_EQ(row.matter_name, "SW-Dirty Alley");
    EXPECT_EQ(row.phase, Phase::closed);
    EXPECT_EQ(row.closing, Closing::elsewhere);
    EXPECT_EQ(row.claimed, Answer::unknown);
    EXPECT_EQ(row.channel, Channel::transfer);
    EXPECT_EQ(row.filed_at, event.filed_at);
    EXPECT_EQ(row.closed_at, event.closed_at);
    EXPECT_EQ(row.handle_due_at, clock.due);
    EXPECT_FALSE(row.due_at.has_value());
    EXPECT_EQ(*reader->kpi_days(), (std::pair{Date{2018, 4, 12}, Date{2018, 4, 14}}));
    auto days = *reader->kpis({{2018, 4, 1}, {2018, 4, 30}, {}, {}, {}}, {KpiGroup::day});
    ASSERT_EQ(days.size(), 2U);
    EXPECT_EQ(days[0].counts.filed, 1);
    EXPECT_EQ(days[1].day, "2018-04-14");
    EXPECT_EQ(days[1].counts.closed_elsewhere, 1);
    EXPECT_EQ(days[1].counts.closed_solved, 0);
    EXPECT_EQ(days[1].counts.appraised, 0);
    EXPECT_EQ(days[1].rates.handle_on_time, (Ratio{0, 1}));
}

TEST(Reader, FindsACaseByTheSendersNumber) {
    auto reader = busy_desk().open_reader();
    auto first = reader->list_cases({}, {1, {}})->rows.front();
    auto detail = *reader->case_detail(first.id, {});
    CaseFilter filter;
    filter.source_id = detail->reports.front().source_id;
    auto found = reader->list_cases(filter, {});
    ASSERT_EQ(found->rows.size(), 1U);
    EXPECT_EQ(found->rows[0].id, first.id);
    filter.source_id = "nobody's";
    EXPECT_TRUE(reader->list_cases(filter, {})->rows.empty());
    EXPECT_FALSE(detail->imported_from.has_value());
}

TEST(Reader, FindsAnImportedCaseByItsNumberElsewhereOnce) {
    Desk desk;
    auto& records = desk.journal.records;
    desk.samples.city(records);
    auto first = sample_import(1), second = sample_import(2), other = sample_import(3);
    first.closed_at.reset();
    first.status = OutsideStatus::open;
    second.system = "inner";
    other.source_id = "18-2";
    for (const auto& event : {first, second, other}) desk.samples.add(records, event);
    desk.samples.submit(records, "噪音", "工地噪音", desk.samples.subject_of(1));
    desk.samples.add(records, ReportAttached{desk.samples.last_report(), first.case_id, {}, {}});
    desk.level();
    auto reader = desk.open_reader();
    auto found = [&](const CaseFilter& filter, const Page& page = {}) {
        std::vector<CaseId> out;
        auto cases = *reader->list_cases(filter, page);
        for (const auto& row : cases.rows) out.push_back(row.id);
        return out;
    };
    using Ids = std::vector<CaseId>;
    CaseFilter filter;
    filter.source_id = "18-1";
    EXPECT_EQ(found(filter), (Ids{second.case_id, first.case_id}));
    auto page = *reader->list_cases(filter, {1, {}});
    ASSERT_TRUE(page.next.has_value());
    EXPECT_EQ(found(filter, {1, page.next}), Ids{first.case_id});
    EXPECT_FALSE(reader->list_cases(filter, {1, page.next})->next.has_value());
    filter.open = true;
    EXPECT_EQ(found(filter), Ids{first.case_id});
    filter.text = "噪音";
    EXPECT_EQ(found(filter), Ids{first.case_id});
    filter.text = "路灯";
    EXPECT_EQ(found(filter), Ids{});
    filter.text.reset();
    filter.scopes = {{DivisionCode{410103000000}, {}}};
    EXPECT_EQ(found(filter), Ids{}) << "outside the scope";
    // By the report's own number it is the same case, and there once.
    CaseFilter by_report;
    auto detail = *reader->case_detail(first.case_id, {});
    by_report.source_id = detail->reports.front().source_id;
    ASSERT_TRUE(by_report.source_id.has_value());
    EXPECT_EQ(found(by_report), Ids{first.case_id});
    EXPECT_EQ(detail->imported_from->system, "outer");
    EXPECT_EQ(detail->imported_from->source_id, "18-1");
    EXPECT_EQ(detail->imported_from->status, OutsideStatus::open);
}

}  // namespace cs::views
