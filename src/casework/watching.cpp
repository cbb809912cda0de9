// Watching over a case: supervision 督办, the passing of clock points with escalation along
// street, district, city 升级, and notes.
#include "casework/clocks.h"
#include "casework/decide.h"
#include "casework/lookup.h"

namespace cs::casework {

Decision<Events> decide(const World& world, const SuperviseCase& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    if (subject->supervised)
        return refuse(RefusalCode::already_supervised, {}, "case_id",
                      "supervise_case: while not supervised");
    auto clock = TRY(start_clock(world, ClockKind::supervise, 0, subject->responsible,
                                 world.registry.policy().supervise));
    // A suspended case's clocks do not run, and supervision is an obligation despite suspension.
    return Events{CaseSupervised{command.case_id, command.reason, clock}};
}

Decision<Events> decide(const World& world, const AnswerSupervision& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    if (!subject->supervised)
        return refuse(RefusalCode::not_supervised, {}, "case_id",
                      "answer_supervision: while supervised");
    TRY_VOID(require_text(command.text, RefusalCode::reason_missing, "text"));
    return Events{SupervisionAnswered{command.case_id, command.text,
                                      stop_kind(world, *subject, ClockKind::supervise, 0)}};
}

Decision<Events> decide(const World& world, const PassClockPoint& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    if (command.clock >= subject->clocks.size())
        return refuse(RefusalCode::unknown_clock, std::to_string(command.clock), "clock");
    const auto& clock = subject->clocks[command.clock];
    const auto& points = world.registry.policy().points;
    if (clock.phase != ClockPhase::running || clock.points_passed >= points.size())
        return refuse(RefusalCode::unknown_clock, std::to_string(command.clock), "clock");
    if (world.now < clock.next_point) return refuse(RefusalCode::not_due, {}, "clock");
    const auto& point = points[clock.points_passed];
    auto passed = static_cast<std::uint8_t>(clock.points_passed + 1);
    Events out;
    out.push_back(ClockPointPassed{command.case_id, command.clock, clock.kind, clock.unit,
                                   point.percent, passed, next_point(world, clock, passed)});
    if (point.level > subject->escalation_level)
        out.push_back(CaseEscalated{command.case_id, point.level,
                                    escalated_to(subject->division, point.level),
                                    point.percent});
    return out;
}

Decision<Events> decide(const World& world, const AddNote& command) {
    TRY(permitted_case(world, command.type, command.case_id));
    TRY_VOID(require_text(command.text, RefusalCode::reason_missing, "text"));
    return Events{NoteAdded{command.case_id, command.text}};
}

}  // namespace cs::casework
