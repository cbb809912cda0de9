#include "casework/lookup.h"

namespace cs::casework {

Decision<const Case*> permitted_case(const World& world, std::string_view command, CaseId id,
                                     std::string_view field) {
    const Case* subject = world.cases.cases.find(id);
    if (subject == nullptr)
        return refuse(RefusalCode::unknown_case, id_text(id), std::string(field));
    auto permitted = permit(world, command, {subject});
    if (permitted) return subject;
    auto refusal = std::move(permitted.error());
    if (refusal.field == "case_id") refusal.field = field;
    return std::unexpected(std::move(refusal));
}

Decision<CaseAndOrder> permitted_order(const World& world, std::string_view command, CaseId id,
                                       std::uint16_t number) {
    const Case* subject = world.cases.cases.find(id);
    if (subject == nullptr) return refuse(RefusalCode::unknown_case, id_text(id), "case_id");
    bool is_there = number > 0 && number <= subject->orders.size();
    const Order* order = is_there ? &subject->orders[number - 1] : nullptr;
    // First whether he may: how many orders a case has is not told to everybody.
    TRY_VOID(permit(world, command, {subject, order}));
    if (order == nullptr)
        return refuse(RefusalCode::unknown_order, std::to_string(number), "order");
    return CaseAndOrder{subject, order};
}

Decision<const WaitingReport*> waiting_report(const World& world, ReportId id) {
    const auto* report = world.cases.waiting.find(id);
    if (report != nullptr) return report;
    bool was_taken = realm_of(id) == world.registry.realm() && counter_of(id) > 0 &&
                     counter_of(id) <= world.cases.last_report;
    return refuse(was_taken ? RefusalCode::already_declined : RefusalCode::unknown_report,
                  id_text(id), "report");
}

Decision<const WaitingReport*> permitted_report(const World& world, std::string_view command,
                                                ReportId id, const Case* into) {
    auto report = waiting_report(world, id);
    std::optional<DivisionCode> place;
    if (report) place = (*report)->place ? (*report)->place->division : world.registry.division();
    TRY_VOID(permit(world, command, {into, nullptr, place}));
    return report;
}

Decision<const Unit*> unit_in_service(const World& world, UnitId id, std::string_view field) {
    const auto* unit = world.registry.unit(id);
    if (unit == nullptr || unit->retired.value_or(false))
        return refuse(RefusalCode::unknown_unit, id_text(id), std::string(field));
    return unit;
}

Decision<void> require_text(const std::string& text, RefusalCode code, std::string_view field,
                            std::string rule) {
    if (text.empty()) return refuse(code, {}, std::string(field), std::move(rule));
    return {};
}

bool is_open(const Order& order) {
    return order.phase != OrderPhase::done && order.phase != OrderPhase::withdrawn;
}

std::uint16_t lead_order(const Case& subject) {
    for (std::size_t i = subject.orders.size(); i > 0; --i) {
        const auto& order = subject.orders[i - 1];
        if (order.lead && order.phase != OrderPhase::withdrawn)
            return static_cast<std::uint16_t>(i);
    }
    return 0;
}

}  // namespace cs::casework
