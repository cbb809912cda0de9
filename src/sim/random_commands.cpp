#include "sim/random_commands.h"

#include "base/json.h"
#include "casework/rules.h"

namespace cs::sim {

namespace {

/// What the makers below draw from.
struct Draw {
    Random& random;
    const RandomCity& city;
    const city::State& state;
    const Case& subject;

    CaseId id() const { return subject.id; }
    UnitId unit() const { return pick(random, city.units); }
    std::string reason() const { return random.percent(95) ? "理由" : ""; }
    Answer answer() const {
        return random.percent(70) ? Answer::yes : static_cast<Answer>(random.below(3));
    }
    std::vector<Hash256> evidence() const {
        return random.percent(85) ? std::vector{sha256("照片")} : std::vector<Hash256>{};
    }
    std::uint16_t order() const {
        auto orders = subject.orders.size();
        if (orders == 0 || random.percent(5)) return static_cast<std::uint16_t>(random.below(4));
        return static_cast<std::uint16_t>(
            random.percent(60) ? orders : 1 + random.below(orders));
    }
    CaseId other() const {
        return make_id<CaseId>(city.realm, 1 + random.below(state.cases.last_case + 1));
    }
    template <class T>
    static const T& pick(Random& random, const std::vector<T>& from) {
        return from[random.below(from.size())];
    }
};

using Make = Command (*)(const Draw&);

struct Weighted {
    std::uint64_t weight;
    Make make;
};

Dispatch random_dispatch(const Draw& d) {
    Dispatch dispatch;
    if (d.random.percent(40)) dispatch.lead = d.unit();
    while (d.random.percent(20)) dispatch.assisting.push_back(d.unit());
    return dispatch;
}

// Mostly the order that waits for an answer.
std::uint16_t extending(const Draw& d) {
    for (std::size_t i = 0; i < d.subject.orders.size(); ++i)
        if (d.subject.orders[i].extension_pending && d.random.percent(90))
            return static_cast<std::uint16_t>(i + 1);
    return d.order();
}

// Mostly a few minutes more of the order's own calendar.
calendar::Budget longer(const Draw& d, std::uint16_t order) {
    if (d.random.percent(15)) return random_budget(d.random);
    calendar::Budget budget{static_cast<std::int32_t>(d.random.between(1, 30)),
                            calendar::BudgetUnit::minutes, calendar::CalendarKind::work};
    for (const auto& clock : d.subject.clocks)
        if (clock.kind == ClockKind::handle && clock.order == order)
            budget.calendar = clock.calendar;
    return budget;
}

// The weights keep cases moving to their end, so that there is an archive to come back from.
constexpr Weighted makers[] = {
    {8, [](const Draw& d) -> Command { return DispatchCase{d.id(), random_dispatch(d)}; }},
    {14, [](const Draw& d) -> Command { return SignOrder{d.id(), d.order()}; }},
    {3, [](const Draw& d) -> Command { return RecordContact{d.id(), d.order(), "已联系"}; }},
    {2, [](const Draw& d) -> Command { return RecordArrival{d.id(), d.order(), {}}; }},
    {5, [](const Draw& d) -> Command {
         auto proposed = d.random.percent(70) ? std::optional(d.unit()) : std::nullopt;
         return ReturnOrder{d.id(), d.order(), d.reason(), proposed};
     }},
    {6, [](const Draw& d) -> Command {
         auto unit = d.random.percent(50) ? std::optional(d.unit()) : std::nullopt;
         return RuleOnReturn{d.id(), d.order(), d.random.percent(60), unit, d.reason()};
     }},
    {6, [](const Draw& d) -> Command {
         auto order = d.order();
         return RequestExtension{d.id(), order, longer(d, order), d.reason()};
     }},
    {6, [](const Draw& d) -> Command {
         auto order = extending(d);
         auto budget = d.random.percent(85) ? std::optional(longer(d, order)) : std::nullopt;
         return DecideExtension{d.id(), order, d.random.percent(70), budget, d.reason()};
     }},
    {4, [](const Draw& d) -> Command {
         auto review = d.random.percent(30) ? std::optional(random_budget(d.random)) : std::nullopt;
         return SuspendCase{d.id(), d.reason(), "依据", review};
     }},
    {3, [](const Draw& d) -> Command { return WithdrawOrder{d.id(), d.order(), d.reason()}; }},
    {6, [](const Draw& d) -> Command { return ResumeCase{d.id(), d.reason()}; }},
    {18, [](const Draw& d) -> Command {
         auto claim = d.random.percent(80) ? Claim::solved : Claim::cannot_solve;
         return SubmitOutcome{d.id(), d.order(), claim, d.reason(), d.evidence()};
     }},
    {2, [](const Draw& d) -> Command { return OrderRework{d.id(), d.reason()}; }},
    {12, [](const Draw& d) -> Command {
         return VerifyOnSite{d.id(), d.random.percent(75), d.reason(), d.evidence()};
     }},
    {14, [](const Draw& d) -> Command {
         return CallBack{d.id(), d.random.percent(70), d.answer(), d.answer(), ""};
     }},
    {14, [](const Draw& d) -> Command {
         auto closing = d.random.percent(80) ? Closing::solved : Closing::without_remedy;
         return CloseCase{d.id(), closing, d.reason(), d.reason()};
     }},
    {3, [](const Draw& d) -> Command {
         return AppraiseCase{d.id(), d.unit(), static_cast<std::uint8_t>(d.random.below(120)), ""};
     }},
    {4, [](const Draw& d) -> Command { return ReopenCase{d.id(), d.reason()}; }},
    {3, [](const Draw& d) -> Command { return SuperviseCase{d.id(), d.reason()}; }},
    {3, [](const Draw& d) -> Command { return AnswerSupervision{d.id(), d.reason()}; }},
    {1, [](const Draw& d) -> Command {
         return PassClockPoint{d.id(), static_cast<std::uint16_t>(d.random.below(8))};
     }},
    {4, [](const Draw& d) -> Command { return MergeCases{d.id(), d.other(), d.reason()}; }},
    {3, [](const Draw& d) -> Command {
         SplitCase split{d.id(), {}, d.reason()};
         for (auto report : d.subject.reports)
             if (d.random.percent(50)) split.reports.push_back(report);
         return split;
     }},
    {3, [](const Draw& d) -> Command { return TransferCase{d.id(), d.unit(), d.reason()}; }},
    {3, [](const Draw& d) -> Command { return AddNote{d.id(), d.reason()}; }},
};

Command make_any(const Draw& d) {
    std::uint64_t whole = 0;
    for (const auto& maker : makers) whole += maker.weight;
    auto at = d.random.below(whole);
    for (const auto& maker : makers) {
        if (at < maker.weight) return maker.make(d);
        at -= maker.weight;
    }
    return AddNote{d.id(), "便条"};
}

bool fits(const Command& command, Phase phase) {
    return (casework::rule_for(command_type(command)).phases >> static_cast<int>(phase) & 1) != 0;
}

/// The ways a registry changes under the feet of those who work.
Command change_people(Random& random, const RandomCity& city) {
    auto person = Draw::pick(random, city.people);
    auto unit = random.percent(80) ? std::optional(Draw::pick(random, city.units)) : std::nullopt;
    Grant grant{static_cast<Role>(random.below(role_count)), city.division, unit};
    if (random.percent(50)) grant.division = Draw::pick(random, city.places);
    switch (random.below(5)) {
        case 0: return GrantRole{person, grant};
        case 1: return RevokeRole{random.percent(10) ? system_person(city.realm) : person,
                                  {static_cast<Role>(random.below(role_count)), city.division, {}}};
        case 2: return SetUnit{{Draw::pick(random, city.units), "改名单位", "街道办事处",
                                Draw::pick(random, city.places), {},
                                random.percent(20) ? std::optional(true) : std::nullopt}};
        case 3:
            if (person == city.administrator) break;
            return SetPerson{{person, "新姓名", unit,
                              random.percent(20) ? std::optional(true) : std::nullopt}};
        default: break;
    }
    return FoundRealm{city.realm, "再建", city.division, {person, "冒名", {}, {}}};
}

}  // namespace

std::string said_by(SubjectId subject) { return "我是" + id_text(subject) + "，"; }

std::string told_by(SubjectId subject, Instant reported_at) {
    return json::text_of(PersonalText{
        "路灯不亮", said_by(subject) + utc_text(reported_at) + "反映：路灯不亮。", {}, {}, {}});
}

Command RandomCommands::report(Random& random, Instant now, const Seal& seal) const {
    SubmitReport out;
    out.channel = static_cast<Channel>(random.below(9));
    out.subject = make_id<SubjectId>(city_.realm, random.percent(10) ? 0 : 1 + random.below(12));
    out.reported_at = now - Duration::minutes(random.between(random.percent(5) ? -30 : 0, 90));
    if (random.percent(95)) {
        Place place;
        place.division = Draw::pick(random, city_.places);
        auto east = static_cast<std::int32_t>(random.below(1'000'000));
        place.at = {1'136'000'000 + east, 347'000'000};
        if (random.percent(50)) place.grid = Draw::pick(random, city_.grids);
        out.place = place;
    }
    if (random.percent(30)) out.source_id = "S" + std::to_string(random.below(40));
    if (counter_of(out.subject) != 0) out.sealed = seal(out).value_or(Bytes{});
    return out;
}

Command RandomCommands::on_report(Random& random, const city::State& state) const {
    auto waiting = state.cases.waiting.ids();
    auto report = waiting.empty() || random.percent(5)
                      ? make_id<ReportId>(city_.realm, 1 + random.below(50))
                      : Draw::pick(random, waiting);
    if (random.percent(3)) return PassReportPoint{report};
    if (random.percent(10))
        return DeclineReport{report, random.percent(90) ? "不属受理范围" : "",
                             "条例第九条"};
    if (random.percent(20) && state.cases.last_case > 0)
        return AttachReport{
            report, make_id<CaseId>(city_.realm, 1 + random.below(state.cases.last_case)), {}};
    FileCase file{report, Draw::pick(random, city_.matters),
                  static_cast<std::uint32_t>(random.below(10) / 7), {}, {}, {}};
    if (random.percent(70)) {
        Case nothing;
        file.dispatch = random_dispatch({random, city_, state, nothing});
    }
    if (random.percent(20)) file.advice = Advice{"keywords", "1", file.matter, 80};
    return file;
}

Command RandomCommands::import(Random& random, Instant now) const {
    ImportCase out;
    out.system = "旧系统";
    out.source_id = std::to_string(random.below(30));
    out.matter_name = random.percent(95) ? "路面破损" : "";
    out.unit = Draw::pick(random, city_.units);
    out.division = Draw::pick(random, city_.places);
    out.filed_at = now - Duration::hours(random.between(random.percent(5) ? -5 : 0, 2000));
    if (random.percent(80)) out.due = out.filed_at + Duration::hours(random.between(-1, 1500));
    out.status = static_cast<OutsideStatus>(random.below(4));
    if (out.status != OutsideStatus::open || random.percent(5))
        out.closed_at = out.filed_at + Duration::hours(random.between(0, 1500));
    return out;
}

Command RandomCommands::on_case(Random& random, const city::State& state) const {
    Case unknown;
    unknown.id = make_id<CaseId>(city_.realm, state.cases.last_case + 1 + random.below(3));
    const Case* subject = nullptr;
    bool wants_open = random.percent(85);
    for (int tries = 0; tries < 12 && state.cases.last_case > 0; ++tries) {
        auto number = 1 + random.below(state.cases.last_case);
        subject = state.cases.cases.find(make_id<CaseId>(city_.realm, number));
        if (is_open(subject->phase) == wants_open) break;
    }
    if (subject == nullptr || random.percent(2)) subject = &unknown;
    Draw d{random, city_, state, *subject};
    Command command = make_any(d);
    bool sensible = random.percent(88);
    for (int tries = 0; sensible && tries < 30 && !fits(command, subject->phase); ++tries)
        command = make_any(d);
    return command;
}

Command RandomCommands::on_registry(Random& random, Instant now) const {
    switch (random.below(10)) {
        case 0:
        case 1: return ForgetSubject{make_id<SubjectId>(city_.realm, random.below(13)),
                                     "本人申请"};
        case 2: return SetPolicy{random_policy(random)};
        case 3: return random_catalogue(random, city_,
                                        now + Duration::hours(random.between(-20, 200)));
        case 4: return SetHolidays{random_holidays(
            random, static_cast<std::int32_t>(random.between(2025, 2031)))};
        case 5: return RetireGrids{{Draw::pick(random, city_.grids)},
                                   {Draw::pick(random, city_.grids)},
                                   "合并"};
        case 6: return SetGrids{{{Draw::pick(random, city_.grids), GridKind::community, "新网格",
                                  {}, 310, 91'000}},
                                {}};
        case 7: return SetDivisions{{{Draw::pick(random, city_.places), "新名社区"}}};
        default: return change_people(random, city_);
    }
}

Command RandomCommands::any(Random& random, const city::State& state, Instant now,
                            const Seal& seal) const {
    auto roll = random.below(100);
    if (roll < 16) return report(random, now, seal);
    if (roll < 32) return on_report(random, state);
    if (roll < 36) return on_registry(random, now);
    if (roll < 38) return import(random, now);
    return on_case(random, state);
}

PersonId RandomCommands::actor_for(Random& random, const city::State& state,
                                   const Command& command, Instant now) const {
    if (random.percent(8)) return Draw::pick(random, city_.people);
    bool of_casework = false;
    for (const auto& rule : casework::rules())
        if (rule.command == command_type(command)) of_casework = true;
    if (!of_casework) return city_.administrator;
    if (std::holds_alternative<PassClockPoint>(command) ||
        std::holds_alternative<PassReportPoint>(command))
        return system_person(city_.realm);
    casework::Target target;
    auto named = city::cases_named(command);
    if (!named.empty()) target.subject = state.cases.cases.find(named.front());
    std::visit(
        [&](const auto& c) {
            if constexpr (requires { c.order; })
                if (target.subject != nullptr && c.order >= 1 &&
                    c.order <= target.subject->orders.size())
                    target.order = &target.subject->orders[c.order - 1u];
        },
        command);
    std::vector<PersonId> able;
    for (auto person : city_.people) {
        casework::World world{state.registry, state.cases, person, now};
        if (casework::permitting_grant(world, casework::rule_for(command_type(command)), target))
            able.push_back(person);
    }
    return Draw::pick(random, able.empty() ? city_.people : able);
}

Envelope RandomCommands::draw(Random& random, const city::State& state, Instant now,
                              const Seal& seal) const {
    auto command = any(random, state, now, seal);
    auto actor = actor_for(random, state, command, now);
    return {actor, {}, std::move(command)};
}

}  // namespace cs::sim
