// Units: who owes, and what each has to do next, the soonest due first.
#include <algorithm>

#include "base/json.h"
#include "http/api_answers.h"
#include "http/handlers.h"
#include "http/paging.h"
#include "http/query.h"

namespace cs::http {

namespace {

struct UnitFilter {
    std::optional<DivisionCode> division;
    std::optional<std::string> kind, name;
    Instant at = Instant::never();
};

bool fits(const Unit& unit, const UnitFilter& filter) {
    return (!filter.division || within(unit.division, *filter.division)) &&
           (!filter.kind || unit.kind == *filter.kind) &&
           (!filter.name || unit.name.find(*filter.name) != std::string::npos);
}

}  // namespace

Answer list_units(Api& api, const Request& request, Caller&) {
    UnitFilter filter;
    filter.division = TRY(division_of(request, "division"));
    filter.kind = TRY(text_of(request, "kind"));
    filter.name = TRY(text_of(request, "name"));
    filter.at = TRY(instant_of(request, "at")).value_or(Instant::never());
    auto page = TRY(page_of(request));
    auto after = TRY(id_after<UnitId>(page));
    UnitListAnswer out;
    api.follower.with_registry([&](const registry::Registry& registry) {
        out.next = collect<UnitId>(registry.unit_ids(), after, page.limit, [&](UnitId id) {
            const auto* unit = registry.unit_at(id, filter.at);
            if (unit == nullptr || !fits(*unit, filter)) return false;
            out.rows.push_back(*unit);
            return true;
        });
    });
    return Response::json(whole_text_of(out));
}

Answer read_unit(Api& api, const Request& request, Caller&) {
    auto id = TRY(unit_in_path(request));
    auto at = TRY(instant_of(request, "at")).value_or(Instant::never());
    auto unit = api.follower.with_registry([&](const registry::Registry& registry) {
        const auto* found = registry.unit_at(id, at);
        return found == nullptr ? std::nullopt : std::optional(*found);
    });
    if (!unit) return not_found("unit " + id_text(id));
    return Response::json(json::text_of(*unit));
}

Answer read_inbox(Api& api, const Request& request, Caller& caller) {
    auto id = TRY(unit_in_path(request));
    auto page = TRY(page_of(request));
    auto division = api.follower.with_registry([&](const registry::Registry& registry) {
        const auto* unit = registry.unit(id);
        return unit == nullptr ? std::nullopt : std::optional(unit->division);
    });
    std::vector<UnitId> units{id};
    if (!division) return not_found("unit " + id_text(id));
    if (!reaches(caller, {*division, units})) return not_yours("the inbox of unit " + id_text(id));
    auto reader = TRY(api.follower.readers().borrow());
    auto inbox = TRY(reader->inbox(id, page, api.time.now()));
    Disclosure disclosure(api, caller);
    for (auto& row : inbox.rows) {
        auto where = whose(row.subject);
        where.units.push_back(id);
        disclosure.show(row.subject, where);
    }
    TRY_VOID(disclosure.record());
    return Response::json(
        whole_text_of(InboxAnswer{std::move(inbox.rows), std::move(inbox.next)}));
}

}  // namespace cs::http
