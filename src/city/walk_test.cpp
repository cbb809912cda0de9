// An exhaustive walk over small states: from one case and a second beside it, every command by
// every person in every state that is reached, compared with a table that is written here once
// more, by people instead of roles; and every promise checked across every step.
#include <gtest/gtest.h>

#include <deque>
#include <set>
#include <sstream>

#include "base/json.h"
#include "casework/accepting.h"
#include "city/fixture_test.h"
#include "city/promises_test.h"

namespace cs::city {

namespace {

// Who may send it and in which phases: filed, dispatched, handling, claimed, verified, called back,
// closed; the last column: also while suspended. @order: the officer of the order's unit.
// @lead: of the responsible unit. A line that begins with | goes on. @any: of a unit with an order,
// or of the filing unit. @own: not of the lead's own unit.
constexpr const char* expected_table = R"(
                   F D H C V B X S
dispatch_case      + . . . . . . .  agent dispatcher freelance_agent
sign_order         . + + . . . . .  @order
record_contact     . + + . . . . .  @order
record_arrival     . + + . . . . .  @order
return_order       . + + . . . . .  @order
rule_on_return     . + + . . . . .  dispatcher supervisor
request_extension  . + + . . . . .  @order
decide_extension   . + + . . . . .  dispatcher supervisor
suspend_case       + + + . . . . .  dispatcher supervisor
resume_case        + + + . . . . +  dispatcher supervisor
submit_outcome     . + + . . . . .  @order
order_rework       . . . + + + . .  verifier water_verifier dispatcher supervisor
verify_on_site     . . . + . . . .  verifier water_verifier grid_worker @own
call_back          . . . . + . . .  agent freelance_agent appraiser
close_case         + + + + + + . .  agent freelance_agent dispatcher supervisor
appraise_case      . . . . . . + .  appraiser
reopen_case        . . . . . . + .  agent freelance_agent supervisor
supervise_case     + + + + + + . +  supervisor
answer_supervision + + + + + + . +  @lead
pass_clock_point   + + + + + + . +  system
merge_cases        + + + . . . . .  dispatcher supervisor
split_case         + + + . . . . .  dispatcher supervisor
transfer_case      + + + . . . . .  dispatcher supervisor
withdraw_order     . + + . . . . .  dispatcher supervisor
attach_report      + + + + + + . +  agent freelance_agent dispatcher system
add_note           + + + + + + + +  @any agent freelance_agent dispatcher verifier
|                  water_verifier supervisor appraiser
)";

struct Row {
    std::string phases;  ///< eight marks
    std::set<std::string> who;
};

std::map<std::string, Row, std::less<>> read_table() {
    std::map<std::string, Row, std::less<>> out;
    std::istringstream lines(expected_table);
    std::string command;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string first, word;
        if (!(words >> first) || first == "F") continue;
        bool goes_on = first == "|";
        if (!goes_on) command = first;
        Row& row = out[command];
        for (int i = 0; i < 8 && !goes_on && words >> word; ++i) row.phases += word;
        while (words >> word) row.who.insert(word);
    }
    return out;
}

bool acts_for(const std::string& name, UnitId unit) {
    auto alias = fixture::unit_name(unit);
    if (name == alias) return true;
    if (alias == "street") return name == "grid_worker";
    if (alias == "hotline") return name == "dispatcher";
    return false;
}

// What the table says of a command about case c: the refusal it must meet, or none that concerns
// permission or phase.
std::optional<RefusalCode> expected(const Row& row, const std::string& name, const Case& c,
                                    std::uint16_t order, const Command& command) {
    using enum RefusalCode;
    if (name == "nobody" || name == "retired_agent") return unknown_actor;
    bool may = row.who.contains(name);
    if (row.who.contains("@order")) may = may || acts_for(name, c.orders[order - 1u].unit);
    if (row.who.contains("@order") && name == "grid_worker" &&
        (command_type(command) == "return_order" || command_type(command) == "request_extension"))
        may = false;
    if (row.who.contains("@lead")) may = acts_for(name, c.responsible) && name != "grid_worker";
    if (row.who.contains("@any")) may = may || acts_for(name, c.filing_unit);
    if (row.who.contains("@any"))
        for (const auto& one : c.orders) may = may || acts_for(name, one.unit);
    if (!may) return not_permitted;
    static const std::string letters = "FDHCVBX";
    auto phase = static_cast<std::size_t>(c.phase);
    if (phase >= letters.size() || row.phases[phase] != '+') return wrong_phase;
    if (c.suspended && row.phases[7] != '+') return case_suspended;
    if (row.who.contains("@own")) {
        UnitId lead = c.responsible;
        bool own = fixture::unit_name(lead) == "water"    ? name == "water_verifier"
                   : fixture::unit_name(lead) == "street" ? name == "grid_worker"
                                                          : false;
        if (own) return not_permitted;
    }
    const auto* close = std::get_if<CloseCase>(&command);
    if (close != nullptr && close->closing == Closing::without_remedy && name != "supervisor")
        return not_permitted;
    return std::nullopt;
}

struct Attempt {
    Command command;
    std::uint16_t order = 0;
};

std::vector<Attempt> attempts(const Case& c) {
    CaseId id = c.id;
    calendar::Budget hour{1, calendar::BudgetUnit::hours, calendar::CalendarKind::work};
    UnitId gas = *fixture::unit_named("gas"), street = *fixture::unit_named("street");
    UnitId water = *fixture::unit_named("water");
    std::vector<Attempt> out{
        {DispatchCase{id, {}}},
        {SuspendCase{id, "r", "b", {}}},
        {ResumeCase{id, ""}},
        {OrderRework{id, "r"}},
        {VerifyOnSite{id, true, "m", {}}},
        {VerifyOnSite{id, false, "m", {}}},
        {CallBack{id, true, Answer::yes, Answer::yes, ""}},
        {CallBack{id, true, Answer::no, Answer::no, ""}},
        {CallBack{id, false, {}, {}, ""}},
        {CloseCase{id, Closing::solved, "", ""}},
        {CloseCase{id, Closing::without_remedy, "r", "b"}},
        {AppraiseCase{id, c.responsible, 50, ""}},
        {ReopenCase{id, "r"}},
        {SuperviseCase{id, "r"}},
        {AnswerSupervision{id, "t"}},
        {PassClockPoint{id, 0}},
        {MergeCases{id, fixture::case_id(2), "r"}},
        {SplitCase{id, {fixture::report_id(2)}, "r"}},
        {TransferCase{id, street, "r"}},
        {TransferCase{id, water, "r"}},
        {AttachReport{fixture::report_id(4), id, {}}},
        {AddNote{id, "t"}},
    };
    for (std::uint16_t order = 1; order <= c.orders.size(); ++order) {
        out.push_back({SignOrder{id, order}, order});
        out.push_back({RecordContact{id, order, ""}, order});
        out.push_back({WithdrawOrder{id, order, "r"}, order});
        out.push_back({RecordArrival{id, order, {}}, order});
        out.push_back({ReturnOrder{id, order, "r", gas}, order});
        out.push_back({RuleOnReturn{id, order, true, {}, "r"}, order});
        out.push_back({RuleOnReturn{id, order, true, street, "r"}, order});
        out.push_back({RuleOnReturn{id, order, false, {}, "r"}, order});
        out.push_back({RequestExtension{id, order, hour, "r"}, order});
        out.push_back({DecideExtension{id, order, true, hour, "r"}, order});
        out.push_back({DecideExtension{id, order, false, {}, "r"}, order});
        out.push_back({SubmitOutcome{id, order, Claim::solved, "t", {sha256("x")}}, order});
        out.push_back({SubmitOutcome{id, order, Claim::cannot_solve, "t", {}}, order});
    }
    return out;
}

casework::Cases copy(const casework::Cases& from) {
    casework::Cases out;
    out.sources = from.sources;
    out.last_report = from.last_report;
    out.last_case = from.last_case;
    for (ReportId id : from.waiting.ids()) casework::add_waiting(out, *from.waiting.find(id));
    for (CaseId id : from.cases.ids()) casework::put_back(out, *from.cases.find(id));
    return out;
}

// What makes two states of case 1 alike: all but instants and the clocks that have ended.
std::string likeness(const casework::Cases& cases, Instant now) {
    Case c = *cases.cases.find(fixture::case_id(1));
    std::vector<Clock> live;
    for (auto clock : c.clocks) {
        if (clock.phase != ClockPhase::running && clock.phase != ClockPhase::paused) continue;
        Clock alike;
        alike.kind = clock.kind;
        alike.phase = clock.phase;
        alike.order = clock.order;
        alike.unit = clock.unit;
        alike.due = clock.due < now ? Instant{1} : Instant{};
        live.push_back(alike);
    }
    std::ranges::sort(live, {}, [](const Clock& k) { return std::pair(k.order, k.kind); });
    c.clocks = live;
    c.closed_at = {};
    c.escalation_level = 0;
    for (auto& order : c.orders) order.issued_at = {};
    return json::text_of(c);
}

struct Node {
    casework::Cases cases;
    Instant now;
    int depth = 0;
};

class Walk {
public:
    Walk(std::string matter, int depth)
        : table(read_table()), matter_(std::move(matter)), depth_(depth), state_(fixture::build()) {
        names_ = fixture::person_names();
    }

    void run() {
        Node start{begin(), now_, 0};
        seen.insert(likeness(start.cases, start.now));
        queue_.push_back(std::move(start));
        while (!queue_.empty() && complaints.size() < 10) {
            Node node = std::move(queue_.front());
            queue_.pop_front();
            visit(node);
        }
    }

    std::map<std::string, Row, std::less<>> table;
    std::set<std::string> seen;
    std::set<std::string, std::less<>> accepted_in;  ///< "sign_order dispatched"
    std::vector<std::string> complaints;
    long decisions = 0;

private:
    casework::Cases begin() {
        for (int i = 0; i < 4; ++i)
            must("citizen", SubmitReport{{},
                                         make_id<SubjectId>(fixture::realm, 7),
                                         {},
                                         fixture::place_named("east"),
                                         now_,
                                         {},
                                         {}});
        must("agent", FileCase{fixture::report_id(1), matter_, 0, {}, {}, {}});
        must("agent", AttachReport{fixture::report_id(2), fixture::case_id(1), {}});
        must("agent", FileCase{fixture::report_id(3), matter_, 0, {}, {}, {}});
        return std::move(state_.cases);
    }
    void must(const char* name, const Command& command) {
        auto events = decide(state_, command, *fixture::person_named(name), now_);
        ASSERT_TRUE(events) << code_name(events.error().code);
        for (const auto& event : *events) apply(state_, event, {now_, {}});
    }

    void visit(const Node& node) {
        state_.cases = copy(node.cases);
        const Case c = *state_.cases.cases.find(fixture::case_id(1));
        for (const auto& attempt : attempts(c)) {
            std::optional<std::pair<PersonId, Events>> accepted;
            for (const auto& name : names_) try_one(node, c, attempt, name, accepted);
            if (accepted)
                follow(node, attempt.command, accepted->first, accepted->second, node.now);
        }
        if (node.depth < 6) wait_a_day(node);
    }

    void try_one(const Node& node, const Case& c, const Attempt& attempt, const std::string& name,
                 std::optional<std::pair<PersonId, Events>>& accepted) {
        ++decisions;
        PersonId person = *fixture::person_named(name);
        auto events = decide(state_, attempt.command, person, node.now);
        auto type = command_type(attempt.command);
        // A report that was taken up is nowhere any more: the role alone counts.
        const auto* attach = std::get_if<AttachReport>(&attempt.command);
        bool is_taken = attach != nullptr && state_.cases.waiting.find(attach->report) == nullptr;
        const auto& as = is_taken && name == "west_dispatcher" ? std::string("dispatcher") : name;
        auto wanted =
            expected(table.at(std::string(type)), as, c, attempt.order, attempt.command);
        using enum RefusalCode;
        std::optional<RefusalCode> got;
        if (!events) got = events.error().code;
        bool concerns = got == unknown_actor || got == not_permitted || got == wrong_phase ||
                        got == case_suspended;
        if (wanted ? got != wanted : concerns)
            complaints.push_back(name + " " + std::string(type) + " " + json::text_of(c) + ": " +
                                 (got ? std::string(code_name(*got)) : "accepted") + ", not " +
                                 (wanted ? std::string(code_name(*wanted)) : "permitted"));
        if (events && !accepted) accepted.emplace(person, std::move(*events));
        if (!got)
            accepted_in.insert(std::string(type) + " " + std::string(json::enum_name(c.phase)));
    }

    void follow(const Node& node, const Command& command, PersonId person, const Events& events,
                Instant now) {
        state_.cases = copy(node.cases);
        step(command, person, events, now);
        keep(node.depth + 1, now);
        state_.cases = copy(node.cases);
    }

    void step(const Command& command, PersonId person, const Events& events, Instant now) {
        Watch before(state_.cases);
        for (const auto& event : events) {
            Watch watch(state_.cases);
            apply(state_, event, {now, person});
            complain(watch.broken_by_event(state_.cases, event), command);
        }
        complain(before.broken_by_command(state_.cases, command), command);
        complain(broken_promises(state_), command);
    }

    void keep(int depth, Instant now) {
        if (depth > depth_ || !seen.insert(likeness(state_.cases, now)).second) return;
        queue_.push_back({copy(state_.cases), now, depth});
    }

    void wait_a_day(const Node& node) {
        state_.cases = copy(node.cases);
        Instant until = node.now + Duration::days(1), now = node.now;
        PersonId system = system_person(fixture::realm);
        for (auto due = next_due(state_); due && *due <= until; due = next_due(state_)) {
            now = std::max(now, *due);
            auto command = *pop_due(state_, now);
            auto events = decide(state_, command, system, now);
            if (!events) return complaints.push_back("a due clock point was refused");
            const auto* point = std::get_if<PassClockPoint>(&command);
            if (point != nullptr && point->case_id == fixture::case_id(1)) {
                const auto* c = state_.cases.cases.find(fixture::case_id(1));
                accepted_in.insert("pass_clock_point " + std::string(json::enum_name(c->phase)));
            }
            step(command, system, *events, now);
        }
        keep(node.depth + 1, until);
    }

    void complain(const std::vector<std::string>& found, const Command& command) {
        for (const auto& one : found)
            complaints.push_back("after " + std::string(command_type(command)) +
                                 command_json(command) + ": " + one);
    }

    std::string matter_;
    int depth_;
    State state_;
    std::vector<std::string> names_;
    std::deque<Node> queue_;
    Instant now_ = *parse_instant("2026-03-02 09:00");
};

}  // namespace

static void report(const Walk& walk) {
    for (const auto& complaint : walk.complaints) ADD_FAILURE() << complaint;
    testing::Test::RecordProperty("states", std::to_string(walk.seen.size()));
    testing::Test::RecordProperty("decisions", std::to_string(walk.decisions));
}

TEST(Walk, EveryCommandByEverybodyInEverySmallStateIsAsTheTableSays) {
    Walk walk("P0101", 6);
    walk.run();
    report(walk);
    EXPECT_GT(walk.seen.size(), 500u);

    // Every cell of the table that permits a phase was reached and accepted somewhere.
    static const char* phases[] = {"filed",    "dispatched",  "handling", "claimed",
                                   "verified", "called_back", "closed"};
    for (const auto& [command, row] : read_table())
        for (std::size_t i = 0; i < 7; ++i) {
            if (row.phases[i] != '+') continue;
            auto cell = command + " " + phases[i];
            if (cell.starts_with("withdraw_order") || cell == "request_extension dispatched" ||
                cell == "decide_extension dispatched" ||
                cell == "submit_outcome dispatched" || cell == "sign_order handling")
                continue;  // by those who assist: the walk below
            EXPECT_TRUE(walk.accepted_in.contains(cell)) << cell << " was never accepted";
        }
}

TEST(Walk, AnAssistingUnitChangesNothingOfThat) {
    Walk walk("E5003", 5);
    walk.run();
    report(walk);
    EXPECT_GT(walk.seen.size(), 200u);
    // Those who assist work on their orders while the lead has not signed.
    for (const char* cell : {"request_extension dispatched", "decide_extension dispatched",
                             "submit_outcome dispatched", "sign_order handling",
                             "withdraw_order dispatched", "withdraw_order handling"})
        EXPECT_TRUE(walk.accepted_in.contains(cell)) << cell << " was never accepted";
}

// The canary: a table that is wrong in one cell is found out.
TEST(Walk, FindsAWrongCell) {
    Walk walk("P0101", 2);
    walk.table.at("sign_order").phases = "++......";
    walk.run();
    EXPECT_FALSE(walk.complaints.empty());
}

}  // namespace cs::city
