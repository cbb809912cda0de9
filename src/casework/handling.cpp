// A unit's work on its order 处置: sign, speak with the citizen, arrive, and say what came of it.
#include "casework/clocks.h"
#include "casework/decide.h"
#include "casework/lookup.h"

namespace cs::casework {

namespace {

Decision<void> require_order_phase(std::string_view command, const Order& order,
                                   OrderPhase wanted) {
    if (order.phase != wanted)
        return refuse(RefusalCode::wrong_order_phase, std::string(json::enum_name(order.phase)),
                      "order",
                      std::string(command) + ": while the order is " +
                          std::string(json::enum_name(wanted)));
    return {};
}

/// The order a unit records something about while it works on it.
Decision<CaseAndOrder> order_in_work(const World& world, std::string_view command, CaseId id,
                                     std::uint16_t number) {
    auto found = TRY(permitted_order(world, command, id, number));
    if (is_open(*found.order)) return found;
    return refuse(RefusalCode::wrong_order_phase,
                  std::string(json::enum_name(found.order->phase)), "order",
                  std::string(command) + ": while the order is open");
}

}  // namespace

Decision<Events> decide(const World& world, const SignOrder& command) {
    auto [subject, order] =
        TRY(permitted_order(world, command.type, command.case_id, command.order));
    TRY_VOID(require_order_phase(command.type, *order, OrderPhase::issued));
    return Events{OrderSigned{command.case_id, command.order, order->unit,
                              stop_kind(world, *subject, ClockKind::sign, command.order)}};
}

Decision<Events> decide(const World& world, const RecordContact& command) {
    auto [subject, order] =
        TRY(order_in_work(world, command.type, command.case_id, command.order));
    return Events{ContactRecorded{command.case_id, command.order, order->unit, command.remark,
                                  stop_kind(world, *subject, ClockKind::contact, command.order)}};
}

Decision<Events> decide(const World& world, const RecordArrival& command) {
    auto [subject, order] =
        TRY(order_in_work(world, command.type, command.case_id, command.order));
    return Events{ArrivalRecorded{command.case_id, command.order, order->unit, command.at,
                                  stop_kind(world, *subject, ClockKind::arrive, command.order)}};
}

Decision<Events> decide(const World& world, const SubmitOutcome& command) {
    auto [subject, order] =
        TRY(permitted_order(world, command.type, command.case_id, command.order));
    TRY_VOID(require_order_phase(command.type, *order, OrderPhase::handling));
    TRY_VOID(require_text(command.text, RefusalCode::reason_missing, "text"));
    if (order->lead && command.claim == Claim::solved && command.evidence.empty())
        return refuse(RefusalCode::evidence_missing, {}, "evidence",
                      "submit_outcome: solved, said by the lead unit, comes with evidence");
    OutcomeSubmitted event{command.case_id, command.order, order->unit, command.claim,
                           command.text, command.evidence, {}, {}};
    event.stopped = stop_kind(world, *subject, ClockKind::handle, command.order);
    // A request for more time that was not decided yet has lost its object.
    for (auto& stop : stop_kind(world, *subject, ClockKind::arbitrate, command.order)) {
        if (stop.result == ClockPhase::met) stop.result = ClockPhase::cancelled;
        event.stopped.push_back(stop);
    }
    if (order->lead) {
        for (const auto& other : subject->orders)
            if (!other.lead && is_open(other))
                return refuse(RefusalCode::assisting_order_open, {}, "order",
                              "submit_outcome: the lead order comes last");
        // What the lead leaves undone when it claims is a missed obligation, not a forgotten one.
        for (auto kind : {ClockKind::contact, ClockKind::arrive})
            for (auto& stop : stop_kind(world, *subject, kind, command.order)) {
                stop.result = ClockPhase::missed;
                event.stopped.push_back(stop);
            }
        event.verify_clock = TRY(start_clock(world, ClockKind::verify, 0, subject->filing_unit,
                                             world.registry.policy().verify));
    }
    return Events{std::move(event)};
}

}  // namespace cs::casework
