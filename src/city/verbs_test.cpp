#include "city/verbs_test.h"

#include <charconv>
#include <map>

#include "base/json.h"
#include "city/fixture_test.h"

namespace cs::city {

namespace {

struct Given {
    const Line& line;
    const State& state;
    Instant now;
    std::string object() const { return line.word(2); }
    std::string because() const { return line.option("because"); }
    std::string basis() const { return line.option("basis"); }
};
using Read = Result<Command> (*)(const Given&);

Result<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size() || text.empty())
        return fail("\"" + std::string(text) + "\" is not a number");
    return value;
}

Result<UnitId> unit(const std::string& name) {
    if (auto found = fixture::unit_named(name)) return *found;
    if (name == "no_unit") return make_id<UnitId>(fixture::realm, 999);
    return fail("no unit is called \"" + name + "\"");
}

Result<std::optional<UnitId>> unit_option(const Line& line, std::string_view option) {
    if (!line.has(option)) return std::nullopt;
    return TRY(unit(line.option(option)));
}

Result<std::optional<Place>> place_option(const Line& line) {
    if (!line.has("in")) return std::nullopt;
    if (auto found = fixture::place_named(line.option("in"))) return found;
    return fail("no place is called \"" + line.option("in") + "\"");
}

Result<Answer> answer(std::string_view word, std::string_view yes, std::string_view no) {
    if (word == yes) return Answer::yes;
    if (word == no) return Answer::no;
    if (word.empty()) return Answer::unknown;
    return fail("\"" + std::string(word) + "\" is no answer");
}

std::vector<Hash256> evidence(const Line& line) {
    if (!line.has("with")) return {};
    return {sha256(line.option("with"))};
}

std::optional<Advice> advice(const Line& line) {
    if (!line.has("advised")) return std::nullopt;
    return Advice{"keywords", "1", line.option("advised"), 80};
}

Result<Dispatch> dispatch(const Line& line) {
    Dispatch out;
    out.lead = TRY(unit_option(line, "to"));
    std::string rest = line.option("assisting");
    while (!rest.empty()) {
        auto comma = std::min(rest.find(','), rest.size());
        out.assisting.push_back(TRY(unit(rest.substr(0, comma))));
        rest.erase(0, comma + 1);
    }
    return out;
}

Result<Command> reports(const Given& g) {
    SubmitReport c;
    c.channel = Channel::hotline;
    if (g.line.has("channel")) {
        auto channel = json::enum_from_name<Channel>(g.line.option("channel"));
        if (!channel) return fail("no such channel");
        c.channel = *channel;
    }
    auto about = g.line.has("about") ? TRY(number(g.line.option("about"))) : 7;
    c.subject = make_id<SubjectId>(fixture::realm, about);
    auto text = g.line.word(3);
    c.sealed.data.assign(text.begin(), text.end());
    c.place = TRY(place_option(g.line));
    c.reported_at = g.line.has("dated") ? TRY(parse_instant(g.line.option("dated"))) : g.now;
    if (g.line.has("number")) c.source_id = g.line.option("number");
    c.attachments = evidence(g.line);
    return Command{c};
}

Result<Command> declines(const Given& g) {
    return Command{DeclineReport{TRY(read_report(g.object())), g.because(), g.basis()}};
}

Result<Command> files(const Given& g) {
    FileCase c;
    c.report = TRY(read_report(g.line.option("from")));
    c.matter = g.line.option("as");
    if (g.line.has("condition"))
        c.condition = static_cast<std::uint32_t>(TRY(number(g.line.option("condition"))));
    c.place = TRY(place_option(g.line));
    if (g.line.has("dispatched")) c.dispatch = TRY(dispatch(g.line));
    c.advice = advice(g.line);
    return Command{c};
}

// "system imports c1 closed from outer number "17" to roads as "坑洞" dated … promised … ended …".
Result<Command> imports(const Given& g) {
    ImportCase c;
    auto status = json::enum_from_name<OutsideStatus>(g.line.word(3));
    if (!status) return fail("imports open, closed, duplicate or transferred");
    c.status = *status;
    c.system = g.line.option("from");
    c.source_id = g.line.option("number");
    c.matter_name = g.line.option("as");
    c.unit = TRY(unit(g.line.option("to")));
    c.division = fixture::city_code;
    if (auto place = TRY(place_option(g.line))) {
        c.division = place->division;
        c.at = place->at;
    }
    c.filed_at = g.line.has("dated") ? TRY(parse_instant(g.line.option("dated"))) : g.now;
    if (g.line.has("promised")) c.due = TRY(parse_instant(g.line.option("promised")));
    if (g.line.has("ended")) c.closed_at = TRY(parse_instant(g.line.option("ended")));
    return Command{c};
}

Result<Command> attaches(const Given& g) {
    return Command{AttachReport{TRY(read_report(g.object())), TRY(read_case(g.line.option("to"))),
                                advice(g.line)}};
}

Result<Command> dispatches(const Given& g) {
    return Command{DispatchCase{TRY(read_case(g.object())), TRY(dispatch(g.line))}};
}

Result<Command> signs(const Given& g) {
    auto [id, order] = TRY(read_order(g.object()));
    return Command{SignOrder{id, order}};
}

Result<Command> contacts(const Given& g) {
    auto [id, order] = TRY(read_order(g.object()));
    return Command{RecordContact{id, order, g.line.option("saying")}};
}

Result<Command> arrives(const Given& g) {
    auto [id, order] = TRY(read_order(g.object()));
    return Command{RecordArrival{id, order, LonLat{1'136'000'000, 347'000'000}}};
}

Result<Command> returns(const Given& g) {
    auto [id, order] = TRY(read_order(g.object()));
    return Command{ReturnOrder{id, order, g.because(), TRY(unit_option(g.line, "proposing"))}};
}

Result<Command> accepts(const Given& g) {
    auto [id, order] = TRY(read_order(g.object()));
    return Command{RuleOnReturn{id, order, true, TRY(unit_option(g.line, "naming")), g.because()}};
}

Result<Command> overrules(const Given& g) {
    auto [id, order] = TRY(read_order(g.object()));
    return Command{RuleOnReturn{id, order, false, {}, g.because()}};
}

// "8h" is working time; "8h around the clock" is continuous.
Result<calendar::Budget> budget(const Line& line) {
    auto kind = line.word(4) == "around" ? calendar::CalendarKind::continuous
                                         : calendar::CalendarKind::work;
    if (line.word(3) == "nothing") return calendar::Budget{0, calendar::BudgetUnit::hours, kind};
    return calendar::parse_budget(line.word(3), kind);
}

Result<Command> asks(const Given& g) {
    auto [id, order] = TRY(read_order(g.object()));
    return Command{RequestExtension{id, order, TRY(budget(g.line)), g.because()}};
}

Result<Command> grants(const Given& g) {
    auto [id, order] = TRY(read_order(g.object()));
    DecideExtension c{id, order, true, {}, g.because()};
    if (g.line.words.size() > 3) c.budget = TRY(budget(g.line));
    return Command{c};
}

Result<Command> denies(const Given& g) {
    auto [id, order] = TRY(read_order(g.object()));
    return Command{DecideExtension{id, order, false, {}, g.because()}};
}

Result<Command> suspends(const Given& g) {
    SuspendCase c{TRY(read_case(g.object())), g.because(), g.basis(), {}};
    if (g.line.words.size() > 3) c.review = TRY(budget(g.line));
    return Command{c};
}

Result<Command> resumes(const Given& g) {
    return Command{ResumeCase{TRY(read_case(g.object())), g.because()}};
}

Result<Command> claims(const Given& g) {
    auto [id, order] = TRY(read_order(g.object()));
    auto claim = json::enum_from_name<Claim>(g.line.word(3));
    if (!claim) return fail("claims solved or cannot_solve");
    return Command{SubmitOutcome{id, order, *claim, g.line.option("saying"), evidence(g.line)}};
}

Result<Command> reworks(const Given& g) {
    return Command{OrderRework{TRY(read_case(g.object())), g.because()}};
}

Result<Command> passes(const Given& g) {
    return Command{
        VerifyOnSite{TRY(read_case(g.object())), true, g.line.option("saying"), evidence(g.line)}};
}

Result<Command> fails(const Given& g) {
    return Command{
        VerifyOnSite{TRY(read_case(g.object())), false, g.line.option("saying"), evidence(g.line)}};
}

// "agent calls c1 unanswered", "agent calls c1 solved satisfied", "agent calls c1 answered".
Result<Command> calls(const Given& g) {
    CallBack c{TRY(read_case(g.object())), true, {}, {}, g.line.option("saying")};
    if (g.line.word(3) == "unanswered") {
        c.contacted = false;
    } else if (g.line.word(3) != "answered") {
        c.solved = TRY(answer(g.line.word(3), "solved", "unsolved"));
        c.satisfied = TRY(answer(g.line.word(4), "satisfied", "unsatisfied"));
    }
    return Command{c};
}

Result<Command> closes(const Given& g) {
    auto closing = json::enum_from_name<Closing>(g.line.word(3));
    if (!closing) return fail("closes solved or without_remedy");
    return Command{CloseCase{TRY(read_case(g.object())), *closing, g.because(), g.basis()}};
}

Result<Command> appraises(const Given& g) {
    auto score = TRY(number(g.line.option("scoring")));
    return Command{AppraiseCase{TRY(read_case(g.object())), TRY(unit(g.line.word(3))),
                                static_cast<std::uint8_t>(score), g.line.option("saying")}};
}

Result<Command> reopens(const Given& g) {
    return Command{ReopenCase{TRY(read_case(g.object())), g.because()}};
}

Result<Command> supervises(const Given& g) {
    return Command{SuperviseCase{TRY(read_case(g.object())), g.because()}};
}

Result<Command> answers(const Given& g) {
    return Command{AnswerSupervision{TRY(read_case(g.object())), g.line.option("saying")}};
}

Result<Command> ticks(const Given& g) {
    auto clock = TRY(number(g.line.word(3)));
    return Command{PassClockPoint{TRY(read_case(g.object())), static_cast<std::uint16_t>(clock)}};
}

Result<Command> merges(const Given& g) {
    return Command{
        MergeCases{TRY(read_case(g.object())), TRY(read_case(g.line.option("into"))), g.because()}};
}

Result<Command> splits(const Given& g) {
    SplitCase c{TRY(read_case(g.line.option("from"))), {}, g.because()};
    for (std::size_t i = 2; i < g.line.words.size(); ++i)
        if (g.line.words[i] != "nothing") c.reports.push_back(TRY(read_report(g.line.words[i])));
    return Command{c};
}

Result<Command> transfers(const Given& g) {
    return Command{
        TransferCase{TRY(read_case(g.object())), TRY(unit(g.line.option("to"))), g.because()}};
}

Result<Command> withdraws(const Given& g) {
    auto [id, order] = TRY(read_order(g.object()));
    return Command{WithdrawOrder{id, order, g.because()}};
}

Result<Command> presses(const Given& g) {
    return Command{PassReportPoint{TRY(read_report(g.object()))}};
}

Result<Command> notes(const Given& g) {
    return Command{AddNote{TRY(read_case(g.object())), g.line.option("saying")}};
}

// "administrator sends set_unit {…}": any command as it goes over the wire.
Result<Command> sends(const Given& g) {
    return command_from_json(g.object(), g.line.word(3));
}

// "administrator changes policy {"sign": …}": the policy in force but for these members.
Result<Command> changes(const Given& g) {
    auto tree = TRY(json::parse(json::text_of(g.state.registry.policy())));
    auto differs = TRY(json::parse(g.line.word(3)));
    for (const auto& member : differs.as_object()) tree.as_object()[member.key()] = member.value();
    return Command{SetPolicy{TRY(json::read<Policy>(tree))}};
}

const std::map<std::string_view, Read>& verbs() {
    static const std::map<std::string_view, Read> all{
        {"reports", &reports},       {"declines", &declines},     {"files", &files},
        {"imports", &imports},
        {"attaches", &attaches},     {"dispatches", &dispatches}, {"signs", &signs},
        {"contacts", &contacts},     {"arrives", &arrives},       {"returns", &returns},
        {"accepts", &accepts},       {"overrules", &overrules},   {"asks", &asks},
        {"grants", &grants},         {"denies", &denies},         {"suspends", &suspends},
        {"resumes", &resumes},       {"claims", &claims},         {"reworks", &reworks},
        {"passes", &passes},         {"fails", &fails},           {"calls", &calls},
        {"closes", &closes},         {"appraises", &appraises},   {"reopens", &reopens},
        {"supervises", &supervises}, {"answers", &answers},       {"ticks", &ticks},
        {"merges", &merges},         {"splits", &splits},         {"transfers", &transfers},
        {"withdraws", &withdraws},   {"presses", &presses},       {"notes", &notes},
                 {"sends", &sends},           {"changes", &changes}};
    return all;
}

}  // namespace

Result<CaseId> read_case(std::string_view word) {
    if (word.size() < 2 || word[0] != 'c')
        return fail("\"" + std::string(word) + "\" is not a case like c1");
    return fixture::case_id(TRY(number(word.substr(1))));
}

Result<ReportId> read_report(std::string_view word) {
    if (word.size() < 2 || word[0] != 'r')
        return fail("\"" + std::string(word) + "\" is not a report like r1");
    return fixture::report_id(TRY(number(word.substr(1))));
}

Result<CaseOrder> read_order(std::string_view word) {
    auto slash = word.find('/');
    if (slash == std::string_view::npos)
        return fail("\"" + std::string(word) + "\" is not an order like c1/1");
    auto order = TRY(number(word.substr(slash + 1)));
    return CaseOrder{TRY(read_case(word.substr(0, slash))), static_cast<std::uint16_t>(order)};
}

Result<Command> read_command(const Line& line, const State& state, Instant now) {
    auto verb = verbs().find(line.word(1));
    if (verb == verbs().end()) return fail("nobody can \"" + line.word(1) + "\"");
    return verb->second({line, state, now});
}

}  // namespace cs::city
