// The walk from a clock's start to its due instant, day by day and shift by shift.
#include "calendar/explanation.h"

#include <algorithm>

namespace cs::calendar {

namespace {

struct Span {
    Instant from;
    Instant to;
};

// The parts of a span that lie in no pause. The pauses are sorted and do not overlap.
std::vector<Span> outside(Span span, const std::vector<Suspension>& pauses) {
    std::vector<Span> out;
    for (const auto& pause : pauses) {
        if (pause.to <= span.from || pause.from >= span.to) continue;
        if (span.from < pause.from) out.push_back({span.from, pause.from});
        span.from = pause.to;
    }
    if (span.from < span.to) out.push_back(span);
    return out;
}

Weekday weekday_at(Instant at) { return static_cast<Weekday>(local_date(at).weekday()); }

void skip_day(std::vector<Skipped>& skipped, std::int64_t day, const DayInfo& info) {
    auto reason = info.kind == DayKind::holiday ? SkipReason::holiday : SkipReason::weekend;
    auto from = start_of_local_day_number(day), to = start_of_local_day_number(day + 1);
    bool goes_on = !skipped.empty() && skipped.back().to == from &&
                   skipped.back().reason == reason && skipped.back().holiday == info.name;
    if (goes_on)
        skipped.back().to = to;
    else
        skipped.push_back({from, to, reason, std::string(info.name)});
}

// One day of working time within the whole walk. A day is looked up only when the walk touches its
// shifts, so that a year is asked for exactly when `add` asks for it.
Result<void> walk_day(std::int64_t day, Span whole, const std::vector<Suspension>& pauses,
                      const Calendar& calendar, Explanation& out) {
    std::vector<Segment> found;
    auto midnight = start_of_local_day_number(day);
    for (std::size_t i = 0; i < shifts.size(); ++i) {
        Span shift{std::max(whole.from, midnight + shifts[i].begin),
                   std::min(whole.to, midnight + shifts[i].end)};
        auto kind = i == 0 ? SegmentKind::morning : SegmentKind::afternoon;
        for (const auto& part : outside(shift, pauses))
            found.push_back({part.from, part.to, kind, weekday_at(part.from), false, {}});
    }
    if (found.empty()) return {};
    auto info = TRY(calendar.day(day));
    if (!info.works()) {
        skip_day(out.skipped, day, info);
        return {};
    }
    for (auto& segment : found) {
        segment.make_up = info.kind == DayKind::make_up;
        segment.holiday = info.name;
        out.segments.push_back(std::move(segment));
    }
    return {};
}

std::optional<std::string> unless_empty(const std::string& text) {
    if (text.empty()) return {};
    return text;
}

}  // namespace

Result<Explanation> explain(const ClockTerms& terms, const Calendars& calendars) {
    auto due_at = TRY(due(terms, calendars));
    Explanation out{terms, total(terms), due_at, {}, {}, {}};
    auto pauses = joined(terms.suspensions);
    Span whole{terms.from, out.due};
    if (terms.budget.calendar == CalendarKind::continuous) {
        for (const auto& part : outside(whole, pauses))
            out.segments.push_back({part.from, part.to, SegmentKind::continuous,
                                    weekday_at(part.from), false, {}});
    } else {
        for (auto day = local_day_number(whole.from); day <= local_day_number(whole.to); ++day)
            TRY_VOID(walk_day(day, whole, pauses, calendars.work, out));
    }
    for (const auto& pause : pauses) {
        Span cut{std::max(pause.from, whole.from), std::min(pause.to, whole.to)};
        if (cut.from < cut.to)
            out.skipped.push_back({cut.from, cut.to, SkipReason::suspended, {}});
    }
    std::ranges::stable_sort(out.skipped, {}, &Skipped::from);
    for (auto percent : warning_percents) {
        Duration part{out.total.us / 100 * percent + out.total.us % 100 * percent / 100};
        auto at = instant_used(terms, calendars, part);
        if (at)
            out.points.push_back({percent, *at, {}});
        else
            out.points.push_back({percent, {}, at.error().text()});
    }
    return out;
}

ExplanationView view_of(const Explanation& explanation) {
    ExplanationView view{explanation.terms.budget.calendar,
                         local_text(explanation.terms.from),
                         text(explanation.terms.budget),
                         explanation.total,
                         local_text(explanation.due),
                         {}, {}, {}};
    for (const auto& one : explanation.segments)
        view.segments.push_back({local_text(one.from), local_text(one.to), one.length(), one.kind,
                                 one.weekday, one.make_up, unless_empty(one.holiday)});
    for (const auto& one : explanation.skipped)
        view.skipped.push_back({local_text(one.from), local_text(one.to), one.reason,
                                unless_empty(one.holiday)});
    for (const auto& one : explanation.points)
        view.points.push_back({one.percent,
                               one.at ? std::optional(local_text(*one.at)) : std::nullopt,
                               unless_empty(one.why_unknown)});
    return view;
}

}  // namespace cs::calendar
