#include "city/promises_test.h"

#include <algorithm>
#include <set>

#include "base/json.h"

namespace cs::city {

namespace {

bool live(const Clock& clock) {
    return clock.phase == ClockPhase::running || clock.phase == ClockPhase::paused;
}

bool open(const Order& order) {
    return order.phase == OrderPhase::issued || order.phase == OrderPhase::handling ||
           order.phase == OrderPhase::returning;
}

// One obligation: which clock must run, on which order (0: the case), and who owes it.
struct Owed {
    ClockKind kind;
    std::uint16_t order;
    UnitId unit;
};

std::vector<Owed> case_obligations(const Case& c) {
    std::vector<Owed> out;
    if (c.phase == Phase::filed) out.push_back({ClockKind::dispatch, 0, c.filing_unit});
    if (c.phase == Phase::claimed) out.push_back({ClockKind::verify, 0, c.filing_unit});
    if (c.phase == Phase::verified) out.push_back({ClockKind::callback, 0, c.filing_unit});
    if (c.phase == Phase::called_back) out.push_back({ClockKind::close, 0, c.filing_unit});
    if (c.suspended) out.push_back({ClockKind::review, 0, c.filing_unit});
    if (c.supervised) out.push_back({ClockKind::supervise, 0, c.responsible});
    return out;
}

std::vector<Owed> obligations(const Case& c) {
    if (c.phase == Phase::closed || c.phase == Phase::merged) return {};
    auto out = case_obligations(c);
    for (std::size_t i = 0; i < c.orders.size(); ++i) {
        const auto& order = c.orders[i];
        auto number = static_cast<std::uint16_t>(i + 1);
        if (!open(order)) continue;
        out.push_back({ClockKind::handle, number, order.unit});
        if (!order.is_signed) out.push_back({ClockKind::sign, number, order.unit});
        if (order.phase == OrderPhase::returning || order.extension_pending)
            out.push_back({ClockKind::arbitrate, number, c.filing_unit});
    }
    return out;
}

std::string name_of(const Case& c, ClockKind kind, std::uint16_t order) {
    return id_text(c.id) + "/" + std::to_string(order) + " " + std::string(json::enum_name(kind));
}

void check_clocks(const Case& c, std::vector<std::string>& out) {
    auto owed = obligations(c);
    for (const auto& one : owed) {
        auto found = std::ranges::count_if(c.clocks, [&](const Clock& clock) {
            return live(clock) && clock.kind == one.kind && clock.order == one.order &&
                   clock.unit == one.unit;
        });
        if (found != 1)
            out.push_back(name_of(c, one.kind, one.order) + " is owed by " + id_text(one.unit) +
                          " and has " + std::to_string(found) + " clocks");
    }
    for (const auto& clock : c.clocks) {
        if (!live(clock)) continue;
        bool is_owed = std::ranges::any_of(owed, [&](const Owed& one) {
            return one.kind == clock.kind && one.order == clock.order;
        });
        bool may_lack = clock.kind == ClockKind::contact || clock.kind == ClockKind::arrive;
        bool order_open =
            clock.order > 0 && clock.order <= c.orders.size() && open(c.orders[clock.order - 1]);
        if (!is_owed && !(may_lack && order_open))
            out.push_back(name_of(c, clock.kind, clock.order) + " runs, but nobody owes that");
        bool should_pause = c.suspended && clock.kind != ClockKind::supervise &&
                            clock.kind != ClockKind::review;
        if ((clock.phase == ClockPhase::paused) != should_pause)
            out.push_back(name_of(c, clock.kind, clock.order) + " is paused, or runs, wrongly");
    }
}

void check_owner(const State& state, const Case& c, std::vector<std::string>& out) {
    if (c.phase == Phase::closed || c.phase == Phase::merged) return;
    if (state.registry.unit(c.responsible) == nullptr)
        out.push_back(id_text(c.id) + " is nobody's");
    UnitId lead{};
    int leads = 0;
    for (const auto& order : c.orders)
        if (order.lead && open(order)) {
            lead = order.unit;
            ++leads;
        }
    if (leads > 1) out.push_back(id_text(c.id) + " has two leads");
    if (leads == 1 && lead != c.responsible)
        out.push_back(id_text(c.id) + " is led by one unit and another is responsible");
    for (std::size_t i = 0; i < c.orders.size(); ++i)
        for (std::size_t j = i + 1; j < c.orders.size(); ++j)
            if (c.orders[i].unit == c.orders[j].unit && open(c.orders[i]) && open(c.orders[j]))
                out.push_back(id_text(c.id) + " gives one unit two open orders");
}

void check_end(const Case& c, std::vector<std::string>& out) {
    if (c.phase != Phase::closed) {
        if (c.closing) out.push_back(id_text(c.id) + " is not closed but counts as closed");
        return;
    }
    if (!c.closing) out.push_back(id_text(c.id) + " is closed as nothing");
    if (c.closing == Closing::solved && (c.verified != Answer::yes || c.accepted == Answer::no))
        out.push_back(id_text(c.id) + " is closed as solved against the evidence");
}

}  // namespace

std::vector<std::string> broken_promises(const State& state) {
    std::vector<std::string> out;
    std::size_t armed = 0;
    for (CaseId id : state.cases.cases.ids()) {
        const auto& c = *state.cases.cases.find(id);
        if (auto broken = casework::broken_invariant(c))
            out.push_back(id_text(id) + ": " + *broken);
        check_clocks(c, out);
        check_owner(state, c, out);
        check_end(c, out);
        for (std::size_t i = 0; i < c.clocks.size(); ++i) {
            const auto& clock = c.clocks[i];
            bool wanted =
                clock.phase == ClockPhase::running && clock.next_point != Instant::never();
            auto due = state.cases.due.due_of({id, static_cast<std::uint16_t>(i)});
            armed += wanted;
            if (due.has_value() != wanted || (wanted && *due != clock.next_point))
                out.push_back(name_of(c, clock.kind, clock.order) + " is armed wrongly");
        }
    }
    std::set<std::pair<Instant, ReportId>> points;
    for (ReportId id : state.cases.waiting.ids()) {
        const auto& clock = state.cases.waiting.find(id)->accept_clock;
        if (!clock) out.push_back("report " + id_text(id) + " waits without a clock");
        if (clock && clock->next_point != Instant::never()) points.emplace(clock->next_point, id);
    }
    if (points != state.cases.due_reports) out.push_back("reports are armed wrongly");
    if (armed != state.cases.due.size()) out.push_back("the due queue holds clocks of no case");
    return out;
}

Watch::Watch(const casework::Cases& cases) {
    for (CaseId id : cases.cases.ids()) before_.push_back(*cases.cases.find(id));
}

std::vector<std::string> Watch::broken_by_event(const casework::Cases& after,
                                                const Event& event) const {
    std::vector<std::string> out;
    bool may_move = std::holds_alternative<ExtensionGranted>(event) ||
                    std::holds_alternative<CaseResumed>(event);
    for (const auto& c : before_) {
        const auto* now = after.cases.find(c.id);
        if (now == nullptr || now->clocks.size() < c.clocks.size()) {
            out.push_back(id_text(c.id) + " lost clocks");
            continue;
        }
        for (std::size_t i = 0; i < c.clocks.size(); ++i) {
            const auto& was = c.clocks[i];
            const auto& is = now->clocks[i];
            auto name = name_of(c, was.kind, was.order);
            if (was.started_at != is.started_at) out.push_back(name + " began anew");
            if (was.due != is.due && !may_move)
                out.push_back(name + " was moved by " + std::string(event_type(event)));
            if (is.due < was.due) out.push_back(name + " was brought forward");
            if (was.total != is.total && !std::holds_alternative<ExtensionGranted>(event))
                out.push_back(name + " got another budget");
            if (!live(was) && (live(is) || was.phase != is.phase))
                out.push_back(name + " came back from its end");
            if (is.phase == ClockPhase::cancelled && live(was) && was.phase != ClockPhase::paused &&
                is.stopped_at > is.due && now->orders.size() >= was.order && was.order > 0 &&
                c.orders[was.order - 1].phase != OrderPhase::returning)
                out.push_back(name + " was overdue and is not marked missed");
        }
    }
    return out;
}

std::vector<std::string> Watch::broken_by_command(const casework::Cases& after,
                                                  const Command& command) const {
    std::vector<std::string> out;
    auto type = command_type(command);
    bool may_change = type == "dispatch_case" || type == "rule_on_return" ||
                      type == "transfer_case" || type == "reopen_case";
    for (const auto& c : before_) {
        const auto* now = after.cases.find(c.id);
        if (now != nullptr && now->responsible != c.responsible && !may_change)
            out.push_back(id_text(c.id) + " changed its responsible unit by " + std::string(type));
    }
    return out;
}

}  // namespace cs::city
