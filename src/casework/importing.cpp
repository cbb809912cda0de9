// Taking over a case of another system: its own dates decide whether its term was kept, and no
// calendar of ours is asked, because the term came as an instant.
#include "casework/importing.h"

#include "casework/clocks.h"
#include "casework/decide.h"
#include "casework/lookup.h"

namespace cs::casework {

namespace {

bool has_ended(OutsideStatus status) { return status != OutsideStatus::open; }

Decision<void> check_words(const ImportCase& command) {
    struct Word {
        const std::string& text;
        const char* field;
    };
    for (const auto& word : {Word{command.system, "system"}, Word{command.source_id, "source_id"},
                             Word{command.matter_name, "matter_name"}})
        if (word.text.empty())
            return refuse(RefusalCode::bad_value, "it is empty", word.field);
    return {};
}

Decision<void> check_division(const World& world, DivisionCode division) {
    bool is_known = division == world.registry.division() ||
                    world.registry.division_name(division) != nullptr;
    if (!is_known || !within(division, world.registry.division()))
        return refuse(RefusalCode::unknown_division, id_text(division), "division");
    return {};
}

Decision<void> check_dates(const World& world, const ImportCase& command) {
    auto bad = [](const char* what, const char* field) {
        return refuse(RefusalCode::bad_value, what, field);
    };
    if (command.filed_at > world.now) return bad("it is filed in the future", "filed_at");
    if (command.due && *command.due < command.filed_at)
        return bad("it is due before it is filed", "due");
    if (has_ended(command.status) != command.closed_at.has_value())
        return bad("a case has a closing date exactly when it has ended", "closed_at");
    if (!command.closed_at) return {};
    if (*command.closed_at < command.filed_at)
        return bad("it is closed before it is filed", "closed_at");
    if (*command.closed_at > world.now) return bad("it is closed in the future", "closed_at");
    return {};
}

// The other system's promise as a clock; its total is the plain time between its two dates.
Clock promised_clock(const World& world, const ImportCase& command) {
    Clock clock;
    clock.kind = ClockKind::handle;
    clock.calendar = calendar::CalendarKind::continuous;
    clock.order = 1;
    clock.unit = command.unit;
    clock.started_at = command.filed_at;
    clock.total = *command.due - command.filed_at;
    clock.due = *command.due;
    if (command.closed_at) {
        clock.phase = *command.closed_at <= clock.due ? ClockPhase::met : ClockPhase::missed;
        clock.stopped_at = *command.closed_at;
        clock.next_point = Instant::never();
    } else {
        clock.next_point = next_point(world, clock, 0);
    }
    return clock;
}

}  // namespace

std::string outside_id(std::string_view system, std::string_view source_id) {
    return std::string(system).append("\n").append(source_id);
}

Case imported_case(const CaseImported& event) {
    Case subject;
    subject.id = event.case_id;
    subject.matter = event.matter;
    subject.duty = event.duty;
    subject.division = event.division;
    subject.filed_at = event.filed_at;
    subject.filing_unit = subject.responsible = event.unit;
    Order order;
    order.unit = event.unit;
    order.is_signed = true;
    order.issued_at = event.filed_at;
    order.phase = has_ended(event.status) ? OrderPhase::done : OrderPhase::handling;
    subject.phase = has_ended(event.status) ? Phase::closed : Phase::handling;
    if (event.closed_at) {
        subject.closed_at = *event.closed_at;
        subject.closing = Closing::elsewhere;
    }
    subject.orders.push_back(order);
    if (event.handle_clock) subject.clocks.push_back(*event.handle_clock);
    return subject;
}

Decision<Events> decide(const World& world, const ImportCase& command) {
    auto realm = world.registry.division();
    auto place = within(command.division, realm) ? command.division : realm;
    TRY_VOID(permit(world, command.type, {nullptr, nullptr, place}));
    TRY_VOID(check_words(command));
    if (world.cases.sources.contains(source_key(
            Channel::transfer, outside_id(command.system, command.source_id))))
        return refuse(RefusalCode::duplicate_report, command.source_id, "source_id",
                      "import_case: once for a source_id of its system");
    TRY(unit_in_service(world, command.unit, "unit"));
    TRY_VOID(check_division(world, command.division));
    TRY_VOID(check_dates(world, command));
    // Its matter is not one of the catalogue's: it goes under "other", its own name beside it.
    const auto* catalogue = world.registry.catalogue_at(world.now);
    if (catalogue == nullptr) return refuse(RefusalCode::unknown_catalogue);
    auto duty = world.registry.find_duty(catalogue->version, other_matter, 0);
    if (!duty) return refuse(RefusalCode::unknown_duty, other_matter);

    CaseImported event;
    event.case_id = make_id<CaseId>(world.registry.realm(), world.cases.last_case + 1);
    event.number = case_number(event.case_id, command.filed_at);
    event.system = command.system;
    event.source_id = command.source_id;
    event.matter_name = command.matter_name;
    event.matter = other_matter;
    event.duty = *duty;
    event.division = command.division;
    event.at = command.at;
    event.unit = command.unit;
    event.filed_at = command.filed_at;
    event.closed_at = command.closed_at;
    event.status = command.status;
    if (command.due)
        event.handle_clock = promised_clock(world, command);
    else if (!has_ended(command.status))
        // Nobody promised a date; from the takeover on the duty's own budget runs.
        event.handle_clock = TRY(start_clock(world, ClockKind::handle, 1, command.unit,
                                             world.registry.duty(*duty)->budget));
    return Events{std::move(event)};
}

}  // namespace cs::casework
