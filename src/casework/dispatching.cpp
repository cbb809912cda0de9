// Dispatch 分派: orders to the unit that leads and those that assist; transfer, by which another
// unit becomes responsible; and withdrawal of an assisting order that is not needed any more.
#include "casework/dispatching.h"

#include <algorithm>

#include "base/check.h"
#include "casework/clocks.h"
#include "casework/decide.h"
#include "casework/lookup.h"

namespace cs::casework {

namespace {

const Duty& duty_of(const World& world, const Case& subject) {
    const auto* duty = world.registry.duty(subject.duty);
    CHECK(duty != nullptr);
    return *duty;
}

Decision<UnitId> resolve(const World& world, const Case& subject, const std::string& name) {
    const auto* unit = world.registry.resolve_unit(name, subject.division);
    if (unit == nullptr)
        return refuse(RefusalCode::unknown_unit, name + ", " + id_text(subject.division),
                      "dispatch.lead");
    return unit->id;
}

}  // namespace

Decision<OrderDispatched> issue_order(const World& world, const Case& subject,
                                      std::uint16_t number, UnitId unit, bool lead) {
    const auto& policy = world.registry.policy();
    const auto& duty = duty_of(world, subject);
    OrderDispatched event{subject.id, number, unit, lead, {}, {}};
    event.clocks.reserve(4);
    auto start = [&](ClockKind kind, const calendar::Budget& budget) -> Decision<void> {
        event.clocks.push_back(TRY(start_clock(world, kind, number, unit, budget)));
        return {};
    };
    TRY_VOID(start(ClockKind::sign, policy.sign));
    if (lead) {
        if (duty.budget.calendar == calendar::CalendarKind::continuous)
            TRY_VOID(start(ClockKind::arrive, policy.arrive));
        TRY_VOID(start(ClockKind::contact, policy.contact));
    }
    TRY_VOID(start(ClockKind::handle, duty.budget));
    return event;
}

Decision<void> issue_orders(const World& world, const Case& subject, const Dispatch& dispatch,
                            Events& out) {
    const auto& duty = duty_of(world, subject);
    UnitId lead = dispatch.lead ? *dispatch.lead : TRY(resolve(world, subject, duty.units[0]));
    std::vector<UnitId> assisting = dispatch.assisting;
    if (!dispatch.lead)
        for (std::size_t i = 1; i < duty.units.size(); ++i)
            if (const auto* unit = world.registry.resolve_unit(duty.units[i], subject.division))
                assisting.push_back(unit->id);
    auto number = static_cast<std::uint16_t>(subject.orders.size());
    TRY(unit_in_service(world, lead, "dispatch.lead"));
    auto order = TRY(issue_order(world, subject, ++number, lead, true));
    order.stopped = stop_kind(world, subject, ClockKind::dispatch, 0);
    out.push_back(std::move(order));
    std::vector<UnitId> ordered{lead};
    for (UnitId unit : assisting) {
        TRY(unit_in_service(world, unit, "dispatch.assisting"));
        if (std::ranges::find(ordered, unit) != ordered.end()) continue;
        ordered.push_back(unit);
        out.push_back(TRY(issue_order(world, subject, ++number, unit, false)));
    }
    return {};
}

Decision<Events> decide(const World& world, const DispatchCase& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    Events out;
    TRY_VOID(issue_orders(world, *subject, command.dispatch, out));
    return out;
}

Decision<Events> decide(const World& world, const TransferCase& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    TRY(unit_in_service(world, command.unit, "unit"));
    if (subject->responsible == command.unit)
        return refuse(RefusalCode::unit_already_ordered, id_text(command.unit), "unit",
                      "transfer_case: to a unit that is not responsible yet");
    for (const auto& order : subject->orders)
        if (is_open(order) && order.unit == command.unit)
            return refuse(RefusalCode::unit_already_ordered, id_text(command.unit), "unit",
                          "transfer_case: to a unit without an open order on the case");
    if (subject->phase == Phase::filed) {
        // The obligation to dispatch moves with the case; its clock goes on under the new unit.
        return Events{CaseTransferred{command.case_id, subject->responsible, command.unit,
                                      command.reason}};
    }
    auto lead = lead_order(*subject);
    Events out;
    out.push_back(OrderWithdrawn{command.case_id, lead, subject->orders[lead - 1].unit,
                                 command.reason, cancel_order(world, *subject, lead)});
    out.push_back(TRY(issue_order(world, *subject,
                                  static_cast<std::uint16_t>(subject->orders.size() + 1),
                                  command.unit, true)));
    return out;
}

Decision<Events> decide(const World& world, const WithdrawOrder& command) {
    auto [subject, order] =
        TRY(permitted_order(world, command.type, command.case_id, command.order));
    if (order->lead)
        return refuse(RefusalCode::lead_order_stays, {}, "order",
                      "withdraw_order: of assisting orders only");
    if (!is_open(*order))
        return refuse(RefusalCode::wrong_order_phase, std::string(json::enum_name(order->phase)),
                      "order", "withdraw_order: while the order is open");
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    return Events{OrderWithdrawn{command.case_id, command.order, order->unit, command.reason,
                                 cancel_order(world, *subject, command.order)}};
}

}  // namespace cs::casework
