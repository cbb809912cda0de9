// Finding what a command names and checking the table in one step.
#pragma once

#include <string_view>

#include "casework/rules.h"

namespace cs::casework {

/// The case, once the actor may send the command about it now; `field`: what names it.
Decision<const Case*> permitted_case(const World& world, std::string_view command, CaseId id,
                                     std::string_view field = "case_id");

struct CaseAndOrder {
    const Case* subject;
    const Order* order;
};
/// The order 1..n of a case, once the actor may send the command about it now.
Decision<CaseAndOrder> permitted_order(const World& world, std::string_view command, CaseId id,
                                       std::uint16_t order);

Decision<const WaitingReport*> waiting_report(const World& world, ReportId id);
/// The report, once the actor may send the command about it now; `into`: the case it goes to.
Decision<const WaitingReport*> permitted_report(const World& world, std::string_view command,
                                                ReportId id, const Case* into = nullptr);
Decision<const Unit*> unit_in_service(const World& world, UnitId id, std::string_view field);
/// `rule`: under what condition the command asks for it; always, where none is said.
Decision<void> require_text(const std::string& text, RefusalCode code, std::string_view field,
                            std::string rule = {});

bool is_open(const Order& order);
/// The number of the open or finished lead order, 0 when the case waits for dispatch.
std::uint16_t lead_order(const Case& subject);

}  // namespace cs::casework
