// Matters, duties and the policy: who owes what and how long he has, as of now or of any day.
#include "base/json.h"
#include "http/api_answers.h"
#include "http/handlers.h"
#include "http/query.h"

namespace cs::http {

namespace {

// The catalogue of a version, or the one in force at an instant, now where none is given.
Asked<Catalogue> catalogue_for(Api& api, const Request& request) {
    auto at = TRY(instant_of(request, "at")).value_or(api.time.now());
    auto version = TRY(number_of(request, "version", UINT32_MAX));
    auto found = api.follower.with_registry([&](const registry::Registry& registry) {
        const auto* catalogue = version
                                    ? registry.catalogue(static_cast<std::uint32_t>(*version))
                                    : registry.catalogue_at(at);
        return catalogue == nullptr ? std::nullopt : std::optional(*catalogue);
    });
    if (!found) return not_found("catalogue");
    return std::move(*found);
}

}  // namespace

Answer list_matters(Api& api, const Request& request, Caller&) {
    auto catalogue = TRY(catalogue_for(api, request));
    std::map<std::string, MatterAnswer> matters;
    for (const auto& duty : catalogue.duties) {
        auto [place, is_new] = matters.try_emplace(duty.matter);
        if (is_new) place->second = {duty.matter, duty.name, duty.category, duty.kind, 0};
        ++place->second.conditions;
    }
    MatterListAnswer out{catalogue.version, {}};
    for (auto& [code, matter] : matters) out.rows.push_back(std::move(matter));
    return Response::json(whole_text_of(out));
}

Answer list_duties(Api& api, const Request& request, Caller&) {
    auto matter = TRY(text_of(request, "matter"));
    auto catalogue = TRY(catalogue_for(api, request));
    DutyListAnswer out{catalogue.version, catalogue.name, catalogue.effective_from, {}};
    for (auto& duty : catalogue.duties)
        if (!matter || duty.matter == *matter) out.rows.push_back(std::move(duty));
    return Response::json(whole_text_of(out));
}

Answer read_policy(Api& api, const Request& request, Caller&) {
    auto at = TRY(instant_of(request, "at")).value_or(api.time.now());
    auto policy = api.follower.with_registry([&](const registry::Registry& registry) {
        const auto* found = registry.policy_at(at);
        return found == nullptr ? std::nullopt : std::optional(*found);
    });
    if (!policy) return not_found("policy");
    return Response::json(json::text_of(*policy));
}

}  // namespace cs::http
