// What single events do to the views: the case as it is listed and shown, its unit's inbox, and
// what is counted of it.
#include <algorithm>

#include "views/desk_test.h"

namespace cs::views {

namespace {

constexpr UnitId centre = make_id<UnitId>(sample_realm, 1);
constexpr UnitId roads = make_id<UnitId>(sample_realm, 2);
constexpr UnitId water = make_id<UnitId>(sample_realm, 3);

/// One case with two reports, told event by event.
class CaseStory : public testing::Test {
protected:
    void SetUp() override {
        desk_.samples.city(desk_.journal.records);
        submit();
        submit();
        case_ = desk_.samples.file(desk_.journal.records, {first_, second_});
    }
    void submit() {
        desk_.samples.submit(desk_.journal.records, "路灯不亮", "三天不亮", SubjectId{7});
        first_ = std::exchange(second_, desk_.samples.last_report());
    }
    void happens(const Event& event) { desk_.samples.add(desk_.journal.records, event); }
    Clock clock(ClockKind kind, std::uint16_t order, UnitId unit) const {
        Clock out;
        out.kind = kind;
        out.order = order;
        out.unit = unit;
        out.started_at = desk_.samples.now();
        out.total = Duration::hours(4);
        out.due = out.next_point = desk_.samples.now() + out.total;
        return out;
    }
    /// Order 1 to the roads; its clocks are 1 sign, 2 arrive, 3 contact, 4 handle.
    void dispatch() {
        OrderDispatched event{case_, 1, roads, true, {}, {stopped(0, ClockKind::dispatch, centre)}};
        using enum ClockKind;
        for (auto kind : {ClockKind::sign, arrive, contact, handle})
            event.clocks.push_back(clock(kind, 1, roads));
        happens(event);
    }
    static ClockStopped stopped(std::uint16_t index, ClockKind kind, UnitId unit,
                                ClockPhase result = ClockPhase::met) {
        return {index, kind, unit, result};
    }
    void sign() {
        happens(OrderSigned{case_, 1, roads, {stopped(1, ClockKind::sign, roads)}});
    }
    CaseDetail shown(std::optional<CaseId> id = {}) {
        desk_.level(3);
        return **desk_.open_reader()->case_detail(id.value_or(case_), desk_.samples.now());
    }
    KpiCounts counted(std::optional<UnitId> unit = {}) {
        desk_.level(3);
        auto rows = desk_.open_reader()->kpis({{2000, 1, 1}, {2100, 1, 1}, unit, {}, {}}, {});
        return rows->empty() ? KpiCounts{} : rows->front().counts;
    }
    std::vector<ClockKind> inbox(UnitId unit) {
        desk_.level(3);
        std::vector<ClockKind> kinds;
        auto page = desk_.open_reader()->inbox(unit, {}, desk_.samples.now());
        for (const auto& row : page->rows) kinds.push_back(row.kind);
        std::ranges::sort(kinds);
        return kinds;
    }
    std::vector<std::string> timeline() {
        desk_.level(3);
        std::vector<std::string> types;
        auto entries = desk_.open_reader()->timeline(case_, desk_.journal);
        for (const auto& entry : *entries) types.push_back(entry.type);
        return types;
    }

    Desk desk_;
    ReportId first_{}, second_{};
    CaseId case_{};
};

}  // namespace

TEST_F(CaseStory, ContactAndArrivalEndTheirClocksAndAreCountedForTheUnit) {
    dispatch();
    sign();
    happens(ContactRecorded{case_, 1, roads, "", {stopped(3, ClockKind::contact, roads)}});
    happens(ArrivalRecorded{case_, 1, roads, {},
                            {stopped(2, ClockKind::arrive, roads, ClockPhase::missed)}});
    EXPECT_EQ(shown().clocks[3].phase, ClockPhase::met);
    EXPECT_EQ(shown().clocks[2].phase, ClockPhase::missed);
    EXPECT_EQ(inbox(roads), std::vector{ClockKind::handle});
    EXPECT_EQ(counted(roads).contact_on_time, 1);
    EXPECT_EQ(counted(roads).arrive_late, 1);
}

TEST_F(CaseStory, ADeniedExtensionMovesNothing) {
    dispatch();
    sign();
    auto due = shown().row.handle_due_at;
    calendar::Budget asked{1, calendar::BudgetUnit::hours, calendar::CalendarKind::work};
    happens(ExtensionRequested{case_, 1, roads, asked, "等料",
                               clock(ClockKind::arbitrate, 1, centre)});
    EXPECT_TRUE(shown().orders[0].extension_pending);
    EXPECT_EQ(inbox(centre), std::vector{ClockKind::arbitrate});
    happens(ExtensionDenied{case_, 1, roads, "来得及", {stopped(5, ClockKind::arbitrate, centre)}});
    EXPECT_FALSE(shown().orders[0].extension_pending);
    EXPECT_EQ(shown().orders[0].extensions, 0);
    EXPECT_EQ(shown().row.handle_due_at, due);
    EXPECT_EQ(counted().extensions_granted, 0);
    EXPECT_TRUE(inbox(centre).empty());
}

TEST_F(CaseStory, ReworkSendsTheCaseBackToItsUnit) {
    dispatch();
    sign();
    happens(OutcomeSubmitted{case_, 1, roads, Claim::solved, "已修", {},
                             clock(ClockKind::verify, 0, centre),
                             {stopped(4, ClockKind::handle, roads)}});
    EXPECT_EQ(shown().row.claimed, Answer::yes);
    EXPECT_EQ(inbox(centre), std::vector{ClockKind::verify});
    happens(ReworkOrdered{case_, 1, roads, "未修好", clock(ClockKind::handle, 1, roads),
                          {stopped(5, ClockKind::verify, centre)}});
    EXPECT_EQ(shown().row.phase, Phase::handling);
    EXPECT_EQ(shown().row.reworks, 1);
    EXPECT_EQ(shown().orders[0].phase, OrderPhase::handling);
    EXPECT_EQ(counted(roads).reworks, 1);
    EXPECT_TRUE(inbox(centre).empty());
}

TEST_F(CaseStory, AWithdrawnOrderLeavesTheInbox) {
    dispatch();
    happens(OrderDispatched{case_, 2, water, false, {clock(ClockKind::handle, 2, water)}, {}});
    EXPECT_EQ(inbox(water), std::vector{ClockKind::handle});
    happens(OrderWithdrawn{case_, 2, water, "不需要",
                           {stopped(5, ClockKind::handle, water, ClockPhase::cancelled)}});
    EXPECT_TRUE(inbox(water).empty());
    EXPECT_EQ(shown().orders[1].phase, OrderPhase::withdrawn);
    EXPECT_EQ(counted(water).handle_on_time + counted(water).handle_late, 0);
    EXPECT_EQ(shown().row.unit, roads);
}

TEST_F(CaseStory, ATransferMovesTheCaseAndWhatItsUnitOwed) {
    happens(CaseSupervised{case_, "群众多次反映", clock(ClockKind::supervise, 0, centre)});
    happens(CaseTransferred{case_, centre, water, "归口管理"});
    EXPECT_EQ(shown().row.unit, water);
    EXPECT_EQ(inbox(water), (std::vector{ClockKind::dispatch, ClockKind::supervise}));
    EXPECT_TRUE(inbox(centre).empty());
}

TEST_F(CaseStory, ASplitMovesTheNamedReportsAndCountsASecondCase) {
    auto twin = make_id<CaseId>(sample_realm, counter_of(case_) + 1);
    happens(CaseSplit{case_, twin, "410100000-2026-0000002", {second_}, centre,
                      clock(ClockKind::dispatch, 0, centre), "两件事"});
    ASSERT_EQ(shown().reports.size(), 1u);
    EXPECT_EQ(shown().reports[0].id, first_);
    ASSERT_EQ(shown(twin).reports.size(), 1u);
    EXPECT_EQ(shown(twin).reports[0].id, second_);
    EXPECT_EQ(shown(twin).reports[0].case_id, twin);
    EXPECT_EQ(shown(twin).row.matter, shown().row.matter);
    EXPECT_EQ(counted(centre).filed, 2);
    EXPECT_EQ(inbox(centre), (std::vector{ClockKind::dispatch, ClockKind::dispatch}));
}

TEST_F(CaseStory, AReopenedCaseIsFiledAgainAndOwesNothingOfBefore) {
    dispatch();
    happens(CaseClosed{case_, Closing::without_remedy, "无法处置", "条例第十条",
                       {stopped(1, ClockKind::sign, roads, ClockPhase::cancelled),
                        stopped(2, ClockKind::arrive, roads, ClockPhase::cancelled),
                        stopped(3, ClockKind::contact, roads, ClockPhase::cancelled),
                        stopped(4, ClockKind::handle, roads, ClockPhase::cancelled)}});
    EXPECT_EQ(shown().row.closing, Closing::without_remedy);
    EXPECT_TRUE(inbox(roads).empty());
    happens(CaseReopened{case_, "又坏了", clock(ClockKind::dispatch, 0, centre)});
    EXPECT_EQ(shown().row.phase, Phase::filed);
    EXPECT_EQ(shown().row.closing, std::nullopt);
    EXPECT_EQ(shown().row.closed_at, std::nullopt);
    EXPECT_EQ(shown().row.unit, centre);
    EXPECT_EQ(shown().row.reopenings, 1);
    EXPECT_EQ(counted(roads).reopenings, 1);
    EXPECT_EQ(inbox(centre), std::vector{ClockKind::dispatch});
}

TEST_F(CaseStory, AnAppraisersJudgementIsInTheTimelineOnly) {
    dispatch();
    happens(CaseClosed{case_, Closing::without_remedy, "无法处置", "条例第十条", {}});
    auto before = counted();
    happens(AppraisalAdded{case_, roads, 80, "处置及时"});
    EXPECT_EQ(counted(), before);
    EXPECT_EQ(timeline().back(), "appraisal.added");
}

TEST_F(CaseStory, ASuspensionLeavesSupervisionAndItsOwnReviewRunning) {
    happens(CaseSupervised{case_, "群众多次反映", clock(ClockKind::supervise, 0, centre)});
    happens(CaseSuspended{case_, "等资金", "规定", clock(ClockKind::review, 0, centre)});
    EXPECT_TRUE(shown().row.suspended);
    EXPECT_EQ(inbox(centre), (std::vector{ClockKind::supervise, ClockKind::review}));
    happens(CaseResumed{case_, {{0, Duration::hours(4), desk_.samples.now(), 0, Instant::never()}},
                        "", stopped(2, ClockKind::review, centre, ClockPhase::missed)});
    EXPECT_FALSE(shown().row.suspended);
    EXPECT_EQ(inbox(centre), (std::vector{ClockKind::dispatch, ClockKind::supervise}));
    EXPECT_EQ(counted(centre).review_late, 1);
}

TEST_F(CaseStory, ADeclinedReportCountsHowLongItWaited) {
    submit();
    happens(ReportDeclined{second_, "咨询", "条例第三条",
                           stopped(0, ClockKind::accept, centre, ClockPhase::missed)});
    EXPECT_EQ(counted(centre).accept_late, 1);
    submit();
    happens(ReportAttached{second_, case_, {}, stopped(0, ClockKind::accept, centre)});
    EXPECT_EQ(counted(centre).accept_on_time, 1);
    EXPECT_EQ(shown().reports.size(), 3u);
}

}  // namespace cs::views
