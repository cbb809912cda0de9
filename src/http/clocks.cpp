// Clocks: which a case has, and why each is due when it is, with every counted stretch of time.
#include <charconv>

#include "base/json_exact.h"
#include "http/api_answers.h"
#include "http/handlers.h"
#include "model/events.h"

namespace cs::http {

namespace {

Asked<std::size_t> clock_in_path(const Request& request, std::size_t clocks) {
    auto text = request.parameter("clock");
    std::size_t number = 0;
    auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    bool well = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    if (!well || number >= clocks) return not_found("clock " + std::string(text));
    return number;
}

// While a case was suspended its clocks stood still: the history says from when to when.
std::vector<calendar::Suspension> suspensions_of(const std::vector<journal::Record>& entries,
                                                 const Clock& clock, Instant now) {
    std::vector<calendar::Suspension> out;
    std::optional<Instant> since;
    for (const auto& entry : entries) {
        if (entry.type == CaseSuspended::type) since = std::max(entry.at, clock.started_at);
        if (entry.type != CaseResumed::type || !since) continue;
        if (entry.at > *since) out.push_back({*since, entry.at});
        since.reset();
    }
    if (since && clock.phase == ClockPhase::paused && now > *since) out.push_back({*since, now});
    return out;
}

// The total holds every extension that was granted.
calendar::ClockTerms terms_of(const Clock& clock,
                              const std::vector<journal::Record>& entries, Instant now) {
    auto minutes = static_cast<std::int32_t>(clock.total.us / Duration::minutes(1).us);
    calendar::ClockTerms terms{clock.started_at, {}, {}, {}};
    terms.budget = {minutes, calendar::BudgetUnit::minutes, clock.calendar};
    // A supervision and a suspension's own review go on while the case stands still.
    bool stands_still = clock.kind != ClockKind::supervise && clock.kind != ClockKind::review;
    if (stands_still) terms.suspensions = suspensions_of(entries, clock, now);
    return terms;
}

Asked<calendar::ExplanationView> explain(Api& api, const calendar::ClockTerms& terms) {
    auto calendars = api.follower.with_registry([](const registry::Registry& registry) {
        return calendar::Calendars{registry.calendar(calendar::CalendarKind::work)};
    });
    auto explanation = calendar::explain(terms, calendars);
    if (!explanation) return bad_request("", explanation.error().text(), 422);
    return calendar::view_of(*explanation);
}

}  // namespace

Answer list_clocks(Api& api, const Request& request, Caller& caller) {
    auto reader = TRY(api.follower.readers().borrow());
    auto detail = TRY(case_for(api, *reader, request, caller));
    auto names = TRY(names_in(*reader, detail));
    ClockListAnswer out{views::view_of(std::move(detail), names).clocks};
    return Response::json(whole_text_of(out));
}

Answer explain_clock(Api& api, const Request& request, Caller& caller) {
    auto reader = TRY(api.follower.readers().borrow());
    auto detail = TRY(case_for(api, *reader, request, caller));
    auto number = TRY(clock_in_path(request, detail.clocks.size()));
    auto names = TRY(names_in(*reader, detail));
    auto entries = TRY(own_records(api, *reader, detail.row.id));
    ClockAnswer out;
    out.clock = views::view_of(detail, names).clocks[number];
    out.explanation =
        TRY(explain(api, terms_of(detail.clocks[number], entries, api.time.now())));
    return Response::json(json::text_of(out));
}

Answer explain_terms(Api& api, const Request& request, Caller&) {
    auto terms = TRY(json::from_exact_text<calendar::ClockTerms>(request.body));
    return Response::json(json::text_of(TRY(explain(api, terms))));
}

}  // namespace cs::http
