#include "sim/workforce.h"

#include <algorithm>

#include "base/check.h"
#include "base/utf8.h"

namespace cs::sim {

namespace {

// Working time from an instant; where the holidays of a year are unknown, plain time.
Instant after_working(const city::State& state, Instant from, Duration worked) {
    auto at = state.registry.calendar(calendar::CalendarKind::work).add(from, worked);
    return at ? *at : from + worked;
}

const Clock* running_clock(const Case& subject, ClockKind kind, std::uint16_t order) {
    for (const auto& clock : subject.clocks)
        if (clock.kind == kind && clock.order == order && clock.phase == ClockPhase::running)
            return &clock;
    return nullptr;
}

// Share of the shorter text's bigrams that two tellings of one problem have in common.
constexpr std::size_t duplicate_overlap_percent = 22;

std::set<std::string> bigrams_of(const ReportText& read) {
    auto text = read.title + read.text;
    std::set<std::string> out;
    std::size_t before = 0, at = 0;
    if (text.empty()) return out;
    utf8::next(text, at);
    while (at < text.size()) {
        auto middle = at;
        utf8::next(text, at);
        out.insert(text.substr(before, at - before));
        before = middle;
    }
    return out;
}

Hash256 made_up_evidence(CaseId id, int n) {
    return sha256("simulated photo " + id_text(id) + "/" + std::to_string(n));
}

}  // namespace

Workforce::Workforce(const Staff& staff, const Habits& habits, const KeywordAdviser& adviser,
                     std::function<ReportText(const Report&)> text_of, std::uint64_t seed)
    : staff_(staff),
      habits_(habits),
      adviser_(adviser),
      text_of_(std::move(text_of)),
      random_(Random(seed).fork(0x3F)) {}

std::optional<Instant> Workforce::next() const {
    return plans_.empty() ? std::nullopt : std::optional(plans_.top().at);
}

std::vector<Envelope> Workforce::actions(Instant until) {
    std::vector<Envelope> out;
    while (!plans_.empty() && plans_.top().at <= until) {
        out.push_back(plans_.top().envelope);
        plans_.pop();
    }
    return out;
}

void Workforce::plan(Instant at, PersonId actor, Command command) {
    plans_.push({at, ++planned_, {actor, {}, std::move(command)}});
}

PersonId Workforce::any_agent() { return staff_.agents[random_.below(staff_.agents.size())]; }

// What one event makes people plan.
struct Workforce::Reaction {
    Workforce& people;
    const city::State& state;
    Instant now;

    template <class E>
    void operator()(const E&) {}

    const Case* find(CaseId id) const {
        const auto* subject = state.cases.cases.find(id);
        return subject != nullptr && is_open(subject->phase) ? subject : nullptr;
    }
    Random& random() { return people.random_; }
    const UnitHabits& habits_of(UnitId unit) const {
        auto kind = people.staff_.unit_kinds.find(unit);
        return people.habits_.of(kind == people.staff_.unit_kinds.end() ? std::string_view()
                                                                         : kind->second);
    }
    PersonId officer(UnitId unit) const {
        auto found = people.staff_.officers.find(unit);
        return found == people.staff_.officers.end() ? people.staff_.city_supervisor
                                                     : found->second;
    }
    PersonId in_district(const std::map<DivisionCode, PersonId>& who, const Case& subject) const {
        auto found = who.find(ancestor_at(subject.division, DivisionLevel::district));
        return found == who.end() ? people.staff_.city_supervisor : found->second;
    }
    Instant in_minutes(std::int32_t median, std::int32_t spread = 60) {
        return now + draw_minutes(random(), median, spread);
    }
    Instant in_working_minutes(std::int32_t median, std::int32_t spread = 60) {
        return after_working(state, now, draw_minutes(random(), median, spread));
    }
    bool chance(std::int32_t percent) {
        return random().percent(static_cast<std::uint64_t>(percent));
    }

    void operator()(const ReportSubmitted& e) {
        const auto& agent = people.habits_.agent;
        auto at = in_minutes(agent.triage_minutes_median);
        auto who = people.any_agent();
        if (chance(agent.decline_percent)) {
            people.plan(at, who, DeclineReport{e.report.id, "不属于受理范围，已告知诉求人其他渠道",
                                               "政务热线受理范围清单"});
            return;
        }
        auto read = people.text_of_(e.report);
        auto advice = people.adviser_.advise(read.title, read.text);
        const auto* catalogue = state.registry.catalogue_at(now);
        bool known = catalogue != nullptr &&
                     state.registry.find_duty(catalogue->version, advice.suggestion, 0).has_value();
        if (advice.confidence_percent == 0 || !known) ++people.unplaced_;
        std::string matter = known ? advice.suggestion : other_matter;
        std::uint32_t conditions = 0;
        while (catalogue != nullptr &&
               state.registry.find_duty(catalogue->version, matter, conditions))
            ++conditions;
        auto words = bigrams_of(read);
        auto known_case = told_before(matter, words);
        if (known_case && chance(agent.duplicate_percent)) {
            people.plan(at, who, AttachReport{e.report.id, *known_case, advice});
            return;
        }
        people.waiting_words_[e.report.id] = std::move(words);
        auto condition = static_cast<std::uint32_t>(random().below(std::max(conditions, 1u)));
        people.plan(at, who,
                    FileCase{e.report.id, matter, condition, {}, Dispatch{}, advice});
    }

    void operator()(const CaseFiled& e) {
        for (ReportId report : e.reports) {
            auto words = people.waiting_words_.extract(report);
            if (words) people.told_[e.matter].push_back({e.case_id, std::move(words.mapped())});
        }
        people.truths_[e.case_id] = {};
    }

    // An open case of the matter that was told in much the same words.
    std::optional<CaseId> told_before(const std::string& matter,
                                      const std::set<std::string>& words) {
        auto& told = people.told_[matter];
        std::erase_if(told, [&](const auto& one) { return find(one.case_id) == nullptr; });
        for (const auto& one : told) {
            std::size_t shared = 0;
            for (const auto& word : words) shared += one.bigrams.contains(word);
            if (shared * 100 >=
                duplicate_overlap_percent * std::min(words.size(), one.bigrams.size()))
                return one.case_id;
        }
        return std::nullopt;
    }

    void operator()(const OrderDispatched& e) {
        const auto* subject = find(e.case_id);
        if (subject == nullptr) return;
        const auto& habits = habits_of(e.unit);
        auto who = officer(e.unit);
        const auto* sign = running_clock(*subject, ClockKind::sign, e.order);
        auto at = in_minutes(habits.sign_minutes_median, habits.sign_minutes_spread);
        if (sign != nullptr && chance(habits.late_sign_percent))
            at = sign->due + draw_minutes(random(), 20, 80);
        if (chance(habits.return_percent) && subject->returns < 3) {
            people.plan(at, who, ReturnOrder{e.case_id, e.order, "经核实，该事项不属本单位职责",
                                             another_unit(*subject, e.unit)});
            return;
        }
        people.plan(at, who, SignOrder{e.case_id, e.order});
    }

    // A unit of the case's district that the returning unit would rather see there.
    std::optional<UnitId> another_unit(const Case& subject, UnitId unit) {
        std::vector<UnitId> others;
        for (const auto& [other, person] : people.staff_.officers) {
            const auto* known = state.registry.unit(other);
            if (other != unit && known != nullptr && within(subject.division, known->division))
                others.push_back(other);
        }
        if (others.empty()) return std::nullopt;
        return others[random().below(others.size())];
    }

    void operator()(const OrderSigned& e) {
        const auto* subject = find(e.case_id);
        if (subject == nullptr) return;
        const auto& habits = habits_of(e.unit);
        auto who = officer(e.unit);
        const auto& order = subject->orders[e.order - 1];
        if (order.lead) {
            people.plan(in_working_minutes(habits.contact_minutes_median), who,
                        RecordContact{e.case_id, e.order, "已与诉求人电话联系，核实情况"});
            if (running_clock(*subject, ClockKind::arrive, e.order) != nullptr)
                people.plan(in_minutes(std::max(habits.arrive_minutes_median / 6, 1)), who,
                            RecordArrival{e.case_id, e.order, {}});
            if (chance(habits.suspend_percent))
                people.plan(in_working_minutes(240),
                            in_district(people.staff_.dispatchers, *subject),
                            SuspendCase{e.case_id, "须待产权单位资金到位后施工", "挂账管理规定", {}});
            if (chance(habits.extension_percent))
                people.plan(in_working_minutes(180), who,
                            RequestExtension{e.case_id, e.order, half_budget(*subject),
                                             "现场情况复杂，需多部门会商"});
        }
        plan_outcome(*subject, e.order);
    }

    calendar::Budget half_budget(const Case& subject) const {
        auto budget = state.registry.duty(subject.duty)->budget;
        auto minutes = calendar::counted(budget).us / Duration::minutes(2).us;
        return {static_cast<std::int32_t>(std::max<std::int64_t>(minutes, 1)),
                calendar::BudgetUnit::minutes, budget.calendar};
    }

    void plan_outcome(const Case& subject, std::uint16_t number) {
        const auto* clock = running_clock(subject, ClockKind::handle, number);
        if (clock == nullptr) return;
        const auto& order = subject.orders[number - 1];
        const auto& habits = habits_of(order.unit);
        // A percent of the budget, drawn as if it were minutes.
        auto percent = draw_minutes(random(), habits.handle_budget_percent_median,
                                    habits.handle_spread).us / Duration::minutes(1).us;
        percent = chance(habits.late_percent) ? random().between(103, 170)
                                              : std::clamp<std::int64_t>(percent, 4, 98);
        Duration used{clock->total.us / 100 * percent};
        auto at = state.registry.calendar(clock->calendar).add(clock->started_at, used);
        auto when = std::max(at ? *at : clock->due, now + Duration::minutes(2));
        auto& truth = people.truths_[subject.id];
        bool cannot = order.lead && truth.reworks == 0 && chance(habits.cannot_solve_percent);
        truth.really_solved =
            !cannot && !chance(truth.reworks > 0 ? 1 : habits.false_claim_percent);
        SubmitOutcome outcome{subject.id, number, cannot ? Claim::cannot_solve : Claim::solved,
                              cannot ? "涉及历史遗留问题，现有条件下无法解决，已向诉求人说明"
                                     : "已到现场处置完毕，恢复正常",
                              {made_up_evidence(subject.id, truth.reworks)}};
        people.plan(when, officer(order.unit), std::move(outcome));
    }

    void operator()(const ReturnRequested& e) {
        const auto* subject = find(e.case_id);
        if (subject == nullptr) return;
        bool right = chance(habits_of(e.unit).return_right_percent) && e.proposed_unit.has_value();
        people.plan(in_working_minutes(60), in_district(people.staff_.dispatchers, *subject),
                    RuleOnReturn{e.case_id, e.order, right,
                                 right ? e.proposed_unit : std::nullopt,
                                 right ? "退单理由成立，改派" : "按权责清单属你单位职责，不予退单"});
    }
    void operator()(const ReturnOverruled& e) {
        people.plan(in_minutes(20), officer(e.unit), SignOrder{e.case_id, e.order});
    }
    void operator()(const ExtensionRequested& e) {
        const auto* subject = find(e.case_id);
        if (subject == nullptr) return;
        bool grant = chance(habits_of(e.unit).extension_granted_percent);
        people.plan(in_working_minutes(60), in_district(people.staff_.dispatchers, *subject),
                    DecideExtension{e.case_id, e.order, grant,
                                    grant ? std::optional(e.budget) : std::nullopt,
                                    grant ? "同意延期" : "理由不充分，按原时限办理"});
    }
    void operator()(const CaseSuspended& e) {
        const auto* subject = find(e.case_id);
        if (subject == nullptr) return;
        people.plan(in_working_minutes(2400, 40), in_district(people.staff_.dispatchers, *subject),
                    ResumeCase{e.case_id, "条件已具备，恢复办理"});
    }
    void operator()(const CaseResumed& e) {
        const auto* subject = find(e.case_id);
        if (subject == nullptr) return;
        // Whatever was planned meanwhile was refused; everybody takes up where he stood.
        for (std::size_t i = 0; i < subject->orders.size(); ++i) {
            auto number = static_cast<std::uint16_t>(i + 1);
            const auto& order = subject->orders[i];
            if (order.phase == OrderPhase::handling)
                plan_outcome(*subject, number);
            else if (order.phase == OrderPhase::issued)
                people.plan(in_minutes(20), officer(order.unit), SignOrder{e.case_id, number});
            else if (order.phase == OrderPhase::returning)
                people.plan(in_working_minutes(30),
                            in_district(people.staff_.dispatchers, *subject),
                            RuleOnReturn{e.case_id, number, false, {}, "属你单位职责，不予退单"});
        }
    }

    void operator()(const OutcomeSubmitted& e) {
        const auto* subject = find(e.case_id);
        if (subject == nullptr || subject->phase != Phase::claimed) {
            // The lead waits for those who assist.
            if (subject != nullptr)
                for (std::size_t i = 0; i < subject->orders.size(); ++i)
                    if (subject->orders[i].lead &&
                        subject->orders[i].phase == OrderPhase::handling)
                        plan_outcome(*subject, static_cast<std::uint16_t>(i + 1));
            return;
        }
        if (e.claim == Claim::cannot_solve) {
            people.plan(in_working_minutes(120), in_district(people.staff_.supervisors, *subject),
                        CloseCase{e.case_id, Closing::without_remedy, "客观条件限制，暂无法解决",
                                  "权责清单结案条件"});
            return;
        }
        bool pass = people.truths_[e.case_id].really_solved || chance(25);
        people.plan(in_working_minutes(150), in_district(people.staff_.verifiers, *subject),
                    VerifyOnSite{e.case_id, pass, pass ? "现场核查已恢复" : "现场核查问题仍在",
                                 {made_up_evidence(e.case_id, 100)}});
    }
    void operator()(const ReworkOrdered& e) {
        const auto* subject = find(e.case_id);
        if (subject == nullptr) return;
        ++people.truths_[e.case_id].reworks;
        plan_outcome(*subject, e.order);
    }
    void operator()(const Verified& e) {
        if (e.pass) plan_call(e.case_id);
    }
    void plan_call(CaseId id) {
        const auto& citizen = people.habits_.citizen;
        bool solved = people.truths_[id].really_solved && chance(citizen.solved_if_fixed_percent);
        bool satisfied = chance(solved ? citizen.satisfied_if_solved_percent
                                       : citizen.satisfied_if_unsolved_percent);
        bool reached = chance(citizen.contacted_percent);
        auto answer = [&](bool yes) { return !reached ? Answer::unknown
                                                      : yes ? Answer::yes : Answer::no; };
        people.plan(in_working_minutes(200), people.any_agent(),
                    CallBack{id, reached, answer(solved), answer(satisfied),
                             reached ? "" : "无人接听"});
    }
    void operator()(const CalledBack& e) {
        const auto* subject = find(e.case_id);
        if (subject == nullptr) return;
        if (!e.final) return plan_call(e.case_id);
        if (subject->accepted != Answer::no) {
            people.plan(in_working_minutes(60), people.any_agent(),
                        CloseCase{e.case_id, Closing::solved, "", ""});
        } else if (people.truths_[e.case_id].reworks < 2) {
            people.plan(in_working_minutes(90), in_district(people.staff_.supervisors, *subject),
                        OrderRework{e.case_id, "诉求人反映问题未解决"});
        } else {
            people.plan(in_working_minutes(90), in_district(people.staff_.supervisors, *subject),
                        CloseCase{e.case_id, Closing::without_remedy, "多次处置，诉求人仍不认可",
                                  "权责清单结案条件"});
        }
    }
    void operator()(const CaseAppraised& e) {
        auto& truth = people.truths_[e.case_id];
        if (e.accepted == Answer::no || truth.really_solved || truth.reopened) return;
        if (!chance(people.habits_.citizen.reopen_percent)) return;
        truth.reopened = true;
        people.plan(in_working_minutes(1440), people.any_agent(),
                    ReopenCase{e.case_id, "诉求人再次来电，问题未解决"});
    }
    void operator()(const CaseEscalated& e) {
        const auto* subject = find(e.case_id);
        if (subject == nullptr || e.level < 3 || subject->supervised || !chance(40)) return;
        people.plan(in_working_minutes(60), in_district(people.staff_.supervisors, *subject),
                    SuperviseCase{e.case_id, "超过处置时限，限期办结"});
    }
    void operator()(const CaseSupervised& e) {
        const auto* subject = find(e.case_id);
        if (subject == nullptr) return;
        people.plan(in_working_minutes(300), officer(subject->responsible),
                    AnswerSupervision{e.case_id, "正在加紧处置，将按期反馈"});
    }
};

void Workforce::take_up(const city::State& state, Instant now) {
    Reaction reaction{*this, state, now};
    for (CaseId id : state.cases.cases.ids()) {
        const auto& subject = *state.cases.cases.find(id);
        if (!is_open(subject.phase)) continue;
        if (subject.suspended)
            reaction(CaseSuspended{id, {}, {}, {}});
        else
            reaction(CaseResumed{id, {}, {}, {}});
        switch (subject.phase) {
            case Phase::filed:
                plan(reaction.in_minutes(20), any_agent(), DispatchCase{id, {}});
                break;
            case Phase::claimed: {
                OutcomeSubmitted claimed{id, 0, {}, Claim::solved, {}, {}, {}, {}};
                if (subject.claimed == Answer::no) claimed.claim = Claim::cannot_solve;
                reaction(claimed);
                break;
            }
            case Phase::verified: reaction.plan_call(id); break;
            case Phase::called_back: {
                CalledBack called;
                called.case_id = id;
                called.final = true;
                reaction(called);
                break;
            }
            case Phase::dispatched:
            case Phase::handling:
            case Phase::closed:
            case Phase::merged: break;
        }
    }
}

void Workforce::react(const city::State& state, const Event& event, Instant now) {
    std::visit(Reaction{*this, state, now}, event);
}

}  // namespace cs::sim
