// Proof and the end: verify on site 核查, rework 返工, call back 回访, close 结案, appraise 评价, reopen 重办.
// Closed is not solved: what was claimed, verified and accepted stay apart.
#include <algorithm>

#include "casework/clocks.h"
#include "casework/decide.h"
#include "casework/dispatching.h"
#include "casework/lookup.h"

namespace cs::casework {

namespace {

Decision<ReworkOrdered> rework(const World& world, const Case& subject, std::string reason) {
    auto lead = lead_order(subject);
    auto unit = subject.orders[lead - 1].unit;
    auto clock = TRY(start_clock(world, ClockKind::handle, lead, unit,
                                 world.registry.policy().rework));
    return ReworkOrdered{subject.id, lead, unit, std::move(reason), clock, {}};
}

// Verification, callback and closing are obligations on the case as a whole.
std::vector<ClockStopped> stop_case_clocks(const World& world, const Case& subject) {
    std::vector<ClockStopped> out;
    for (auto kind : {ClockKind::verify, ClockKind::callback, ClockKind::close})
        for (auto& stop : stop_kind(world, subject, kind, 0)) out.push_back(stop);
    return out;
}

// Whether the order missed no clock of the kind, those that end with the closing included. An
// obligation that fell away before it was due was not missed.
bool was_met(const Case& subject, const std::vector<ClockStopped>& stopped, ClockKind kind,
             std::uint16_t order) {
    for (const auto& clock : subject.clocks)
        if (clock.kind == kind && clock.order == order && clock.phase == ClockPhase::missed)
            return false;
    for (const auto& stop : stopped)
        if (stop.kind == kind && subject.clocks[stop.clock].order == order &&
            stop.result == ClockPhase::missed)
            return false;
    return true;
}

// Whether the actor belongs to the unit or holds a role for it.
bool acts_for(const World& world, UnitId unit) {
    const auto* person = world.registry.person(world.actor);
    if (person->unit && *person->unit == unit) return true;
    for (const auto& held : world.registry.grants(world.actor))
        if (held.until == Instant::never() && held.grant.unit == unit) return true;
    return false;
}

Decision<void> check_solved(const Case& subject) {
    auto not_yet = [](RefusalCode code) {
        return refuse(code, {}, "closing",
                      "close_case: solved needs verified yes, phase called_back, accepted not no");
    };
    if (subject.verified != Answer::yes) return not_yet(RefusalCode::not_verified);
    if (subject.phase != Phase::called_back) return not_yet(RefusalCode::not_called_back);
    if (subject.accepted == Answer::no) return not_yet(RefusalCode::citizen_says_unsolved);
    return {};
}

Decision<void> check_without_remedy(const World& world, const Case& subject,
                                    const CloseCase& command) {
    bool supervises = std::ranges::any_of(
        world.registry.grants(world.actor), [&](const auto& held) {
            return held.until == Instant::never() && held.grant.role == Role::supervisor &&
                   within(subject.division, held.grant.division);
        });
    if (!supervises)
        return refuse(RefusalCode::not_permitted, {}, {},
                      "close_case: closing without remedy is a supervisor's");
    auto require = [](const std::string& text, RefusalCode code, const char* field) {
        return require_text(text, code, field,
                            "close_case: without remedy it needs reason and basis");
    };
    TRY_VOID(require(command.reason, RefusalCode::reason_missing, "reason"));
    return require(command.basis, RefusalCode::basis_missing, "basis");
}

CaseAppraised appraisal(const Case& subject, std::uint16_t lead,
                        const std::vector<ClockStopped>& stopped) {
    return {subject.id,
            subject.orders[lead - 1].unit,
            was_met(subject, stopped, ClockKind::sign, lead),
            was_met(subject, stopped, ClockKind::contact, lead),
            was_met(subject, stopped, ClockKind::handle, lead),
            subject.claimed,
            subject.verified,
            subject.accepted,
            subject.satisfied,
            subject.returns,
            subject.reworks};
}

}  // namespace

Decision<Events> decide(const World& world, const VerifyOnSite& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    auto lead = lead_order(*subject);
    // Whoever handled the case does not verify it.
    if (acts_for(world, subject->orders[lead - 1].unit))
        return refuse(RefusalCode::not_permitted, {}, {},
                      "verify_on_site: a unit does not verify its own work");
    Verified event{command.case_id, command.pass, command.remark, command.evidence, {}, {}};
    event.stopped = stop_kind(world, *subject, ClockKind::verify, 0);
    if (command.pass) {
        event.callback_clock = TRY(start_clock(world, ClockKind::callback, 0,
                                               subject->filing_unit,
                                               world.registry.policy().callback));
        return Events{std::move(event)};
    }
    TRY_VOID(require_text(command.remark, RefusalCode::reason_missing, "remark",
                          "verify_on_site: a failed verification needs a remark"));
    Events out;
    out.push_back(std::move(event));
    out.push_back(TRY(rework(world, *subject, command.remark)));
    return out;
}

Decision<Events> decide(const World& world, const OrderRework& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    auto event = TRY(rework(world, *subject, command.reason));
    event.stopped = stop_case_clocks(world, *subject);
    return Events{std::move(event)};
}

Decision<Events> decide(const World& world, const CallBack& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    if (command.contacted && command.solved == Answer::unknown)
        return refuse(RefusalCode::bad_value, "a citizen who was reached says yes or no", "solved");
    CalledBack event{command.case_id, command.contacted, Answer::unknown, Answer::unknown,
                     command.remark, false, {}, {}};
    if (command.contacted) {
        event.solved = command.solved;
        event.satisfied = command.satisfied;
    }
    // Nobody reached: tried again until the policy's number of attempts, then what the citizen
    // thinks stays unknown.
    event.final = command.contacted || subject->call_attempts + 1 >=
                                           world.registry.policy().call_attempts;
    if (event.final) {
        event.stopped = stop_kind(world, *subject, ClockKind::callback, 0);
        event.close_clock = TRY(start_clock(world, ClockKind::close, 0, subject->filing_unit,
                                            world.registry.policy().close));
    }
    return Events{std::move(event)};
}

Decision<Events> decide(const World& world, const CloseCase& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    if (command.closing == Closing::elsewhere)
        return refuse(RefusalCode::bad_value, "a case ends elsewhere only before it is imported",
                      "closing");
    if (command.closing == Closing::solved)
        TRY_VOID(check_solved(*subject));
    else
        TRY_VOID(check_without_remedy(world, *subject, command));
    CaseClosed event{command.case_id, command.closing, command.reason, command.basis, {}};
    event.stopped = stop_kind(world, *subject, ClockKind::close, 0);
    for (auto& stop : cancel_all(world, *subject))
        if (stop.kind != ClockKind::close) event.stopped.push_back(stop);
    Events out;
    auto lead = lead_order(*subject);
    std::optional<CaseAppraised> appraised;
    if (lead != 0) appraised = appraisal(*subject, lead, event.stopped);
    out.push_back(std::move(event));
    // A case that never went out has no unit to appraise.
    if (appraised) out.push_back(std::move(*appraised));
    return out;
}

Decision<Events> decide(const World& world, const AppraiseCase& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    TRY(unit_in_service(world, command.unit, "unit"));
    bool had_part = subject->filing_unit == command.unit;
    for (const auto& order : subject->orders) had_part = had_part || order.unit == command.unit;
    if (!had_part) return refuse(RefusalCode::bad_value, "the unit had no part in it", "unit");
    if (command.score > 100) return refuse(RefusalCode::bad_value, "0 to 100", "score");
    return Events{AppraisalAdded{command.case_id, command.unit, command.score, command.remark}};
}

Decision<Events> decide(const World& world, const ReopenCase& command) {
    const auto* subject = TRY(permitted_case(world, command.type, command.case_id));
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    auto days = world.registry.policy().reopen_days;
    if (world.now > subject->closed_at + Duration::days(days))
        return refuse(RefusalCode::reopen_period_over, {}, "case_id",
                      "policy: reopen_days " + std::to_string(days));
    auto lead = lead_order(*subject);
    CaseReopened event{command.case_id, command.reason, {}};
    bool has_unit = lead != 0 && unit_in_service(world, subject->orders[lead - 1].unit, "case_id");
    if (!has_unit) {
        event.dispatch_clock = TRY(start_clock(world, ClockKind::dispatch, 0,
                                               subject->filing_unit,
                                               world.registry.policy().dispatch));
        return Events{std::move(event)};
    }
    Events out;
    out.push_back(std::move(event));
    out.push_back(TRY(issue_order(world, *subject,
                                  static_cast<std::uint16_t>(subject->orders.size() + 1),
                                  subject->orders[lead - 1].unit, true)));
    return out;
}

}  // namespace cs::casework
