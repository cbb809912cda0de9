// What may be reported: discovery, the matters of the catalogue in force as services, and the
// conditions under which one of them is filed as the attribute that a client asks for.
#include "http/open311.h"
#include "http/query.h"

namespace cs::http {

namespace {

using boost::json::array;
using boost::json::object;

// Beyond this a description is a page of its own.
constexpr std::size_t longest_description = 600;

std::vector<Duty> duties_now(Api& api) {
    return api.follower.with_registry([&](const registry::Registry& registry) {
        const auto* catalogue = registry.catalogue_at(api.time.now());
        return catalogue == nullptr ? std::vector<Duty>{} : catalogue->duties;
    });
}

std::string description_of(const std::vector<const Duty*>& conditions) {
    std::string out;
    for (const auto* duty : conditions) {
        if (duty->filing_condition.empty()) continue;
        if (out.size() + duty->filing_condition.size() > longest_description) break;
        out += (out.empty() ? "" : "；") + duty->filing_condition;
    }
    return out;
}

bool has_choice(const std::vector<const Duty*>& conditions) { return conditions.size() > 1; }

object service_of(const std::vector<const Duty*>& conditions) {
    const auto& duty = *conditions.front();
    return {{"service_code", duty.matter},
            {"service_name", duty.name},
            {"description", description_of(conditions)},
            {"metadata", has_choice(conditions)},
            {"type", "batch"},
            {"keywords", duty.category + ", " + duty.name},
            {"group", duty.category}};
}

object attribute_of(const std::vector<const Duty*>& conditions, bool is_chinese) {
    array values;
    for (std::size_t i = 0; i < conditions.size(); ++i)
        values.push_back(
            {{"key", std::to_string(i)}, {"name", conditions[i]->filing_condition}});
    return {{"variable", true},
            {"code", "condition"},
            {"datatype", "singlevaluelist"},
            {"required", false},
            {"datatype_description", is_chinese ? "选择最相符的一项" : "choose what fits best"},
            {"order", 1},
            {"description", is_chinese ? "具体情形" : "What exactly is wrong?"},
            {"values", std::move(values)}};
}

}  // namespace

Answer open311_discovery(Api& api, const Request& request, Caller&) {
    auto realm = api.follower.with_registry([](const auto& registry) { return registry.name(); });
    auto url = origin_of(request) + "/open311/v2";
    array formats{"text/xml", "application/json"};
    object endpoint{{"specification", "http://wiki.open311.org/GeoReport_v2"},
                    {"url", url},
                    {"changeset", "2026-11-22T00:00:00Z"},
                    {"type", "production"},
                    {"formats", std::move(formats)}};
    object out{{"changeset", "2026-11-22T00:00:00Z"},
               {"contact", realm},
               {"key_service", "chengshu account token"},
               {"endpoints", array{std::move(endpoint)}}};
    return open311_answer(request, "discovery", out);
}

Answer open311_services(Api& api, const Request& request, Caller&) {
    TRY(jurisdiction_of(api, request));
    auto duties = duties_now(api);
    std::map<std::string_view, std::vector<const Duty*>> matters;
    for (const auto& duty : duties) matters[duty.matter].push_back(&duty);
    array out;
    for (const auto& [code, conditions] : matters) out.push_back(service_of(conditions));
    return open311_answer(request, "services", out);
}

Answer open311_definition(Api& api, const Request& request, Caller&) {
    TRY(jurisdiction_of(api, request));
    auto code = named_in_path(request, "service_code");
    auto duties = duties_now(api);
    std::vector<const Duty*> conditions;
    for (const auto& duty : duties)
        if (duty.matter == code) conditions.push_back(&duty);
    if (conditions.empty()) return not_found("service_code " + code);
    array attributes;
    if (has_choice(conditions))
        attributes.push_back(attribute_of(conditions, wants_chinese(request)));
    object out{{"service_code", code}, {"attributes", std::move(attributes)}};
    return open311_answer(request, "service_definition", out);
}

}  // namespace cs::http
