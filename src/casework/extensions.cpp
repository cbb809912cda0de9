// The only two ways a due instant moves: a granted extension 延期 and a suspension 缓办/挂账.
#include "casework/clocks.h"
#include "casework/decide.h"
#include "casework/lookup.h"

namespace cs::casework {

namespace {

// "20 working_days (work)", by the names that the policy and the catalogue are written with.
std::string said(const calendar::Budget& budget) {
    return std::to_string(budget.amount) + " " + std::string(json::enum_name(budget.unit)) + " (" +
           std::string(json::enum_name(budget.calendar)) + ")";
}

// Extensions are of the handle clock's own calendar, for two hours of work are not two hours, and
// bounded by the duty's own budget, request by request.
Decision<Duration> check_extension(const World& world, const Case& subject, std::uint16_t order,
                                   const calendar::Budget& budget) {
    const auto& limit = world.registry.policy().extensions_per_order;
    if (limit && subject.orders[order - 1].extensions >= *limit)
        return refuse(RefusalCode::extensions_exhausted, {}, "order",
                      "policy: extensions_per_order " + std::to_string(*limit));
    if (!calendar::valid(budget)) return refuse(RefusalCode::bad_value, {}, "budget");
    for (const auto& clock : subject.clocks)
        if (clock.kind == ClockKind::handle && clock.order == order && is_live(clock) &&
            clock.calendar != budget.calendar)
            return refuse(RefusalCode::bad_value, "not of the clock's calendar", "budget.calendar");
    const auto* duty = world.registry.duty(subject.duty);
    auto percent = world.registry.policy().max_extension_percent;
    Duration most{calendar::counted(duty->budget).us / 100 * percent};
    Duration added = calendar::counted(budget);
    if (added > most)
        return refuse(RefusalCode::extension_too_long, {}, "budget",
                      "policy: max_extension_percent " + std::to_string(percent) +
                          " of the duty's budget, " + said(duty->budget));
    return added;
}

// By when somebody looks again whether the case must still stand still.
Decision<std::optional<Clock>> review_clock(const World& world, const Case& subject,
                                            const std::optional<calendar::Budget>& asked) {
    const auto& longest = world.registry.policy().suspension;
    auto budget = asked ? asked : longest;
    if (!budget) return std::nullopt;
    if (!calendar::valid(*budget)) return refuse(RefusalCode::bad_value, {}, "review");
    if (longest && budget->calendar != longest->calendar)
        return refuse(RefusalCode::bad_value, "not of the policy's calendar", "review.calendar",
                      "policy: suspension " + said(*longest));
    if (longest && calendar::counted(*budget) > calendar::counted(*longest))
        return refuse(RefusalCode::suspension_too_long, {}, "review",
                      "policy: suspension " + said(*longest));
    return TRY(start_clock(world, ClockKind::review, 0, subject.filing_unit, *budget));
}

}  // namespace

Decision<Events> decide(const World& world, const RequestExtension& command) {
    auto [subject, order] =
        TRY(permitted_order(world, command.type, command.case_id, command.order));
    if (order->phase != OrderPhase::handling)
        return refuse(RefusalCode::wrong_order_phase, std::string(json::enum_name(order->phase)),
                      "order", "request_extension: while the order is handling");
    if (order->extension_pending)
        return refuse(RefusalCode::extension_pending, {}, "order",
                      "request_extension: one at a time");
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    TRY(check_extension(world, *subject, command.order, command.budget));
    auto clock = TRY(start_clock(world, ClockKind::arbitrate, command.order, subject->filing_unit,
                                 world.registry.policy().arbitrate));
    return Events{ExtensionRequested{command.case_id, command.order, order->unit, command.budget,
                                     command.reason, clock}};
}

Decision<Events> decide(const World& world, const DecideExtension& command) {
    auto [subject, order] =
        TRY(permitted_order(world, command.type, command.case_id, command.order));
    if (!order->extension_pending || order->phase != OrderPhase::handling)
        return refuse(RefusalCode::no_extension_pending, {}, "order",
                      "decide_extension: of a request, the order handling");
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    auto ruled = stop_kind(world, *subject, ClockKind::arbitrate, command.order);
    if (!command.grant)
        return Events{ExtensionDenied{command.case_id, command.order, order->unit, command.reason,
                                      std::move(ruled)}};
    if (!command.budget) return refuse(RefusalCode::bad_value, "how much longer?", "budget");
    auto added = TRY(check_extension(world, *subject, command.order, *command.budget));
    auto moved = TRY(extend_clock(world, *subject, command.order, added));
    return Events{ExtensionGranted{command.case_id, command.order, order->unit, added,
                                   std::move(moved), command.reason, std::move(ruled)}};
}

Decision<Events> decide(const World& world, const SuspendCase& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    TRY_VOID(require_text(command.basis, RefusalCode::basis_missing, "basis"));
    auto clock = TRY(review_clock(world, *subject, command.review));
    return Events{CaseSuspended{command.case_id, command.reason, command.basis, clock}};
}

Decision<Events> decide(const World& world, const ResumeCase& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    if (!subject->suspended)
        return refuse(RefusalCode::not_suspended, {}, "case_id", "resume_case: while suspended");
    auto moved = TRY(resume_clocks(world, *subject));
    CaseResumed event{command.case_id, std::move(moved), command.reason, {}};
    for (const auto& stop : stop_kind(world, *subject, ClockKind::review, 0)) event.reviewed = stop;
    return Events{std::move(event)};
}

}  // namespace cs::casework
