#include "city/machine_test.h"

#include "city/fixture_test.h"
#include "city/promises_test.h"
#include "city/state_text_test.h"

namespace cs::city {

Machine::Machine()
    : state_(fixture::build()), twin_(fixture::build()), now_(fixture::founded_at()) {}

void Machine::begin_with_nothing() {
    state_ = State{};
    twin_ = State{};
}

Decision<void> Machine::send(PersonId actor, const Command& command) {
    last_events_.clear();
    return step(actor, command);
}

Decision<void> Machine::step(PersonId actor, const Command& command) {
    auto before = text_of(state_);
    auto events = decide(state_, command, actor, now_);
    if (text_of(state_) != before) complain({"decide changed the state"});
    auto again = command_from_json(command_type(command), command_json(command));
    if (!again || command_json(*again) != command_json(command))
        complain({"the command does not survive its JSON"});
    if (!events) return std::unexpected(std::move(events.error()));
    Watch watch(state_.cases);
    apply_watched(*events, {now_, actor});
    complain(watch.broken_by_command(state_.cases, command));
    complain(broken_promises(state_));

    auto after = text_of(state_);
    if (text_of(twin_) != after) complain({"events read from JSON give another state"});
    auto restored = state_of_text(after);
    if (!restored)
        complain({"what is stored cannot be read: " + restored.error().text()});
    else if (text_of(*restored) != after || !broken_promises(*restored).empty())
        complain({"what is stored gives another state"});
    last_events_.insert(last_events_.end(), events->begin(), events->end());
    return {};
}

void Machine::apply_watched(const Events& events, const Stamp& stamp) {
    for (const auto& event : events) {
        Watch watch(state_.cases);
        apply(state_, event, stamp);
        complain(watch.broken_by_event(state_.cases, event));
        std::string text;
        append_event_json(text, event);
        auto read = event_from_json(event_type(event), event_version(event), text);
        if (!read)
            complain({"event " + std::string(event_type(event)) + ": " + read.error().text()});
        else
            apply(twin_, *read, stamp);
    }
}

void Machine::advance_to(Instant when) {
    last_events_.clear();
    if (when < now_) return complain({"time does not run backwards"});
    for (auto due = next_due(state_); due && *due <= when; due = next_due(state_)) {
        now_ = std::max(now_, *due);
        auto passed = step(system_person(fixture::realm), *pop_due(state_, now_));
        if (!passed)
            return complain(
                {"a due clock point was refused: " + std::string(code_name(passed.error().code))});
    }
    now_ = when;
}

std::vector<std::string> Machine::take_complaints() {
    return std::exchange(complaints_, {});
}

void Machine::complain(std::vector<std::string> complaints) {
    for (auto& complaint : complaints) complaints_.push_back(std::move(complaint));
}

}  // namespace cs::city
