#include "casework/apply.h"

#include <algorithm>

#include "base/check.h"
#include "casework/accepting.h"
#include "casework/clocks.h"
#include "casework/importing.h"
#include "casework/lookup.h"

namespace cs::casework {

namespace {

class Fold {
public:
    Fold(Cases& cases, const Stamp& stamp) : cases_(cases), stamp_(stamp) {}

    // What belongs to the registry.
    template <class E>
    void operator()(const E&) {}

    void operator()(const ReportSubmitted& e) {
        cases_.last_report = std::max(cases_.last_report, counter_of(e.report.id));
        add_waiting(cases_, {e.report.id, e.report.channel, e.report.subject, e.report.place,
                             e.report.reported_at, e.accept_clock});
        if (e.report.source_id)
            cases_.sources.insert(source_key(e.report.channel, *e.report.source_id));
    }
    void operator()(const ReportDeclined& e) { end_waiting(cases_, e.report); }
    void operator()(const ReportPointPassed& e) {
        auto* report = cases_.waiting.find(e.report);
        CHECK(report != nullptr && report->accept_clock);
        disarm_report(cases_, *report);
        report->accept_clock->points_passed = e.points_passed;
        report->accept_clock->next_point = e.next_point;
        arm_report(cases_, *report);
    }

    void operator()(const CaseFiled& e) {
        Case subject;
        subject.id = e.case_id;
        subject.matter = e.matter;
        subject.duty = e.duty;
        subject.division = e.division;
        subject.grid = e.grid;
        subject.filed_at = stamp_.at;
        subject.filing_unit = e.filing_unit;
        subject.reports = e.reports;
        for (ReportId report : e.reports) end_waiting(cases_, report);
        add_case(std::move(subject), e.dispatch_clock);
    }
    void operator()(const CaseImported& e) {
        cases_.sources.insert(source_key(Channel::transfer, outside_id(e.system, e.source_id)));
        cases_.last_case = std::max(cases_.last_case, counter_of(e.case_id));
        auto subject = imported_case(e);
        CaseId id = subject.id;
        cases_.cases.insert(id, std::move(subject));
        if (e.handle_clock) arm(find(id), 0);
    }
    void operator()(const ReportAttached& e) {
        end_waiting(cases_, e.report);
        find(e.case_id).reports.push_back(e.report);
    }

    void operator()(const OrderDispatched& e) {
        auto& subject = find(e.case_id);
        CHECK(e.order == subject.orders.size() + 1);
        stop(subject, e.stopped);
        Order order;
        order.unit = e.unit;
        order.lead = e.lead;
        order.issued_at = stamp_.at;
        subject.orders.push_back(order);
        subject.clocks.reserve(subject.clocks.size() + e.clocks.size());
        for (const auto& clock : e.clocks) start(subject, clock);
        if (e.lead) subject.phase = Phase::dispatched;
        settle_responsibility(subject);
    }
    void operator()(const OrderSigned& e) {
        auto& subject = find(e.case_id);
        auto& order = order_of(subject, e.order);
        order.is_signed = true;
        order.phase = OrderPhase::handling;
        if (order.lead) subject.phase = Phase::handling;
        stop(subject, e.stopped);
    }
    void operator()(const ContactRecorded& e) { stop(find(e.case_id), e.stopped); }
    void operator()(const ArrivalRecorded& e) { stop(find(e.case_id), e.stopped); }

    void operator()(const ReturnRequested& e) {
        auto& subject = find(e.case_id);
        auto& order = order_of(subject, e.order);
        order.phase = OrderPhase::returning;
        order.proposed_unit = e.proposed_unit.value_or(UnitId{});
        ++order.returns;
        start(subject, e.arbitrate_clock);
    }
    void operator()(const ReturnAccepted& e) {
        auto& subject = find(e.case_id);
        order_of(subject, e.order).phase = OrderPhase::withdrawn;
        count(subject.returns);
        stop(subject, e.stopped);
    }
    void operator()(const ReturnOverruled& e) {
        auto& subject = find(e.case_id);
        auto& order = order_of(subject, e.order);
        order.phase = order.is_signed ? OrderPhase::handling : OrderPhase::issued;
        order.proposed_unit = {};
        stop(subject, e.stopped);
    }

    void operator()(const ExtensionRequested& e) {
        auto& subject = find(e.case_id);
        order_of(subject, e.order).extension_pending = true;
        start(subject, e.arbitrate_clock);
    }
    void operator()(const ExtensionGranted& e) {
        auto& subject = find(e.case_id);
        auto& order = order_of(subject, e.order);
        order.extension_pending = false;
        count(order.extensions);
        stop(subject, e.stopped);
        move(subject, e.moved);
    }
    void operator()(const ExtensionDenied& e) {
        auto& subject = find(e.case_id);
        order_of(subject, e.order).extension_pending = false;
        stop(subject, e.stopped);
    }
    void operator()(const CaseSuspended& e) {
        auto& subject = find(e.case_id);
        subject.suspended = true;
        for (std::size_t i = 0; i < subject.clocks.size(); ++i) {
            auto& clock = subject.clocks[i];
            // Supervision is owed an answer also about a case that stands still.
            if (clock.phase != ClockPhase::running || clock.kind == ClockKind::supervise) continue;
            clock.phase = ClockPhase::paused;
            clock.stopped_at = stamp_.at;
            cases_.due.cancel({subject.id, static_cast<std::uint16_t>(i)});
        }
        if (e.review_clock) start(subject, *e.review_clock);
    }
    void operator()(const CaseResumed& e) {
        auto& subject = find(e.case_id);
        subject.suspended = false;
        if (e.reviewed) stop(subject, {*e.reviewed});
        for (const auto& moved : e.moved) {
            CHECK(moved.clock < subject.clocks.size());
            subject.clocks[moved.clock].phase = ClockPhase::running;
            subject.clocks[moved.clock].stopped_at = {};
        }
        move(subject, e.moved);
    }

    void operator()(const OutcomeSubmitted& e) {
        auto& subject = find(e.case_id);
        auto& order = order_of(subject, e.order);
        order.phase = OrderPhase::done;
        order.extension_pending = false;
        stop(subject, e.stopped);
        if (!order.lead) return;
        subject.phase = Phase::claimed;
        subject.claimed = e.claim == Claim::solved ? Answer::yes : Answer::no;
        subject.verified = subject.accepted = subject.satisfied = Answer::unknown;
        subject.call_attempts = 0;
        if (e.verify_clock) start(subject, *e.verify_clock);
    }
    void operator()(const ReworkOrdered& e) {
        auto& subject = find(e.case_id);
        auto& order = order_of(subject, e.order);
        order.phase = OrderPhase::handling;
        subject.phase = Phase::handling;
        count(subject.reworks);
        stop(subject, e.stopped);
        start(subject, e.handle_clock);
    }
    void operator()(const Verified& e) {
        auto& subject = find(e.case_id);
        subject.verified = e.pass ? Answer::yes : Answer::no;
        stop(subject, e.stopped);
        if (!e.pass) return;
        subject.phase = Phase::verified;
        CHECK(e.callback_clock.has_value());
        start(subject, *e.callback_clock);
    }
    void operator()(const CalledBack& e) {
        auto& subject = find(e.case_id);
        count(subject.call_attempts);
        stop(subject, e.stopped);
        if (!e.final) return;
        subject.accepted = e.solved;
        subject.satisfied = e.satisfied;
        subject.phase = Phase::called_back;
        if (e.close_clock) start(subject, *e.close_clock);
    }
    void operator()(const CaseClosed& e) {
        auto& subject = find(e.case_id);
        subject.phase = Phase::closed;
        subject.closing = e.closing;
        end(subject, e.stopped);
    }
    void operator()(const CaseReopened& e) {
        auto& subject = find(e.case_id);
        subject.phase = Phase::filed;
        subject.closing.reset();
        subject.closed_at = {};
        subject.claimed = subject.verified = Answer::unknown;
        subject.accepted = subject.satisfied = Answer::unknown;
        subject.escalation_level = 0;
        count(subject.reopenings);
        if (e.dispatch_clock) start(subject, *e.dispatch_clock);
        settle_responsibility(subject);
    }

    void operator()(const CaseSupervised& e) {
        auto& subject = find(e.case_id);
        subject.supervised = true;
        start(subject, e.supervise_clock);
    }
    void operator()(const SupervisionAnswered& e) {
        auto& subject = find(e.case_id);
        subject.supervised = false;
        stop(subject, e.stopped);
    }
    void operator()(const ClockPointPassed& e) {
        auto& subject = find(e.case_id);
        CHECK(e.clock < subject.clocks.size());
        auto& clock = subject.clocks[e.clock];
        clock.points_passed = e.points_passed;
        clock.next_point = e.next_point;
        arm(subject, e.clock);
    }
    void operator()(const CaseEscalated& e) { find(e.case_id).escalation_level = e.level; }

    void operator()(const CasesMerged& e) {
        auto& from = find(e.from);
        auto& into = find(e.into);
        from.phase = Phase::merged;
        from.merged_into = e.into;
        end(from, e.stopped);
        for (ReportId report : e.reports)
            if (std::ranges::find(into.reports, report) == into.reports.end())
                into.reports.push_back(report);
        from.reports.clear();
    }
    void operator()(const CaseSplit& e) {
        auto& old = find(e.case_id);
        Case subject;
        subject.id = e.new_case;
        subject.matter = old.matter;
        subject.duty = old.duty;
        subject.division = old.division;
        subject.grid = old.grid;
        subject.filed_at = stamp_.at;
        subject.filing_unit = e.filing_unit;
        subject.reports = e.reports;
        for (ReportId report : e.reports) std::erase(old.reports, report);
        add_case(std::move(subject), e.dispatch_clock);
    }
    void operator()(const CaseTransferred& e) {
        auto& subject = find(e.case_id);
        subject.filing_unit = e.unit;
        for (auto& clock : subject.clocks)
            if (is_live(clock) && clock.order == 0 && clock.unit == e.from) clock.unit = e.unit;
        settle_responsibility(subject);
    }
    void operator()(const OrderWithdrawn& e) {
        auto& subject = find(e.case_id);
        auto& order = order_of(subject, e.order);
        order.phase = OrderPhase::withdrawn;
        order.extension_pending = false;
        stop(subject, e.stopped);
    }

private:
    Case& find(CaseId id) {
        auto* subject = cases_.cases.find(id);
        CHECK(subject != nullptr);
        return *subject;
    }
    static Order& order_of(Case& subject, std::uint16_t number) {
        CHECK(number >= 1 && number <= subject.orders.size());
        return subject.orders[number - 1];
    }
    static void count(std::uint8_t& counter) {
        if (counter < 255) ++counter;
    }
    void add_case(Case subject, const std::optional<Clock>& dispatch_clock) {
        cases_.last_case = std::max(cases_.last_case, counter_of(subject.id));
        subject.phase = Phase::filed;
        subject.responsible = subject.filing_unit;
        auto& kept = cases_.cases.insert(subject.id, std::move(subject));
        if (dispatch_clock) start(kept, *dispatch_clock);
    }
    // The unit of the lead order answers for the case; while there is none, whoever filed it. The
    // answer that supervision waits for is owed by whoever that is now.
    static void settle_responsibility(Case& subject) {
        auto lead = subject.phase == Phase::filed ? std::uint16_t{0} : lead_order(subject);
        subject.responsible = lead == 0 ? subject.filing_unit : subject.orders[lead - 1].unit;
        for (auto& clock : subject.clocks)
            if (is_live(clock) && clock.kind == ClockKind::supervise)
                clock.unit = subject.responsible;
    }
    void start(Case& subject, const Clock& clock) {
        subject.clocks.push_back(clock);
        arm(subject, static_cast<std::uint16_t>(subject.clocks.size() - 1));
    }
    void arm(const Case& subject, std::uint16_t index) {
        const auto& clock = subject.clocks[index];
        if (clock.phase == ClockPhase::running && clock.next_point != Instant::never())
            cases_.due.set({subject.id, index}, clock.next_point);
        else
            cases_.due.cancel({subject.id, index});
    }
    void stop(Case& subject, const std::vector<ClockStopped>& stopped) {
        for (const auto& ended : stopped) {
            CHECK(ended.clock < subject.clocks.size());
            auto& clock = subject.clocks[ended.clock];
            CHECK(is_live(clock));
            clock.phase = ended.result;
            clock.stopped_at = stamp_.at;
            clock.next_point = Instant::never();
            cases_.due.cancel({subject.id, ended.clock});
        }
    }
    void move(Case& subject, const std::vector<ClockMoved>& moves) {
        for (const auto& moved : moves) {
            CHECK(moved.clock < subject.clocks.size());
            auto& clock = subject.clocks[moved.clock];
            clock.total = moved.total;
            clock.due = moved.due;
            clock.points_passed = moved.points_passed;
            clock.next_point = moved.next_point;
            arm(subject, moved.clock);
        }
    }
    // Closed or merged: nobody owes anything any more.
    void end(Case& subject, const std::vector<ClockStopped>& stopped) {
        stop(subject, stopped);
        subject.closed_at = stamp_.at;
        subject.suspended = subject.supervised = false;
        for (auto& order : subject.orders)
            if (is_open(order)) order.phase = OrderPhase::withdrawn;
        if (subject.phase == Phase::closed) {
            // The lead that closed the case stays on record as its lead.
            for (std::size_t i = subject.orders.size(); i > 0; --i)
                if (subject.orders[i - 1].lead) {
                    subject.orders[i - 1].phase = OrderPhase::done;
                    break;
                }
        }
    }

    Cases& cases_;
    const Stamp& stamp_;
};

}  // namespace

void apply(Cases& cases, const Event& event, const Stamp& stamp) {
    std::visit(Fold(cases, stamp), event);
}

namespace {

// The first point of the new ladder above those that the clock passed of the old one.
void follow_ladder(const World& world, const Policy& before, Clock& clock) {
    const auto& points = world.registry.policy().points;
    int reached = clock.points_passed == 0 ? 0 : before.points[clock.points_passed - 1u].percent;
    clock.points_passed = static_cast<std::uint8_t>(std::ranges::count_if(
        points, [&](const EscalationPoint& point) { return point.percent <= reached; }));
    // Of a paused clock, resuming finds the next point.
    if (clock.phase == ClockPhase::running)
        clock.next_point = next_point(world, clock, clock.points_passed);
}

}  // namespace

void follow_policy(Cases& cases, const registry::Registry& registry, const Policy& before,
                   Instant at) {
    if (registry.policy().points == before.points) return;
    World world{registry, cases, {}, at};
    for (CaseId id : cases.cases.ids()) {
        auto& subject = *cases.cases.find(id);
        for (std::size_t i = 0; i < subject.clocks.size(); ++i) {
            auto& clock = subject.clocks[i];
            if (!is_live(clock)) continue;
            follow_ladder(world, before, clock);
            if (clock.phase != ClockPhase::running) continue;
            calendar::ClockKey key{id, static_cast<std::uint16_t>(i)};
            if (clock.next_point == Instant::never())
                cases.due.cancel(key);
            else
                cases.due.set(key, clock.next_point);
        }
    }
    for (ReportId id : cases.waiting.ids()) {
        auto& report = *cases.waiting.find(id);
        if (!report.accept_clock) continue;
        disarm_report(cases, report);
        follow_ladder(world, before, *report.accept_clock);
        arm_report(cases, report);
    }
}

void put_back(Cases& cases, Case subject) {
    CaseId id = subject.id;
    auto& kept = cases.cases.insert(id, std::move(subject));
    for (std::size_t i = 0; i < kept.clocks.size(); ++i)
        if (kept.clocks[i].phase == ClockPhase::running &&
            kept.clocks[i].next_point != Instant::never())
            cases.due.set({id, static_cast<std::uint16_t>(i)}, kept.clocks[i].next_point);
}

Case take_out(Cases& cases, CaseId id) {
    auto* subject = cases.cases.find(id);
    CHECK(subject != nullptr && !is_open(subject->phase));
    Case out = std::move(*subject);
    cases.cases.erase(id);
    return out;
}

std::optional<std::string> broken_invariant(const Case& subject) {
    int leads = 0, live = 0;
    for (const auto& order : subject.orders) leads += order.lead && is_open(order);
    for (const auto& clock : subject.clocks) live += is_live(clock);
    if (!is_open(subject.phase))
        return live == 0 && leads == 0 ? std::nullopt
                                       : std::optional("a case that ended still owes something");
    if (raw(subject.responsible) == 0) return "an open case has no responsible unit";
    if (leads > 1) return "two orders lead one case";
    if (live == 0) return "an open case has no running clock";
    bool with_unit = subject.phase == Phase::dispatched || subject.phase == Phase::handling;
    if (with_unit && leads != 1) return "a dispatched case has no lead order";
    if (subject.phase == Phase::filed && leads != 0) return "a filed case has a lead order";
    for (const auto& clock : subject.clocks) {
        if (clock.phase == ClockPhase::paused && !subject.suspended)
            return "a clock is paused though the case is not suspended";
        if (clock.kind == ClockKind::review && is_live(clock) && !subject.suspended)
            return "a suspension is to be reviewed though the case is not suspended";
        if (clock.due < clock.started_at) return "a clock is due before it started";
    }
    if (subject.phase != Phase::filed) {
        auto lead = lead_order(subject);
        if (lead == 0 || subject.orders[lead - 1].unit != subject.responsible)
            return "the responsible unit is not the lead";
    } else if (subject.responsible != subject.filing_unit) {
        return "a filed case is not with the unit that filed it";
    }
    return std::nullopt;
}

}  // namespace cs::casework
