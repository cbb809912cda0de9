// Two cases that are one problem, and one case that is two: merge 并案 and split 拆分.
#include <algorithm>

#include "casework/clocks.h"
#include "casework/decide.h"
#include "casework/lookup.h"

namespace cs::casework {

Decision<Events> decide(const World& world, const MergeCases& command) {
    const auto* from = TRY(permitted_case(world, command.type, command.from));
    TRY(permitted_case(world, command.type, command.into, "into"));
    if (command.from == command.into) return refuse(RefusalCode::same_case, {}, "into");
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    return Events{CasesMerged{command.from, command.into, from->reports, command.reason,
                              cancel_all(world, *from)}};
}

Decision<Events> decide(const World& world, const SplitCase& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    auto named = command.reports;
    std::ranges::sort(named);
    named.erase(std::unique(named.begin(), named.end()), named.end());
    for (ReportId report : named)
        if (std::ranges::find(subject->reports, report) == subject->reports.end())
            return refuse(RefusalCode::unknown_report, id_text(report), "reports");
    if (named.empty() || named.size() >= subject->reports.size())
        return refuse(RefusalCode::nothing_to_split, {}, "reports");
    auto id = make_id<CaseId>(world.registry.realm(), world.cases.last_case + 1);
    auto clock = TRY(start_clock(world, ClockKind::dispatch, 0, subject->filing_unit,
                                 world.registry.policy().dispatch));
    return Events{CaseSplit{command.case_id, id, case_number(id, world.now), std::move(named),
                            subject->filing_unit, clock, command.reason}};
}

}  // namespace cs::casework
