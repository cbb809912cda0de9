#include "sim/simulate_model.h"

#include <algorithm>
#include <tuple>

#include "casework/clocks.h"
#include "casework/lookup.h"

namespace cs::sim {

namespace {

std::string event_text(const Event& event) {
    std::string out;
    append_event_json(out, event);
    return out;
}

bool has_live(const Case& subject, ClockKind kind, std::uint16_t order) {
    return std::ranges::any_of(subject.clocks, [&](const Clock& clock) {
        return casework::is_live(clock) && clock.kind == kind && clock.order == order;
    });
}

std::vector<CaseId> cases_of(const Event& event) {
    std::vector<CaseId> out;
    if (auto id = case_of(event)) out.push_back(*id);
    if (const auto* merged = std::get_if<CasesMerged>(&event)) out.push_back(merged->into);
    if (const auto* split = std::get_if<CaseSplit>(&event)) out.push_back(split->new_case);
    return out;
}

}  // namespace

std::optional<std::string> missing_clock(const Case& subject) {
    if (!is_open(subject.phase)) return std::nullopt;
    auto lacks = [&](ClockKind kind, std::uint16_t order) -> std::optional<std::string> {
        if (has_live(subject, kind, order)) return std::nullopt;
        return "no running " + std::string(json::enum_name(kind)) + " clock on order " +
               std::to_string(order);
    };
    for (std::size_t i = 0; i < subject.orders.size(); ++i) {
        const auto& order = subject.orders[i];
        auto number = static_cast<std::uint16_t>(i + 1);
        if (!casework::is_open(order)) continue;
        if (auto lack = lacks(ClockKind::handle, number)) return lack;
        if (order.phase == OrderPhase::issued)
            if (auto lack = lacks(ClockKind::sign, number)) return lack;
        if (order.phase == OrderPhase::returning || order.extension_pending)
            if (auto lack = lacks(ClockKind::arbitrate, number)) return lack;
    }
    if (subject.supervised)
        if (auto lack = lacks(ClockKind::supervise, 0)) return lack;
    if (subject.suspended)
        if (auto lack = lacks(ClockKind::review, 0)) return lack;
    switch (subject.phase) {
        case Phase::filed: return lacks(ClockKind::dispatch, 0);
        case Phase::claimed: return lacks(ClockKind::verify, 0);
        case Phase::verified: return lacks(ClockKind::callback, 0);
        case Phase::called_back: return lacks(ClockKind::close, 0);
        case Phase::dispatched:
        case Phase::handling:
        case Phase::closed:
        case Phase::merged: break;
    }
    return std::nullopt;
}

void Model::begin_batch(Instant now) { now_ = std::max(now, last_at_); }

Expected Model::decide(const Envelope& envelope) {
    if (!envelope.key.empty()) {
        if (envelope.key.size() > 200) return {RefusalCode::bad_value};
        auto known = keys_.find(envelope.key);
        if (known != keys_.end()) {
            if (!runtime::is_same_command(known->second.fingerprint, envelope))
                return {RefusalCode::key_conflict};
            auto again = known->second.answer;
            again.repeated = true;
            return again;
        }
    }
    auto events = city::decide(state_, envelope.command, envelope.actor, now_);
    if (!events) return {events.error().code};
    Expected answer{{}, size() + 1, size() + events->size(), false};
    for (const auto& event : *events) {
        apply(event, envelope.actor);
        auto& record = records_.emplace_back();
        record.realm = state_.registry.realm();
        record.sequence = records_.size();
        record.at = now_;
        record.actor = envelope.actor;
        record.type = event_type(event);
        record.version = event_version(event);
        record.payload = event_text(event);
        if (record.sequence == answer.first_sequence) record.key = runtime::key_field(envelope);
    }
    for (const auto& event : *events)
        for (auto id : cases_of(event)) check_case(id);
    last_at_ = now_;
    if (!envelope.key.empty())
        keys_[envelope.key] = {runtime::fingerprint(envelope), answer};
    return answer;
}

bool Model::begins_with(const std::vector<Envelope>& batch, Instant now,
                        const journal::Record& record) const {
    auto at = std::max(now, last_at_);
    for (const auto& envelope : batch) {
        if (envelope.key.size() > 200 || keys_.contains(envelope.key)) continue;
        auto events = city::decide(state_, envelope.command, envelope.actor, at);
        if (!events) continue;
        return record.at == at && record.actor == envelope.actor &&
               record.key == runtime::key_field(envelope) &&
               record.payload == event_text(events->front());
    }
    return false;
}

std::optional<std::string> Model::difference(const journal::Record& found) const {
    auto record = std::to_string(found.sequence);
    if (found.sequence == 0 || found.sequence > size())
        return "record " + record + " (" + found.type + ") is in the journal, and nobody was told";
    auto told = this->record(found.sequence);
    told.hash = found.hash;
    if (told == found) return std::nullopt;
    return "record " + record + " is " + found.type + " " + found.payload + ", answered was " +
           told.type + " " + told.payload;
}

std::set<CaseId> Model::take_touched() { return std::exchange(touched_, {}); }

std::vector<Command> Model::due_by(Instant now) const {
    // At one instant the reports come first.
    std::map<std::tuple<Instant, std::uint64_t, std::uint64_t, std::size_t>, Command> due;
    for (ReportId id : state_.cases.waiting.ids()) {
        const auto& clock = state_.cases.waiting.find(id)->accept_clock;
        if (clock && clock->next_point <= now)
            due.emplace(std::tuple(clock->next_point, raw(id), 0, 0), PassReportPoint{id});
    }
    for (CaseId id : state_.cases.cases.ids()) {
        const auto& clocks = state_.cases.cases.find(id)->clocks;
        for (std::size_t i = 0; i < clocks.size(); ++i)
            if (clocks[i].phase == ClockPhase::running && clocks[i].next_point <= now)
                due.emplace(std::tuple(clocks[i].next_point, UINT64_MAX, raw(id), i),
                            PassClockPoint{id, static_cast<std::uint16_t>(i)});
    }
    std::vector<Command> out;
    for (auto& [when, command] : due) out.push_back(std::move(command));
    return out;
}

void Model::apply(const Event& event, PersonId actor) {
    std::vector<Case> before;
    for (auto id : cases_of(event)) {
        touched_.insert(id);
        if (const auto* subject = state_.cases.cases.find(id)) before.push_back(*subject);
    }
    city::apply(state_, event, {now_, actor});
    for (const auto& subject : before)
        check_change(event, subject, *state_.cases.cases.find(subject.id));
}

// No update resets a clock, and responsibility changes hands only where somebody said so.
void Model::check_change(const Event& event, const Case& before, const Case& after) {
    bool may_move = std::holds_alternative<ExtensionGranted>(event) ||
                    std::holds_alternative<CaseResumed>(event);
    bool may_extend = std::holds_alternative<ExtensionGranted>(event);
    bool may_hand_over = std::holds_alternative<OrderDispatched>(event) ||
                         std::holds_alternative<CaseTransferred>(event) ||
                         std::holds_alternative<CaseReopened>(event);
    if (after.clocks.size() < before.clocks.size()) return note(after, "a clock disappeared");
    for (std::size_t i = 0; i < before.clocks.size(); ++i) {
        const auto& was = before.clocks[i];
        const auto& is = after.clocks[i];
        if (is.started_at != was.started_at) note(after, "a clock was started anew");
        if (is.due != was.due && !may_move)
            note(after, "a due instant moved by " + std::string(event_type(event)));
        if (is.total != was.total && !may_extend)
            note(after, "a budget changed by " + std::string(event_type(event)));
        if (!casework::is_live(was) && casework::is_live(is)) note(after, "a clock came to life");
    }
    if (after.responsible != before.responsible && !may_hand_over)
        note(after, "responsibility changed by " + std::string(event_type(event)));
}

void Model::check_case(CaseId id) {
    const auto& subject = *state_.cases.cases.find(id);
    if (auto broken = casework::broken_invariant(subject)) note(subject, *broken);
    if (auto lack = missing_clock(subject)) note(subject, *lack);
}

void Model::note(const Case& subject, const std::string& what) {
    if (!broken_) broken_ = "case " + id_text(subject.id) + ": " + what;
}

}  // namespace cs::sim
