// What a unit's duty does to the views: orders, their returns, extensions, suspension and outcome.
#include "views/case_changes.h"
#include "views/fold.h"
#include "views/visitor.h"

namespace cs::views {

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
    auto* order = TRY(order_of(state, e.order));
    order->extension_pending = false;
    count(order->extensions);
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
        // Supervision is owed an answer also about a case that stands still.
        if (clock.phase == ClockPhase::running && clock.kind != ClockKind::supervise) {
            clock.phase = ClockPhase::paused;
            clock.stopped_at = record.at;
        }
    if (e.review_clock) start(state, *e.review_clock);
    return {};
}

Result<void> Visitor::operator()(const CaseResumed& e) const {
    auto& state = *TRY(fold.change(e.case_id));
    state.subject.suspended = false;
    if (e.reviewed) TRY_VOID(fold.stop(state, {*e.reviewed}));
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
    order->extension_pending = false;
    TRY_VOID(fold.stop(state, e.stopped));
    if (!order->lead) return {};
    subject.phase = Phase::claimed;
    subject.claimed = e.claim == Claim::solved ? Answer::yes : Answer::no;
    subject.verified = subject.accepted = subject.satisfied = Answer::unknown;
    subject.call_attempts = 0;
    if (e.verify_clock) start(state, *e.verify_clock);
    return {};
}

}  // namespace cs::views
