// One clock's arithmetic; see clock.h.
#include "calendar/clock.h"

#include <algorithm>
#include <string>

namespace cs::calendar {

Result<void> check(const ClockTerms& terms) {
    if (!valid(terms.budget))
        return fail("a budget of " + text(terms.budget) + " is nothing or longer than ten years",
                    "budget", "give one between a minute and ten years");
    for (const auto& extension : terms.extensions) {
        if (!valid(extension))
            return fail("an extension of " + text(extension) +
                            " is nothing or longer than ten years",
                        "extension", "give one between a minute and ten years");
        if (extension.calendar != terms.budget.calendar)
            return fail("an extension runs on another calendar than its clock", "extension",
                        "give it in the clock's own time, working or continuous");
    }
    for (const auto& one : terms.suspensions) {
        if (one.to < one.from)
            return fail("a suspension ends at " + local_minute_text(one.to) +
                            ", before it begins at " + local_minute_text(one.from),
                        "suspension", "give the earlier time first");
    }
    return {};
}

Duration total(const ClockTerms& terms) {
    auto sum = counted(terms.budget);
    for (const auto& extension : terms.extensions) sum = sum + counted(extension);
    return sum;
}

std::vector<Suspension> joined(std::vector<Suspension> suspensions) {
    std::ranges::sort(suspensions);
    std::vector<Suspension> out;
    for (const auto& one : suspensions) {
        if (one.from >= one.to) continue;
        if (!out.empty() && one.from <= out.back().to)
            out.back().to = std::max(out.back().to, one.to);
        else
            out.push_back(one);
    }
    return out;
}

Result<Instant> instant_used(const ClockTerms& terms, const Calendars& calendars,
                             Duration amount) {
    TRY_VOID(check(terms));
    const auto& calendar = calendars.of(terms.budget.calendar);
    auto at = terms.from;
    if (amount.us == 0) return at;
    for (const auto& pause : joined(terms.suspensions)) {
        if (pause.to <= at) continue;
        // Tried first, because it asks only for the years up to the answer.
        auto end = calendar.add(at, amount);
        if (end && *end <= pause.from) return end;
        if (pause.from > at) amount = amount - TRY(calendar.counted(at, pause.from));
        at = pause.to;
    }
    return calendar.add(at, amount);
}

Result<Instant> due(const ClockTerms& terms, const Calendars& calendars) {
    return instant_used(terms, calendars, total(terms));
}

Result<Duration> used(const ClockTerms& terms, const Calendars& calendars, Instant now) {
    TRY_VOID(check(terms));
    const auto& calendar = calendars.of(terms.budget.calendar);
    Duration sum;
    auto at = terms.from;
    for (const auto& pause : joined(terms.suspensions)) {
        if (pause.from >= now) break;
        if (pause.to <= at) continue;
        if (pause.from > at) sum = sum + TRY(calendar.counted(at, pause.from));
        at = pause.to;
    }
    if (now > at) sum = sum + TRY(calendar.counted(at, now));
    return sum;
}

Result<Duration> remaining(const ClockTerms& terms, const Calendars& calendars, Instant now) {
    return total(terms) - TRY(used(terms, calendars, now));
}

Result<Instant> due_after_resume(const Calendar& calendar, Instant suspended_at,
                                 Instant resumed_at, Instant old_due) {
    if (resumed_at < suspended_at)
        return fail("a clock cannot be resumed before it was suspended", "suspension");
    if (suspended_at >= old_due) return old_due;
    return calendar.add(resumed_at, TRY(calendar.counted(suspended_at, old_due)));
}

Result<Instant> due_after_extension(const Calendar& calendar, Instant old_due, Duration extra) {
    return calendar.add(old_due, extra);
}

Result<Duration> used_now(const Calendar& calendar, Duration total, Instant due, Instant now) {
    return total - TRY(calendar.counted(now, due));
}

Result<std::optional<Instant>> point_ahead(const Calendar& calendar, Instant now, Duration used,
                                           Duration total, std::int32_t percent) {
    Duration ahead{total.us / 100 * percent + total.us % 100 * percent / 100 - used.us};
    if (ahead.us <= 0) return std::nullopt;
    return TRY(calendar.add(now, ahead));
}

Result<Suspension> parse_suspension(std::string_view text) {
    auto dots = text.find("..");
    if (dots == std::string_view::npos)
        return fail("\"" + std::string(text) + "\" is not a suspension", {},
                    "write its two times as \"2026-02-14 09:00..2026-02-14 15:00\"");
    auto from = TRY(parse_instant(text.substr(0, dots)));
    auto to = TRY(parse_instant(text.substr(dots + 2)));
    Suspension out{from, to};
    if (out.to <= out.from)
        return fail("the suspension \"" + std::string(text) + "\" does not end after it begins",
                    {}, "write the earlier time first");
    return out;
}

}  // namespace cs::calendar
