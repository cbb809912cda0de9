#include "views/visitor.h"

#include "base/json.h"
#include "views/case_changes.h"
#include "views/fold.h"

namespace cs::views {

bool is_ignored(std::string_view type) {
    bool found = false;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, IgnoredEvents>>(
        [&](auto identity) { found = found || decltype(identity)::type::type == type; });
    return found;
}

// Ends clocks and counts each for the unit that owed it.
Result<void> Fold::stop(CaseState& state, const std::vector<ClockStopped>& stopped) {
    for (const auto& ended : stopped) {
        auto* clock = TRY(clock_of(state, ended.clock));
        clock->phase = ended.result;
        clock->stopped_at = record_->at;
        clock->next_point = Instant::never();
        count_ended(state, ended);
    }
    return {};
}

Result<void> Visitor::operator()(const DivisionsSet& e) const {
    for (const auto& division : e.divisions) TRY_VOID(fold.store_.set_division(division));
    return {};
}

Result<void> Visitor::operator()(const UnitSet& e) const { return fold.store_.set_unit(e.unit); }

Result<void> Visitor::operator()(const CataloguePublished& e) const {
    const auto& duties = e.catalogue.duties;
    for (std::size_t i = 0; i < duties.size(); ++i)
        TRY_VOID(fold.store_.set_duty(e.catalogue.version, static_cast<std::uint32_t>(i),
                                      duties[i]));
    return {};
}

Result<void> Visitor::operator()(const SubjectForgotten& e) const {
    for (auto& [id, report] : fold.reports_)
        if (report->report.subject == e.subject) {
            report->title.reset();
            report->text.reset();
            report->is_erased = true;
        }
    fold.has_erased_ = true;
    return fold.store_.erase_subject(record.sequence, e.subject);
}

Result<void> Visitor::operator()(const ReportSubmitted& e) const {
    auto state = std::make_unique<ReportState>();
    auto clear = TRY(fold.personal_->open(e.report.subject, e.report.sealed,
                                          sealing_context(e.report.channel, e.report.reported_at)));
    if (clear) {
        auto personal = TRY(json::from_text<PersonalText>(*clear));
        state->title = std::move(personal.title);
        state->text = std::move(personal.text);
    }
    state->is_erased = !clear.has_value();
    state->report = e.report;
    state->report.sealed = {};
    if (e.report.place) state->area = e.report.place->division;
    state->sequence = record.sequence;
    state->submitted_at = record.at;
    fold.reports_[e.report.id] = std::move(state);
    return {};
}

Result<void> Visitor::operator()(const ReportDeclined& e) const {
    auto* report = TRY(fold.find_report(e.report));
    report->phase = ReportPhase::declined;
    report->is_changed = true;
    report->reason = e.reason;
    report->basis = e.basis;
    if (!e.accepted) return {};
    // A report without a place is the whole realm's, and one that is declined has no matter.
    const auto& place = report->report.place;
    auto realm = static_cast<std::uint64_t>(record.realm);
    auto division = place ? place->division : DivisionCode{realm * 1000};
    KpiKey key{local_day_number(record.at), e.accepted->unit, division, {}};
    count_clock(fold.kpi_[key], e.accepted->kind, e.accepted->result);
    return {};
}

Result<void> Visitor::operator()(const CaseFiled& e) const {
    auto& state = fold.add_case(e.case_id, e.number);
    auto& subject = state.subject;
    subject.matter = e.matter;
    subject.duty = e.duty;
    subject.division = e.division;
    subject.grid = e.grid;
    subject.filing_unit = subject.responsible = e.filing_unit;
    if (e.dispatch_clock) start(state, *e.dispatch_clock);
    ++fold.counts(state, e.filing_unit).filed;
    if (e.accepted) fold.count_ended(state, *e.accepted);
    return fold.give_reports(state, e.reports);
}

// Counted on the other system's own days, so that its KPIs come out as that system's would.
Result<void> Visitor::operator()(const CaseImported& e) const {
    auto& state = fold.add_case(e.case_id, e.number);
    state.channel = Channel::transfer;
    auto& subject = state.subject;
    subject.matter = e.matter;
    subject.duty = e.duty;
    subject.division = e.division;
    subject.filed_at = e.filed_at;
    subject.filing_unit = subject.responsible = e.unit;
    Order order;
    order.unit = e.unit;
    order.is_signed = true;
    order.issued_at = e.filed_at;
    order.phase = e.closed_at ? OrderPhase::done : OrderPhase::handling;
    subject.phase = e.closed_at ? Phase::closed : Phase::handling;
    subject.orders.push_back(order);
    if (e.handle_clock) start(state, *e.handle_clock);
    ++fold.counts(state, e.unit, e.filed_at).filed;
    if (e.closed_at) {
        subject.closed_at = *e.closed_at;
        subject.closing = Closing::elsewhere;
        auto& sums = fold.counts(state, e.unit, *e.closed_at);
        ++sums.closed_elsewhere;
        if (e.handle_clock) count_clock(sums, ClockKind::handle, e.handle_clock->phase);
    }
    return fold.store_.add_imported(e, record.sequence);
}

Result<void> Visitor::operator()(const ReportAttached& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    if (e.accepted) fold.count_ended(state, *e.accepted);
    return fold.give_reports(state, {e.report});
}

}  // namespace cs::views
