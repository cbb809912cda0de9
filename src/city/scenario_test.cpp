#include "city/scenario_test.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/json.h"
#include "city/fixture_test.h"
#include "city/machine_test.h"
#include "city/verbs_test.h"
#include "city/words_test.h"

namespace cs::city {

namespace {

// Refusals for more than the table's row or a word of the command itself: each names its rule.
bool has_rule(RefusalCode code) {
    using enum RefusalCode;
    constexpr RefusalCode ruled[] = {
        wrong_order_phase, not_suspended, extension_pending, no_extension_pending,
        extension_too_long, extensions_exhausted, suspension_too_long, lead_order_stays,
        assisting_order_open, unit_already_ordered, returns_exhausted, not_verified,
        not_called_back, citizen_says_unsolved, evidence_missing, reopen_period_over,
        already_supervised, not_supervised, duplicate_report};
    return std::ranges::find(ruled, code) != std::end(ruled);
}

class Story {
public:
    explicit Story(Coverage& coverage) : coverage_(coverage) {}

    Result<void> tell(std::string_view text) {
        auto line = parse_line(text);
        auto first = line.word(0);
        if (first == "at") return pass_to(TRY(parse_instant(text.substr(3))));
        if (first == "after") return pass_to(machine_.now() + TRY(parse_duration(line.word(1))));
        if (text == "given nothing") return machine_.begin_with_nothing(), Result<void>{};
        if (text.starts_with("expect rule ")) return same(rule_, std::string(text.substr(12)));
        if (first == "expect") return expect(line);
        if (first == "refused") return refused(text);
        return act(line);
    }
    std::vector<std::string> take_complaints() { return machine_.take_complaints(); }

private:
    Result<void> pass_to(Instant when) {
        machine_.advance_to(when);
        for (const auto& event : machine_.last_events()) {
            bool of_report = std::holds_alternative<ReportPointPassed>(event);
            coverage_.accepted.emplace(of_report ? PassReportPoint::type : PassClockPoint::type);
        }
        note_events();
        return {};
    }

    Result<Decision<void>> attempt(const Line& line, Command& command) {
        auto person = fixture::person_named(line.word(0));
        if (!person) return fail("nobody is called \"" + line.word(0) + "\"");
        command = TRY(read_command(line, machine_.state(), machine_.now()));
        return machine_.send(*person, command);
    }

    Result<void> act(const Line& line) {
        Command command;
        auto outcome = TRY(attempt(line, command));
        if (!outcome)
            return fail("refused: " + std::string(code_name(outcome.error().code)) + " " +
                        outcome.error().detail);
        coverage_.accepted.emplace(command_type(command));
        note_events();
        return check_new_id(line);
    }

    // "citizen reports r1", "agent files c1": the name says the number the city will give.
    Result<void> check_new_id(const Line& line) {
        for (const auto& event : machine_.last_events()) {
            std::string given, wanted = line.word(2);
            if (const auto* submitted = std::get_if<ReportSubmitted>(&event)) {
                given = "r" + std::to_string(counter_of(submitted->report.id));
            } else if (const auto* filed = std::get_if<CaseFiled>(&event)) {
                given = "c" + std::to_string(counter_of(filed->case_id));
            } else if (const auto* imported = std::get_if<CaseImported>(&event)) {
                given = "c" + std::to_string(counter_of(imported->case_id));
            } else if (const auto* split = std::get_if<CaseSplit>(&event)) {
                given = "c" + std::to_string(counter_of(split->new_case));
                wanted = line.option("as");
            } else {
                continue;
            }
            if (given != wanted) return fail("it became " + given + ", not " + wanted);
        }
        return {};
    }

    Result<void> refused(std::string_view text) {
        auto colon = text.find(": ");
        if (colon == std::string_view::npos) return fail("refused CODE: WHO VERB …");
        auto wanted = text.substr(8, colon - 8);
        Command command;
        auto outcome = TRY(attempt(parse_line(text.substr(colon + 2)), command));
        if (outcome) return fail("it was accepted");
        auto code = code_name(outcome.error().code);
        if (code != wanted)
            return fail("refused as " + std::string(code) + " (" + outcome.error().detail + ")");
        coverage_.refused.insert(outcome.error().code);
        rule_ = outcome.error().rule;
        if (rule_.empty() && has_rule(outcome.error().code))
            return fail("refused without the rule that refused");
        return {};
    }

    Result<void> expect(const Line& line) {
        auto what = line.word(1);
        if (what == "event" || what == "no") return expect_event(line);
        if (what.starts_with('r')) {
            auto id = TRY(read_report(what));
            const auto* waiting = machine_.state().cases.waiting.find(id);
            if (line.word(2) != "clock")
                return same(waiting != nullptr ? "waiting" : "taken", line.word(2));
            if (waiting == nullptr || !waiting->accept_clock) return fail("it has no clock");
            return expect_member(json::text_of(*waiting->accept_clock), line.word(3), line.word(4));
        }
        auto slash = what.find('/');
        const auto* subject =
            machine_.state().cases.cases.find(TRY(read_case(what.substr(0, slash))));
        if (subject == nullptr) return fail("there is no " + what);
        if (line.word(2) == "clock") return expect_clock(*subject, line);
        if (slash == std::string::npos)
            return expect_member(json::text_of(*subject), line.word(2), line.word(3));
        auto number = TRY(read_order(what)).order;
        if (number == 0 || number > subject->orders.size()) return fail("there is no " + what);
        const auto& order = subject->orders[number - 1];
        return expect_member(json::text_of(order), line.word(2), line.word(3));
    }

    Result<void> expect_event(const Line& line) {
        bool wanted = line.word(1) == "event";
        auto type = line.word(wanted ? 2 : 3);
        bool happened = std::ranges::any_of(
            machine_.last_events(), [&](const Event& event) { return event_type(event) == type; });
        if (happened == wanted) return {};
        return fail(wanted ? type + " did not happen" : type + " happened");
    }

    Result<void> expect_clock(const Case& subject, const Line& line) {
        auto kind = json::enum_from_name<ClockKind>(line.word(3));
        if (!kind) return fail("there is no clock called " + line.word(3));
        std::uint16_t order = 0;
        if (line.word(1).find('/') != std::string::npos)
            order = TRY(read_order(line.word(1))).order;
        for (auto clock = subject.clocks.rbegin(); clock != subject.clocks.rend(); ++clock) {
            if (clock->kind != *kind || (order != 0 && clock->order != order)) continue;
            if (line.words.size() == 5)
                return same(std::string(json::enum_name(clock->phase)), line.word(4));
            return expect_member(json::text_of(*clock), line.word(4), line.word(5));
        }
        return same("none", line.word(4));
    }

    // A member as people write it: units by name, times to the minute, lists by their length.
    Result<void> expect_member(const std::string& object, const std::string& name,
                               const std::string& wanted) {
        auto tree = TRY(json::parse(object));
        const auto* value = tree.as_object().if_contains(name);
        if (value == nullptr) return same("none", wanted);
        if (value->is_array()) return same(std::to_string(value->as_array().size()), wanted);
        if (const auto* ref = value->if_object())
            return same(std::to_string(ref->at("version").to_number<int>()) + "/" +
                            std::to_string(ref->at("index").to_number<int>()),
                        wanted);
        if (!value->is_string()) return same(boost::json::serialize(*value), wanted);
        std::string text(value->as_string());
        if (name.ends_with("unit") || name == "responsible")
            return same(fixture::unit_name(TRY(parse_id<UnitId>(text))), wanted);
        if (auto at = parse_instant(text); at && text.size() > 12)
            return same(local_minute_text(*at), wanted);
        return same(text, wanted);
    }

    static Result<void> same(const std::string& found, const std::string& wanted) {
        if (found == wanted) return {};
        return fail("it is " + found + ", not " + wanted);
    }

    void note_events() {
        for (const auto& event : machine_.last_events())
            coverage_.events.emplace(event_type(event));
    }

    Coverage& coverage_;
    Machine machine_;
    std::string rule_;  // by which the last one was refused
};

}  // namespace

std::vector<std::string> run_scenario(std::string_view text, Coverage& coverage) {
    std::vector<std::string> out;
    if (!text.starts_with("# ")) out.emplace_back("line 1: a scenario begins with its promise");
    Story story(coverage);
    std::size_t number = 0, steps = 0;
    while (!text.empty()) {
        auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.empty() || line[0] == '#') continue;
        ++steps;
        auto where = "line " + std::to_string(number) + ": " + std::string(line) + ": ";
        auto told = story.tell(line);
        for (const auto& complaint : story.take_complaints()) out.push_back(where + complaint);
        if (told) continue;
        out.push_back(where + told.error().text());
        break;  // what follows would only repeat it
    }
    if (steps == 0) out.emplace_back("the scenario is empty");
    return out;
}

}  // namespace cs::city
