#include "cli/replay_text.h"

#include "base/json.h"
#include "cli/table.h"

namespace cs::cli {

namespace {

struct CountLine {
    std::string name;
    std::uint64_t count = 0;
    DESCRIBED(CountLine, name, count)
};
struct ClockLine {
    ClockKind kind{};
    std::uint64_t met = 0;
    std::uint64_t missed = 0;
    DESCRIBED(ClockLine, kind, met, missed)
};
struct SummaryJson {
    std::uint64_t messages = 0, days = 0, commands = 0, records = 0, unplaced = 0, open_cases = 0;
    std::uint64_t repeated = 0, erased = 0, bad_rows = 0;
    std::uint64_t verified_pass = 0, verified_fail = 0, contacted = 0, accepted = 0, satisfied = 0;
    std::uint64_t closed_solved = 0, closed_without_remedy = 0;
    std::vector<CountLine> events, refusals;
    std::vector<ClockLine> clocks;
    DESCRIBED(SummaryJson, messages, days, commands, records, unplaced, open_cases, repeated,
              erased, bad_rows,
              verified_pass, verified_fail, contacted, accepted, satisfied, closed_solved,
              closed_without_remedy, events, refusals, clocks)
};

std::string grouped_count(std::uint64_t number) {
    return grouped(static_cast<std::int64_t>(number));
}

std::string share(std::uint64_t part, std::uint64_t whole) {
    return percentage(static_cast<std::int64_t>(part), static_cast<std::int64_t>(whole));
}

std::string steps_table(const Context& context, const sim::ReplaySummary& summary) {
    Table table({{context.say(Text::replay_step)},
                 {context.say(Text::replay_count), true},
                 {context.say(Text::replay_share), true},
                 {context.say(Text::replay_note)}});
    auto events = [&](const char* type) {
        auto found = summary.events.find(type);
        return found == summary.events.end() ? std::uint64_t{0} : found->second;
    };
    auto plain = [&](Text name, std::uint64_t count) {
        table.add({context.say(name), grouped_count(count), "", ""});
    };
    auto part = [&](Text name, std::uint64_t count, Text of, std::uint64_t whole) {
        table.add({context.say(name), grouped_count(count), share(count, whole), context.say(of)});
    };
    auto reports = events("report.submitted"), cases = events("case.filed");
    auto orders = events("order.dispatched"), calls = events("case.called_back");
    auto verified = summary.verified_pass + summary.verified_fail;
    plain(Text::replay_reports, reports);
    part(Text::replay_declined, events("report.declined"), Text::replay_of_reports, reports);
    part(Text::replay_attached, events("report.attached"), Text::replay_of_reports, reports);
    plain(Text::replay_filed, cases);
    plain(Text::replay_orders, orders);
    part(Text::replay_signed, events("order.signed"), Text::replay_of_orders, orders);
    part(Text::replay_returned, events("return.requested"), Text::replay_of_orders, orders);
    part(Text::replay_return_accepted, events("return.accepted"), Text::replay_of_orders, orders);
    part(Text::replay_extensions, events("extension.granted"), Text::replay_of_orders, orders);
    part(Text::replay_suspended, events("case.suspended"), Text::replay_of_cases, cases);
    plain(Text::replay_outcomes, events("outcome.submitted"));
    part(Text::replay_verified, summary.verified_pass, Text::replay_of_verified, verified);
    part(Text::replay_verify_failed, summary.verified_fail, Text::replay_of_verified, verified);
    part(Text::replay_rework, events("rework.ordered"), Text::replay_of_cases, cases);
    part(Text::replay_contacted, summary.contacted, Text::replay_of_calls, calls);
    part(Text::replay_accepted, summary.accepted, Text::replay_of_reached, summary.contacted);
    part(Text::replay_satisfied, summary.satisfied, Text::replay_of_reached, summary.contacted);
    part(Text::replay_closed_solved, summary.closed_solved, Text::replay_of_cases, cases);
    part(Text::replay_closed_without, summary.closed_without_remedy, Text::replay_of_cases, cases);
    part(Text::replay_reopened, events("case.reopened"), Text::replay_of_cases, cases);
    plain(Text::replay_appraised, events("case.appraised"));
    plain(Text::replay_escalated, events("case.escalated"));
    plain(Text::replay_supervised, events("case.supervised"));
    plain(Text::replay_open, summary.open_cases);
    return table.text(context.out);
}

std::string clocks_table(const Context& context, const sim::ReplaySummary& summary) {
    Table table({{context.say(Text::replay_clock)},
                 {context.say(Text::replay_met), true},
                 {context.say(Text::replay_missed), true},
                 {context.say(Text::replay_rate), true}});
    for (const auto& [kind, counts] : summary.clocks)
        table.add({clock_kind_text(context, kind), grouped_count(counts.first),
                   grouped_count(counts.second),
                   share(counts.first, counts.first + counts.second)});
    return table.text(context.out);
}

// Messages that did not become reports this time, and why.
std::string left_aside_text(const Context& context, const sim::ReplaySummary& summary) {
    std::string out;
    if (summary.repeated == summary.messages)
        out = context.say(Text::replay_all_repeated, {grouped_count(summary.repeated)}) + "\n";
    else if (summary.repeated > 0)
        out = context.say(Text::replay_repeated, {grouped_count(summary.repeated)}) + "\n";
    if (summary.erased > 0)
        out += context.say(Text::replay_erased, {grouped_count(summary.erased)}) + "\n";
    return out;
}

}  // namespace

std::string clock_kind_text(const Context& context, ClockKind kind) {
    switch (kind) {
        case ClockKind::dispatch: return context.say(Text::clock_kind_dispatch);
        case ClockKind::sign: return context.say(Text::clock_kind_sign);
        case ClockKind::arrive: return context.say(Text::clock_kind_arrive);
        case ClockKind::contact: return context.say(Text::clock_kind_contact);
        case ClockKind::handle: return context.say(Text::clock_kind_handle);
        case ClockKind::arbitrate: return context.say(Text::clock_kind_arbitrate);
        case ClockKind::verify: return context.say(Text::clock_kind_verify);
        case ClockKind::callback: return context.say(Text::clock_kind_callback);
        case ClockKind::close: return context.say(Text::clock_kind_close);
        case ClockKind::supervise: return context.say(Text::clock_kind_supervise);
        case ClockKind::accept: return context.say(Text::clock_kind_accept);
        case ClockKind::review: return context.say(Text::clock_kind_review);
    }
    return {};
}

std::string replay_text(const Context& context, const sim::ReplaySummary& summary,
                        const ReplayNotes& notes) {
    std::string out = context.say(Text::replay_title,
                                  {notes.city, grouped_count(summary.messages),
                                   grouped_count(summary.days), grouped_count(summary.commands),
                                   grouped_count(summary.records)}) + "\n";
    out += context.say(Text::replay_city,
                       {grouped_count(notes.grids.community), grouped_count(notes.grids.micro),
                        grouped_count(notes.grids.rural), grouped_count(notes.grids.dedicated),
                        grouped_count(notes.grids.households)}) + "\n";
    out += context.say(Text::replay_synthetic) + "\n";
    if (notes.spread_days > 0)
        out += context.say(Text::replay_spread, {std::to_string(notes.spread_days),
                                                 local_date(notes.first_day).text()}) + "\n";
    out += context.say(Text::replay_unplaced,
                       {grouped_count(summary.unplaced), grouped_count(summary.messages),
                        share(summary.unplaced, summary.messages)}) + "\n\n";
    if (summary.repeated == summary.messages && summary.records == 0)
        return out + left_aside_text(context, summary) +
               context.say(Text::replay_where, {notes.data}) + "\n";
    out += steps_table(context, summary) + "\n" + clocks_table(context, summary) + "\n";
    std::uint64_t refused = 0;
    for (const auto& [code, count] : summary.refusals) refused += count;
    out += context.say(Text::replay_refused, {grouped_count(refused)}) + "\n";
    out += left_aside_text(context, summary);
    return out + context.say(Text::replay_where, {notes.data}) + "\n";
}

std::string replay_json(const sim::ReplaySummary& summary, const ReplayNotes& notes) {
    SummaryJson out;
    out.messages = summary.messages;
    out.days = summary.days;
    out.commands = summary.commands;
    out.records = summary.records;
    out.unplaced = summary.unplaced;
    out.open_cases = summary.open_cases;
    out.repeated = summary.repeated;
    out.erased = summary.erased;
    out.bad_rows = notes.bad_rows.size();
    out.verified_pass = summary.verified_pass;
    out.verified_fail = summary.verified_fail;
    out.contacted = summary.contacted;
    out.accepted = summary.accepted;
    out.satisfied = summary.satisfied;
    out.closed_solved = summary.closed_solved;
    out.closed_without_remedy = summary.closed_without_remedy;
    for (const auto& [type, count] : summary.events) out.events.push_back({type, count});
    for (const auto& [code, count] : summary.refusals) out.refusals.push_back({code, count});
    for (const auto& [kind, counts] : summary.clocks)
        out.clocks.push_back({kind, counts.first, counts.second});
    return json::text_of(out);
}

}  // namespace cs::cli
