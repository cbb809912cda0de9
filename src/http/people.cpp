// People: who acts and in which roles, as of now or of any day.
#include "base/json.h"
#include "http/api_answers.h"
#include "http/handlers.h"
#include "http/paging.h"
#include "http/query.h"

namespace cs::http {

namespace {

std::optional<PersonAnswer> person_at(const registry::Registry& registry, PersonId id, Instant at,
                                      const Caller& caller) {
    const auto* person = registry.person_at(id, at);
    if (person == nullptr) return std::nullopt;
    PersonAnswer out{id, {}, person->unit, person->retired.value_or(false), {}};
    // never() is after every grant's end, and no instant of a grant that is held.
    if (at != Instant::never()) {
        out.grants = registry.grants_at(id, at);
    } else {
        for (const auto& held : registry.grants(id))
            if (held.until == Instant::never()) out.grants.push_back(held.grant);
    }
    Whose where{registry.division(), {}};
    if (const auto* unit = person->unit ? registry.unit(*person->unit) : nullptr)
        where = {unit->division, {unit->id}};
    out.name = caller.shown(auth::Field::person_name, person->name, where.jurisdiction());
    return out;
}

}  // namespace

Answer list_people(Api& api, const Request& request, Caller& caller) {
    auto unit = TRY(unit_of(request, "unit"));
    auto at = TRY(instant_of(request, "at")).value_or(Instant::never());
    auto page = TRY(page_of(request));
    auto after = TRY(id_after<PersonId>(page));
    PersonListAnswer out;
    api.follower.with_registry([&](const registry::Registry& registry) {
        out.next = collect<PersonId>(registry.person_ids(), after, page.limit, [&](PersonId id) {
            auto person = person_at(registry, id, at, caller);
            if (!person || (unit && person->unit != unit)) return false;
            out.rows.push_back(std::move(*person));
            return true;
        });
    });
    return Response::json(whole_text_of(out));
}

Answer read_person(Api& api, const Request& request, Caller& caller) {
    auto id = TRY(person_in_path(request));
    auto at = TRY(instant_of(request, "at")).value_or(Instant::never());
    auto person = api.follower.with_registry([&](const registry::Registry& registry) {
        return person_at(registry, id, at, caller);
    });
    if (!person) return not_found("person " + id_text(id));
    return Response::json(json::text_of(*person));
}

}  // namespace cs::http
