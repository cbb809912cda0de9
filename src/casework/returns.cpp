// Returns 退单: a unit says it is not its duty and proposes another. It stays responsible until an
// arbiter accepts or overrules (首接负责); after so many returns the arbiter must name the unit.
#include <algorithm>

#include "casework/clocks.h"
#include "casework/decide.h"
#include "casework/dispatching.h"
#include "casework/lookup.h"

namespace cs::casework {

Decision<Events> decide(const World& world, const ReturnOrder& command) {
    auto [subject, order] =
        TRY(permitted_order(world, command.type, command.case_id, command.order));
    if (order->phase != OrderPhase::issued && order->phase != OrderPhase::handling)
        return refuse(RefusalCode::wrong_order_phase, std::string(json::enum_name(order->phase)),
                      "order", "return_order: while the order is issued or handling");
    // What an arbiter ruled stands: neither a unit he named after too many returns, nor one that he
    // overruled that often, sends the order round again. A transfer still can.
    auto limit = world.registry.policy().returns_before_ruling;
    if (subject->returns > limit || order->returns >= std::max<std::uint8_t>(limit, 1))
        return refuse(RefusalCode::returns_exhausted, {}, "order",
                      "policy: returns_before_ruling " + std::to_string(limit));
    if (order->extension_pending)
        return refuse(RefusalCode::extension_pending, {}, "order",
                      "return_order: once that extension is decided");
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    if (command.proposed_unit) TRY(unit_in_service(world, *command.proposed_unit, "proposed_unit"));
    auto clock = TRY(start_clock(world, ClockKind::arbitrate, command.order, subject->filing_unit,
                                 world.registry.policy().arbitrate));
    return Events{ReturnRequested{command.case_id, command.order, order->unit, command.reason,
                                  command.proposed_unit, clock}};
}

Decision<Events> decide(const World& world, const RuleOnReturn& command) {
    auto [subject, order] =
        TRY(permitted_order(world, command.type, command.case_id, command.order));
    if (order->phase != OrderPhase::returning)
        return refuse(RefusalCode::wrong_order_phase, std::string(json::enum_name(order->phase)),
                      "order", "rule_on_return: while the order is returning");
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    auto ruled = stop_kind(world, *subject, ClockKind::arbitrate, command.order);
    if (!command.accept)
        return Events{ReturnOverruled{command.case_id, command.order, order->unit, command.reason,
                                      std::move(ruled)}};

    auto limit = world.registry.policy().returns_before_ruling;
    if (subject->returns >= limit && !command.unit)
        return refuse(RefusalCode::returns_exhausted, {}, "unit",
                      "policy: returns_before_ruling " + std::to_string(limit));
    UnitId next = command.unit.value_or(order->proposed_unit);
    TRY(unit_in_service(world, next, "unit"));
    for (const auto& other : subject->orders)
        if (is_open(other) && other.unit == next)
            return refuse(RefusalCode::unit_already_ordered, id_text(next), "unit",
                          "rule_on_return: to a unit without an open order on the case");
    for (auto& stop : cancel_order(world, *subject, command.order))
        if (stop.kind != ClockKind::arbitrate) ruled.push_back(stop);
    Events out;
    out.push_back(ReturnAccepted{command.case_id, command.order, order->unit, next, command.reason,
                                 std::move(ruled)});
    out.push_back(TRY(issue_order(world, *subject,
                                  static_cast<std::uint16_t>(subject->orders.size() + 1), next,
                                  order->lead)));
    return out;
}

}  // namespace cs::casework
