#include "casework/accepting.h"

#include "base/check.h"
#include "casework/clocks.h"
#include "casework/decide.h"
#include "casework/lookup.h"

namespace cs::casework {

namespace {

UnitId unit_of_actor(const World& world) {
    const auto* person = world.registry.person(world.actor);
    return person != nullptr && person->unit ? *person->unit : UnitId{};
}

}  // namespace

Decision<std::optional<Clock>> start_accept_clock(const World& world) {
    const auto& budget = world.registry.policy().accept;
    if (!budget) return std::nullopt;
    return TRY(start_clock(world, ClockKind::accept, 0, unit_of_actor(world), *budget));
}

std::optional<ClockStopped> stop_accept_clock(const World& world, const WaitingReport& report) {
    if (!report.accept_clock) return std::nullopt;
    const auto& clock = *report.accept_clock;
    auto unit = raw(clock.unit) == 0 ? unit_of_actor(world) : clock.unit;
    auto result = world.now <= clock.due ? ClockPhase::met : ClockPhase::missed;
    return ClockStopped{0, ClockKind::accept, unit, result};
}

void arm_report(Cases& cases, const WaitingReport& report) {
    if (report.accept_clock && report.accept_clock->next_point != Instant::never())
        cases.due_reports.emplace(report.accept_clock->next_point, report.id);
}

void disarm_report(Cases& cases, const WaitingReport& report) {
    if (report.accept_clock) cases.due_reports.erase({report.accept_clock->next_point, report.id});
}

void add_waiting(Cases& cases, WaitingReport report) {
    arm_report(cases, report);
    cases.waiting.insert(report.id, std::move(report));
}

void end_waiting(Cases& cases, ReportId id) {
    const auto* report = cases.waiting.find(id);
    CHECK(report != nullptr);
    disarm_report(cases, *report);
    cases.waiting.erase(id);
}

Decision<Events> decide(const World& world, const PassReportPoint& command) {
    TRY_VOID(permit(world, command.type, {}));
    const auto* report = TRY(waiting_report(world, command.report));
    const auto& points = world.registry.policy().points;
    if (!report->accept_clock || report->accept_clock->points_passed >= points.size())
        return refuse(RefusalCode::unknown_clock, id_text(command.report), "report");
    const auto& clock = *report->accept_clock;
    if (world.now < clock.next_point) return refuse(RefusalCode::not_due, {}, "report");
    const auto& point = points[clock.points_passed];
    auto passed = static_cast<std::uint8_t>(clock.points_passed + 1);
    auto place = report->place ? report->place->division : world.registry.division();
    return Events{ReportPointPassed{command.report, clock.unit, point.percent, passed,
                                    next_point(world, clock, passed), point.level,
                                    escalated_to(place, point.level)}};
}

}  // namespace cs::casework
