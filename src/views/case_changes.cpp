#include "views/case_changes.h"

#include <algorithm>

namespace cs::views {

namespace {

bool is_open_order(const Order& order) {
    return order.phase != OrderPhase::done && order.phase != OrderPhase::withdrawn;
}

}  // namespace

void count(std::uint8_t& counter) {
    if (counter < 255) ++counter;
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

bool is_live(const Clock& clock) {
    return clock.phase == ClockPhase::running || clock.phase == ClockPhase::paused;
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

void end(Case& subject, Instant at) {
    subject.closed_at = at;
    subject.suspended = subject.supervised = false;
    for (auto& order : subject.orders)
        if (is_open_order(order)) order.phase = OrderPhase::withdrawn;
    if (subject.phase != Phase::closed) return;
    auto lead = std::ranges::find_if(subject.orders.rbegin(), subject.orders.rend(), &Order::lead);
    if (lead != subject.orders.rend()) lead->phase = OrderPhase::done;
}

void settle_responsibility(Case& subject) {
    auto lead = subject.phase == Phase::filed ? std::uint16_t{0} : lead_order_of(subject);
    subject.responsible = lead == 0 ? subject.filing_unit : subject.orders[lead - 1].unit;
    for (auto& clock : subject.clocks)
        if (is_live(clock) && clock.kind == ClockKind::supervise) clock.unit = subject.responsible;
}

}  // namespace cs::views
