// What proof, the citizen, the end of a case and those who watch over it do to the views.
#include <vector>

#include "views/case_changes.h"
#include "views/fold.h"
#include "views/visitor.h"

namespace cs::views {

namespace {

void answer(Answer given, std::int64_t& yes, std::int64_t& no) {
    if (given != Answer::unknown) ++(given == Answer::yes ? yes : no);
}

}  // namespace

Result<void> Visitor::operator()(const ReworkOrdered& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    TRY(order_of(state, e.order))->phase = OrderPhase::handling;
    state.subject.phase = Phase::handling;
    count(state.subject.reworks);
    ++fold.counts(state, e.unit).reworks;
    TRY_VOID(fold.stop(state, e.stopped));
    start(state, e.handle_clock);
    return {};
}

Result<void> Visitor::operator()(const Verified& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    state.subject.verified = e.pass ? Answer::yes : Answer::no;
    if (e.pass) state.subject.phase = Phase::verified;
    TRY_VOID(fold.stop(state, e.stopped));
    if (e.callback_clock) start(state, *e.callback_clock);
    return {};
}

Result<void> Visitor::operator()(const CalledBack& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    auto& subject = state.subject;
    count(subject.call_attempts);
    auto& sums = fold.counts(state, subject.responsible);
    answer(e.solved, sums.solved_yes, sums.solved_no);
    answer(e.satisfied, sums.satisfied_yes, sums.satisfied_no);
    TRY_VOID(fold.stop(state, e.stopped));
    if (!e.final) return {};
    subject.accepted = e.solved;
    subject.satisfied = e.satisfied;
    subject.phase = Phase::called_back;
    if (e.close_clock) start(state, *e.close_clock);
    return {};
}

Result<void> Visitor::operator()(const CaseClosed& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    state.subject.phase = Phase::closed;
    state.subject.closing = e.closing;
    auto& sums = fold.counts(state, state.subject.responsible);
    ++(e.closing == Closing::solved ? sums.closed_solved : sums.closed_without_remedy);
    TRY_VOID(fold.stop(state, e.stopped));
    end(state.subject, record.at);
    return {};
}

Result<void> Visitor::operator()(const CaseAppraised& e) const {
    auto& sums = fold.counts(*TRY(fold.change(e.case_id)), e.unit);
    ++sums.appraised;
    sums.contacted_on_time += e.contacted_on_time;
    answer(e.claimed, sums.claimed_yes, sums.claimed_no);
    answer(e.verified, sums.verified_yes, sums.verified_no);
    answer(e.accepted, sums.accepted_yes, sums.accepted_no);
    return {};
}

Result<void> Visitor::operator()(const AppraisalAdded& e) const {
    TRY(fold.change(e.case_id));
    return {};
}

Result<void> Visitor::operator()(const CaseReopened& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    auto& subject = state.subject;
    ++fold.counts(state, subject.responsible).reopenings;
    subject.phase = Phase::filed;
    subject.closing.reset();
    subject.closed_at = {};
    subject.claimed = subject.verified = Answer::unknown;
    subject.accepted = subject.satisfied = Answer::unknown;
    subject.escalation_level = 0;
    count(subject.reopenings);
    if (e.dispatch_clock) start(state, *e.dispatch_clock);
    settle_responsibility(subject);
    return {};
}

Result<void> Visitor::operator()(const CaseSupervised& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    state.subject.supervised = true;
    start(state, e.supervise_clock);
    return {};
}

Result<void> Visitor::operator()(const SupervisionAnswered& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    state.subject.supervised = false;
    return fold.stop(state, e.stopped);
}

Result<void> Visitor::operator()(const ClockPointPassed& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    auto* clock = TRY(clock_of(state, e.clock));
    clock->points_passed = e.points_passed;
    clock->next_point = e.next_point;
    return {};
}

Result<void> Visitor::operator()(const CaseEscalated& e) const {
    TRY(fold.change(e.case_id))->subject.escalation_level = e.level;
    return {};
}

Result<void> Visitor::operator()(const CasesMerged& e) const {
    auto& from = *TRY(fold.change(e.from));
    auto& into = *TRY(fold.change(e.into));
    from.subject.phase = Phase::merged;
    from.subject.merged_into = e.into;
    TRY_VOID(fold.stop(from, e.stopped));
    end(from.subject, record.at);
    from.former_reports.insert(from.former_reports.end(), e.reports.begin(), e.reports.end());
    from.subject.reports.clear();
    return fold.give_reports(into, e.reports);
}

Result<void> Visitor::operator()(const CaseSplit& e) const {
    // The old case first: adding one may move the others in memory, the states themselves stay.
    auto& old = *TRY(fold.change(e.case_id));
    auto& state = fold.add_case(e.new_case, e.number);
    auto& subject = state.subject;
    subject.matter = old.subject.matter;
    subject.duty = old.subject.duty;
    subject.division = old.subject.division;
    subject.grid = old.subject.grid;
    subject.filing_unit = subject.responsible = e.filing_unit;
    start(state, e.dispatch_clock);
    ++fold.counts(state, e.filing_unit).filed;
    for (ReportId report : e.reports) std::erase(old.subject.reports, report);
    old.former_reports.insert(old.former_reports.end(), e.reports.begin(), e.reports.end());
    TRY_VOID(fold.give_reports(old, {}));
    return fold.give_reports(state, e.reports);
}

Result<void> Visitor::operator()(const CaseTransferred& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    state.subject.filing_unit = e.unit;
    for (auto& clock : state.subject.clocks)
        if (is_live(clock) && clock.order == 0 && clock.unit == e.from) clock.unit = e.unit;
    settle_responsibility(state.subject);
    return {};
}

Result<void> Visitor::operator()(const OrderWithdrawn& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    auto* order = TRY(order_of(state, e.order));
    order->phase = OrderPhase::withdrawn;
    order->extension_pending = false;
    return fold.stop(state, e.stopped);
}

Result<void> Visitor::operator()(const NoteAdded& e) const {
    TRY(fold.change(e.case_id));
    return {};
}

}  // namespace cs::views
