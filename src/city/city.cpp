#include "city/city.h"

#include "base/text_check.h"

#include <algorithm>

#include "casework/decide.h"
#include "registry/decide.h"

namespace cs::city {

namespace {

template <class C>
concept RegistryCommand = requires(const registry::Context& context, const C& command) {
    registry::decide(context, command);
};

template <class E>
concept RegistryEvent =
    requires(registry::Registry& registry, const E& event) { registry.apply(event, Instant{}); };

}  // namespace

Decision<Events> decide(const State& state, const Command& command, PersonId actor, Instant now) {
    if (!state.registry.founded() && !std::holds_alternative<FoundRealm>(command))
        return refuse(RefusalCode::not_founded);
    return std::visit(
        [&](const auto& c) -> Decision<Events> {
            using C = std::remove_cvref_t<decltype(c)>;
            // An event that cannot be read back would close the journal for good.
            if (auto path = path_of_bad_text(c))
                return refuse(RefusalCode::bad_value, "not valid UTF-8", *path);
            if constexpr (RegistryCommand<C>)
                return Events{TRY(registry::decide({state.registry, actor, now}, c))};
            else
                return casework::decide({state.registry, state.cases, actor, now}, c);
        },
        command);
}

void apply(State& state, const Event& event, const Stamp& stamp) {
    if (const auto* change = std::get_if<PolicySet>(&event)) {
        Policy before = state.registry.policy();
        state.registry.apply(*change, stamp.at);
        casework::follow_policy(state.cases, state.registry, before, stamp.at);
        return;
    }
    std::visit(
        [&](const auto& e) {
            if constexpr (RegistryEvent<std::remove_cvref_t<decltype(e)>>)
                state.registry.apply(e, stamp.at);
        },
        event);
    casework::apply(state.cases, event, stamp);
}

std::vector<CaseId> cases_named(const Command& command) {
    return std::visit(
        [](const auto& c) -> std::vector<CaseId> {
            if constexpr (requires { c.case_id; })
                return {c.case_id};
            else if constexpr (requires { c.from; c.into; })
                return {c.from, c.into};
            else
                return {};
        },
        command);
}

std::optional<Instant> next_due(const State& state) {
    auto clock = state.cases.due.next();
    const auto& reports = state.cases.due_reports;
    if (reports.empty()) return clock ? std::optional(clock->due) : std::nullopt;
    auto report = reports.begin()->first;
    return clock ? std::min(clock->due, report) : report;
}

std::optional<Command> pop_due(State& state, Instant now) {
    auto first = next_due(state);
    if (!first || *first > now) return std::nullopt;
    auto& reports = state.cases.due_reports;
    if (!reports.empty() && reports.begin()->first == *first)
        return PassReportPoint{reports.extract(reports.begin()).value().second};
    auto clock = state.cases.due.pop_due(now);
    return PassClockPoint{clock->key.case_id, clock->key.ordinal};
}

}  // namespace cs::city
