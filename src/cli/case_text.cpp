#include "cli/case_text.h"

#include "cli/history_text.h"
#include "cli/names.h"
#include "cli/printable.h"
#include "cli/table.h"

namespace cs::cli {

namespace {

using views::CaseRow;

std::string phase_text(const Context& context, Phase phase) {
    switch (phase) {
        case Phase::filed: return context.say(Text::phase_filed);
        case Phase::dispatched: return context.say(Text::phase_dispatched);
        case Phase::handling: return context.say(Text::phase_handling);
        case Phase::claimed: return context.say(Text::phase_claimed);
        case Phase::verified: return context.say(Text::phase_verified);
        case Phase::called_back: return context.say(Text::phase_called_back);
        case Phase::closed: return context.say(Text::phase_closed);
        case Phase::merged: return context.say(Text::phase_merged);
    }
    return {};
}

std::string due_text(const Context& context, const CaseRow& row) {
    if (!row.due_at) return "–";
    auto text = local_minute_text(*row.due_at);
    return row.overdue ? context.say(Text::overdue_mark, {text}) : text;
}

std::string title_text(const Context& context, const std::optional<std::string>& title,
                       bool erased) {
    return erased ? context.say(Text::erased) : printable(title.value_or("–"));
}

std::string heading(const Context& context, Text text) {
    return "\n" + context.out.paint(Colour::bold, context.say(text)) + "\n";
}

std::string clocks_part(const Context& context, const std::vector<Clock>& clocks) {
    Table table({{context.say(Text::column_kind)},
                 {context.say(Text::column_order), true},
                 {context.say(Text::column_state)},
                 {context.say(Text::column_due_at)}});
    for (const auto& clock : clocks)
        table.add({name_of(context.language, clock.kind),
                   clock.order == 0 ? "–" : std::to_string(clock.order),
                   name_of(context.language, clock.phase), local_minute_text(clock.due)},
                  clock.phase == ClockPhase::missed ? Colour::red : Colour::none);
    return heading(context, Text::clocks_title) + table.text(context.out, 2);
}

std::string orders_part(const Context& context, const std::vector<Order>& orders,
                        const views::UnitNames& units) {
    Table table({{context.say(Text::column_order), true},
                 {context.say(Text::column_unit)},
                 {context.say(Text::column_state)},
                 {context.say(Text::column_at)}});
    auto unit_text = [&](UnitId id) {
        auto found = units.find(id);
        return found == units.end() ? id_text(id) : found->second;
    };
    for (std::size_t i = 0; i < orders.size(); ++i)
        table.add({std::to_string(i + 1), unit_text(orders[i].unit),
                   name_of(context.language, orders[i].phase),
                   local_minute_text(orders[i].issued_at)});
    return heading(context, Text::orders_title) + table.text(context.out, 2);
}

std::string reports_part(const Context& context, const std::vector<views::ReportRow>& reports) {
    std::string out = heading(context, Text::reports_title);
    for (const auto& report : reports) {
        out += "  " + local_minute_text(report.reported_at) + "  " +
               name_of(context.language, report.channel) + "  " +
               title_text(context, report.title, report.erased) + "\n";
        if (report.text) out += indented(*report.text);
    }
    return out;
}

}  // namespace

std::string case_list_text(const Context& context, const views::CasePage& page) {
    if (page.rows.empty()) return context.say(Text::case_none) + "\n";
    Table table({{context.say(Text::column_number)},
                 {context.say(Text::column_filed)},
                 {context.say(Text::column_phase)},
                 {context.say(Text::column_due)},
                 {context.say(Text::column_unit), false, true},
                 {context.say(Text::column_matter), false, true},
                 {context.say(Text::column_title), false, true}});
    for (const auto& row : page.rows)
        table.add({row.number, local_minute_text(row.filed_at), phase_text(context, row.phase),
                   due_text(context, row), row.unit_name.value_or(id_text(row.unit)),
                   row.matter_name.value_or(row.matter),
                   title_text(context, row.title, row.erased)},
                  row.overdue ? Colour::red : Colour::none);
    auto out = table.text(context.out);
    if (page.next) out += "\n" + context.say(Text::case_next, {*page.next}) + "\n";
    return out;
}

std::string case_text(const Context& context, const views::CaseDetail& detail,
                      const std::vector<views::TimelineEntry>& history,
                      const views::UnitNames& units) {
    const auto& row = detail.row;
    auto phase = phase_text(context, row.phase);
    if (row.closing) phase += context.say(Text::refusal_detail,
                                          {name_of(context.language, *row.closing)});
    Table head({{row.number}, {phase, false, true}});
    head.add({context.say(Text::column_title), title_text(context, row.title, row.erased)});
    head.add({context.say(Text::column_matter),
              row.matter + " " + row.matter_name.value_or("")});
    head.add({context.say(Text::place),
              id_text(row.division) + " " + row.division_name.value_or("")});
    head.add({context.say(Text::column_unit), row.unit_name.value_or(id_text(row.unit))});
    head.add({context.say(Text::column_filed), local_minute_text(row.filed_at)});
    head.add({context.say(Text::column_due), due_text(context, row)});
    return head.text(context.out) + orders_part(context, detail.orders, units) +
           clocks_part(context, detail.clocks) + reports_part(context, detail.reports) +
           heading(context, Text::history_title) + history_text(context, history, units);
}

}  // namespace cs::cli
