#include "cli/clock_text.h"

#include <algorithm>

#include "base/utf8.h"
#include "cli/table.h"

namespace cs::cli {

namespace {

using namespace calendar;

constexpr Text weekdays[] = {Text::monday, Text::tuesday,  Text::wednesday, Text::thursday,
                             Text::friday, Text::saturday, Text::sunday};

std::string day_text(const Context& context, Instant at) {
    return local_date(at).text() + " " +
           context.say(weekdays[static_cast<std::size_t>(local_date(at).weekday())]);
}

// To the minute, and to the second where there are seconds.
std::string time_of_day(Instant at) {
    auto text = local_text(at);
    return text.substr(11, text.substr(17, 2) == "00" ? 5 : 8);
}

std::string moment(const Context& context, Instant at) {
    return day_text(context, at) + " " + time_of_day(at);
}

// The end of a stretch: "18:00", "24:00" at midnight, or with its date when that is another day.
std::string end_of(const Context& context, Instant from, Instant to) {
    if (local_date(from) == local_date(to)) return time_of_day(to);
    if (to == start_of_local_day_number(local_day_number(from) + 1)) return "24:00";
    return moment(context, to);
}

std::string shift_text(const Context& context, SegmentKind kind) {
    switch (kind) {
        case SegmentKind::morning: return context.say(Text::shift_morning);
        case SegmentKind::afternoon: return context.say(Text::shift_afternoon);
        case SegmentKind::continuous: return context.say(Text::shift_continuous);
    }
    return {};
}

std::string note_on(const Context& context, const Segment& segment) {
    if (segment.make_up) return context.say(Text::clock_make_up, {segment.holiday});
    return segment.holiday;
}

std::string budget_text(const Context& context, const Budget& budget) {
    auto amount = std::to_string(budget.amount);
    switch (budget.unit) {
        case BudgetUnit::minutes: return context.say(Text::budget_minutes, {amount});
        case BudgetUnit::hours: return context.say(Text::budget_hours, {amount});
        case BudgetUnit::working_days:
            if (budget.amount == 1) return context.say(Text::budget_working_day);
            return context.say(Text::budget_working_days, {amount});
        case BudgetUnit::calendar_days: return context.say(Text::budget_calendar_days, {amount});
    }
    return amount;
}

std::string reason_text(const Context& context, const Skipped& skipped) {
    switch (skipped.reason) {
        case SkipReason::weekend: return context.say(Text::skip_weekend);
        case SkipReason::holiday: return context.say(Text::skip_holiday, {skipped.holiday});
        case SkipReason::suspended: return context.say(Text::skip_suspended);
    }
    return {};
}

std::string skipped_span(const Context& context, const Skipped& skipped) {
    auto first = local_day_number(skipped.from), end = local_day_number(skipped.to);
    if (skipped.reason == SkipReason::suspended)
        return moment(context, skipped.from) + " – " +
               end_of(context, skipped.from, skipped.to);
    if (end - first == 1) return day_text(context, skipped.from);
    return day_text(context, skipped.from) + " – " +
           day_text(context, start_of_local_day_number(end - 1));
}

std::string counted_part(const Context& context, const Explanation& explanation) {
    Table table({{context.say(Text::clock_day)},
                 {context.say(Text::clock_time)},
                 {context.say(Text::clock_shift)},
                 {context.say(Text::clock_counted), true},
                 {context.say(Text::clock_sum), true},
                 {context.say(Text::clock_note), false, true}});
    Duration sum;
    for (const auto& segment : explanation.segments) {
        sum = sum + segment.length();
        table.add({day_text(context, segment.from),
                   time_of_day(segment.from) + " – " + end_of(context, segment.from, segment.to),
                   shift_text(context, segment.kind),
                   duration_text(context.language, segment.length()),
                   duration_text(context.language, sum), note_on(context, segment)});
    }
    return "\n" + context.say(Text::clock_counted_title) + "\n" + table.text(context.out, 2);
}

std::string skipped_part(const Context& context, const Explanation& explanation) {
    if (explanation.skipped.empty()) return {};
    Table table({{context.say(Text::clock_days)}, {context.say(Text::clock_reason), false, true}});
    for (const auto& skipped : explanation.skipped)
        table.add({skipped_span(context, skipped), reason_text(context, skipped)});
    return "\n" + context.say(Text::clock_skipped_title) + "\n" + table.text(context.out, 2);
}

std::string points_part(const Context& context, const Explanation& explanation) {
    Table table({{context.say(Text::clock_part), true},
                 {context.say(Text::clock_reached), false, true}});
    for (const auto& point : explanation.points)
        table.add({std::to_string(point.percent) + " %",
                   point.at ? moment(context, *point.at) : context.say(Text::clock_unknown)},
                  point.percent == 100 ? Colour::bold : Colour::none);
    return "\n" + context.say(Text::clock_points_title) + "\n" + table.text(context.out, 2);
}

}  // namespace

std::string duration_text(Language language, Duration duration) {
    auto seconds = std::abs(duration.us) / 1'000'000;
    auto hours = std::to_string(seconds / 3600), minutes = std::to_string(seconds / 60 % 60);
    auto rest = std::to_string(seconds % 60);
    std::string out = duration.us < 0 ? "-" : "";
    if (seconds >= 3600) out += say(language, Text::hours, {hours});
    auto spaced = [&](std::string part) {
        bool is_first = out.empty() || out == "-";
        out += (is_first || language == Language::chinese ? "" : " ") + part;
    };
    if (seconds / 60 % 60 != 0) spaced(say(language, Text::minutes, {minutes}));
    if (seconds % 60 != 0) spaced(say(language, Text::seconds, {rest}));
    return seconds == 0 ? say(language, Text::minutes, {"0"}) : out;
}

std::string clock_text(const Context& context, const Explanation& explanation) {
    const auto& terms = explanation.terms;
    auto kind = terms.budget.calendar == CalendarKind::work ? Text::calendar_work
                                                            : Text::calendar_continuous;
    auto total = budget_text(context, terms.budget);
    for (const auto& extension : terms.extensions) total += " + " + budget_text(context, extension);
    total += " = " + duration_text(context.language, explanation.total);
    std::vector<std::pair<std::string, std::string>> head{
        {context.say(Text::clock_calendar), context.say(kind)},
        {context.say(Text::clock_from), moment(context, terms.from)},
        {context.say(Text::clock_budget), total},
        {context.say(Text::clock_due), moment(context, explanation.due)}};
    std::size_t widest = 0;
    for (const auto& [name, value] : head) widest = std::max(widest, utf8::columns(name));
    std::string out;
    for (const auto& [name, value] : head) {
        auto padding = std::string(widest - utf8::columns(name) + 2, ' ');
        bool is_due = &value == &head.back().second;
        out += name + padding + context.out.paint(is_due ? Colour::bold : Colour::none, value) +
               "\n";
    }
    return out + counted_part(context, explanation) + skipped_part(context, explanation) +
           points_part(context, explanation);
}

}  // namespace cs::cli
