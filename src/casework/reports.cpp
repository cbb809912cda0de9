// From a report to a case 受理、立案: submit, decline with reason and basis, file, attach.
#include "casework/accepting.h"
#include "casework/clocks.h"
#include "casework/decide.h"
#include "casework/dispatching.h"
#include "casework/lookup.h"

namespace cs::casework {

namespace {

Decision<void> check_place(const World& world, const Place& place) {
    if (!within(place.division, world.registry.division()))
        return refuse(RefusalCode::unknown_division,
                      id_text(place.division) + " lies outside the realm", "place.division");
    if (world.registry.division_name(place.division) == nullptr)
        return refuse(RefusalCode::unknown_division, id_text(place.division), "place.division");
    if (place.grid && world.registry.grid(*place.grid) == nullptr)
        return refuse(RefusalCode::unknown_grid, id_text(*place.grid), "place.grid");
    if (place.dedicated && world.registry.grid(*place.dedicated) == nullptr)
        return refuse(RefusalCode::unknown_grid, id_text(*place.dedicated), "place.dedicated");
    return {};
}

// The unit that answers for a case until it is dispatched: that of whoever files it.
Decision<UnitId> unit_of_actor(const World& world) {
    const auto* person = world.registry.person(world.actor);
    if (person == nullptr || !person->unit)
        return refuse(RefusalCode::unknown_unit, "whoever files a case must belong to a unit");
    return TRY(unit_in_service(world, *person->unit, "report"))->id;
}

}  // namespace

Decision<Events> decide(const World& world, const SubmitReport& command) {
    TRY_VOID(permit(world, command.type, {}));
    if (command.place) TRY_VOID(check_place(world, *command.place));
    if (command.reported_at > world.now + Duration::minutes(5))
        return refuse(RefusalCode::bad_value, "the report comes from the future", "reported_at");
    if (world.registry.forgotten(command.subject))
        return refuse(RefusalCode::subject_forgotten, id_text(command.subject), "subject");
    if (command.source_id &&
        world.cases.sources.contains(source_key(command.channel, *command.source_id)))
        return refuse(RefusalCode::duplicate_report, *command.source_id, "source_id",
                      "submit_report: once for a source_id of its channel");
    Report report{make_id<ReportId>(world.registry.realm(), world.cases.last_report + 1),
                  command.channel, command.subject, command.sealed, command.place,
                  command.reported_at, command.source_id, command.attachments};
    auto clock = TRY(start_accept_clock(world));
    return Events{ReportSubmitted{std::move(report), clock}};
}

Decision<Events> decide(const World& world, const DeclineReport& command) {
    const auto* report = TRY(permitted_report(world, command.type, command.report));
    TRY_VOID(require_text(command.reason, RefusalCode::reason_missing, "reason"));
    TRY_VOID(require_text(command.basis, RefusalCode::basis_missing, "basis"));
    return Events{ReportDeclined{command.report, command.reason, command.basis,
                                 stop_accept_clock(world, *report)}};
}

Decision<Events> decide(const World& world, const FileCase& command) {
    const auto* report = TRY(permitted_report(world, command.type, command.report));
    const auto& place = command.place ? command.place : report->place;
    if (!place) return refuse(RefusalCode::bad_value, "a case needs a place", "place");
    TRY_VOID(check_place(world, *place));
    const auto* catalogue = world.registry.catalogue_at(world.now);
    if (catalogue == nullptr) return refuse(RefusalCode::unknown_catalogue);
    auto duty = world.registry.find_duty(catalogue->version, command.matter, command.condition);
    if (!duty)
        return refuse(RefusalCode::unknown_duty,
                      command.matter + " condition " + std::to_string(command.condition),
                      "matter");

    Case draft;
    draft.id = make_id<CaseId>(world.registry.realm(), world.cases.last_case + 1);
    draft.matter = command.matter;
    draft.duty = *duty;
    draft.division = place->division;
    draft.filing_unit = TRY(unit_of_actor(world));
    CaseFiled filed{draft.id, case_number(draft.id, world.now), {command.report},
                    command.matter, *duty, place->division, place->grid, place->at,
                    draft.filing_unit, {}, command.advice, stop_accept_clock(world, *report)};
    if (!command.dispatch) {
        filed.dispatch_clock = TRY(start_clock(world, ClockKind::dispatch, 0, draft.filing_unit,
                                               world.registry.policy().dispatch));
        return Events{std::move(filed)};
    }
    Events out;
    out.reserve(3);
    out.push_back(std::move(filed));
    TRY_VOID(issue_orders(world, draft, *command.dispatch, out));
    return out;
}

Decision<Events> decide(const World& world, const AttachReport& command) {
    const Case* into = world.cases.cases.find(command.case_id);
    if (into == nullptr)
        return refuse(RefusalCode::unknown_case, id_text(command.case_id), "case_id");
    const auto* report = TRY(permitted_report(world, command.type, command.report, into));
    return Events{ReportAttached{command.report, command.case_id, command.advice,
                                 stop_accept_clock(world, *report)}};
}

}  // namespace cs::casework
