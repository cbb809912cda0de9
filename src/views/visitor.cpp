#include "views/visitor.h"

#include <algorithm>

#include "base/json.h"
#include "views/fold.h"

namespace cs::views {

namespace {

void count(std::uint8_t& counter) {
    if (counter < 255) ++counter;
}

void answer(Answer given, std::int64_t& yes, std::int64_t& no) {
    if (given != Answer::unknown) ++(given == Answer::yes ? yes : no);
}

Result<Order*> order_of(CaseState& state, std::uint16_t number) {
    if (number == 0 || number > state.subject.orders.size())
        return fail("case " + id_text(state.subject.id) + " has no order " +
                        std::to_string(number), {}, "rebuild the views");
    return &state.subject.orders[number - 1];
}

Result<Clock*> clock_of(CaseState& state, std::uint16_t index) {
    if (index >= state.subject.clocks.size())
        return fail("case " + id_text(state.subject.id) + " has no clock " +
                        std::to_string(index), {}, "rebuild the views");
    return &state.subject.clocks[index];
}

void start(CaseState& state, const Clock& clock) { state.subject.clocks.push_back(clock); }

Result<void> move(CaseState& state, const std::vector<ClockMoved>& moves) {
    for (const auto& moved : moves) {
        auto* clock = TRY(clock_of(state, moved.clock));
        clock->total = moved.total;
        clock->due = moved.due;
        clock->points_passed = moved.points_passed;
        clock->next_point = moved.next_point;
    }
    return {};
}

bool is_open_order(const Order& order) {
    return order.phase != OrderPhase::done && order.phase != OrderPhase::withdrawn;
}

// Closed or merged: nobody owes anything any more; the lead that closed a case stays its lead.
void end(Case& subject, Instant at) {
    subject.closed_at = at;
    subject.suspended = subject.supervised = false;
    for (auto& order : subject.orders)
        if (is_open_order(order)) order.phase = OrderPhase::withdrawn;
    if (subject.phase != Phase::closed) return;
    auto lead = std::ranges::find_if(subject.orders.rbegin(), subject.orders.rend(), &Order::lead);
    if (lead != subject.orders.rend()) lead->phase = OrderPhase::done;
}

// The lead's unit answers for the case; while there is none, whoever filed it.
void settle_responsibility(Case& subject) {
    auto lead = subject.phase == Phase::filed ? std::uint16_t{0} : lead_order_of(subject);
    subject.responsible = lead == 0 ? subject.filing_unit : subject.orders[lead - 1].unit;
}

}  // namespace

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
        if (ended.result != ClockPhase::cancelled)
            count_clock(counts(state, ended.unit), ended.kind, ended.result);
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
    return fold.store_.add_imported(e);
}

Result<void> Visitor::operator()(const ReportAttached& e) const {
    return fold.give_reports(*TRY(fold.change(e.case_id)), {e.report});
}

Result<void> Visitor::operator()(const OrderDispatched& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    TRY_VOID(fold.stop(state, e.stopped));
    Order order;
    order.unit = e.unit;
    order.lead = e.lead;
    order.issued_at = record.at;
    state.subject.orders.push_back(order);
    for (const auto& clock : e.clocks) start(state, clock);
    if (e.lead) state.subject.phase = Phase::dispatched;
    settle_responsibility(state.subject);
    ++fold.counts(state, e.unit).dispatched;
    return {};
}

Result<void> Visitor::operator()(const OrderSigned& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    auto* order = TRY(order_of(state, e.order));
    order->is_signed = true;
    order->phase = OrderPhase::handling;
    if (order->lead) state.subject.phase = Phase::handling;
    return fold.stop(state, e.stopped);
}

Result<void> Visitor::operator()(const ContactRecorded& e) const {
    return fold.stop(*TRY(fold.change(e.case_id)), e.stopped);
}

Result<void> Visitor::operator()(const ArrivalRecorded& e) const {
    return fold.stop(*TRY(fold.change(e.case_id)), e.stopped);
}

Result<void> Visitor::operator()(const ReturnRequested& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    auto* order = TRY(order_of(state, e.order));
    order->phase = OrderPhase::returning;
    order->proposed_unit = e.proposed_unit.value_or(UnitId{});
    count(order->returns);
    start(state, e.arbitrate_clock);
    ++fold.counts(state, e.unit).returns_requested;
    return {};
}

Result<void> Visitor::operator()(const ReturnAccepted& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    TRY(order_of(state, e.order))->phase = OrderPhase::withdrawn;
    count(state.subject.returns);
    ++fold.counts(state, e.unit).returns_accepted;
    return fold.stop(state, e.stopped);
}

Result<void> Visitor::operator()(const ReturnOverruled& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    auto* order = TRY(order_of(state, e.order));
    order->phase = order->is_signed ? OrderPhase::handling : OrderPhase::issued;
    order->proposed_unit = {};
    return fold.stop(state, e.stopped);
}

Result<void> Visitor::operator()(const ExtensionRequested& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    TRY(order_of(state, e.order))->extension_pending = true;
    start(state, e.arbitrate_clock);
    return {};
}

Result<void> Visitor::operator()(const ExtensionGranted& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    TRY(order_of(state, e.order))->extension_pending = false;
    ++fold.counts(state, e.unit).extensions_granted;
    TRY_VOID(fold.stop(state, e.stopped));
    return move(state, e.moved);
}

Result<void> Visitor::operator()(const ExtensionDenied& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    TRY(order_of(state, e.order))->extension_pending = false;
    return fold.stop(state, e.stopped);
}

Result<void> Visitor::operator()(const CaseSuspended& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    state.subject.suspended = true;
    for (auto& clock : state.subject.clocks)
        if (clock.phase == ClockPhase::running) {
            clock.phase = ClockPhase::paused;
            clock.stopped_at = record.at;
        }
    return {};
}

Result<void> Visitor::operator()(const CaseResumed& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    state.subject.suspended = false;
    for (const auto& moved : e.moved) {
        auto* clock = TRY(clock_of(state, moved.clock));
        clock->phase = ClockPhase::running;
        clock->stopped_at = {};
    }
    return move(state, e.moved);
}

Result<void> Visitor::operator()(const OutcomeSubmitted& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    auto& subject = state.subject;
    auto* order = TRY(order_of(state, e.order));
    order->phase = OrderPhase::done;
    TRY_VOID(fold.stop(state, e.stopped));
    if (!order->lead) return {};
    subject.phase = Phase::claimed;
    subject.claimed = e.claim == Claim::solved ? Answer::yes : Answer::no;
    subject.verified = subject.accepted = subject.satisfied = Answer::unknown;
    subject.call_attempts = 0;
    if (e.verify_clock) start(state, *e.verify_clock);
    return {};
}

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
    TRY_VOID(fold.give_reports(old, {}));
    return fold.give_reports(state, e.reports);
}

Result<void> Visitor::operator()(const CaseTransferred& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    state.subject.filing_unit = e.unit;
    for (auto& clock : state.subject.clocks) {
        bool live = clock.phase == ClockPhase::running || clock.phase == ClockPhase::paused;
        if (live && clock.order == 0 && clock.unit == e.from) clock.unit = e.unit;
    }
    settle_responsibility(state.subject);
    return {};
}

Result<void> Visitor::operator()(const OrderWithdrawn& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    TRY(order_of(state, e.order))->phase = OrderPhase::withdrawn;
    return fold.stop(state, e.stopped);
}

Result<void> Visitor::operator()(const NoteAdded& e) const {
    TRY(fold.change(e.case_id));
    return {};
}

}  // namespace cs::views
