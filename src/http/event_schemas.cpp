#include "http/event_schemas.h"

#include <boost/json/array.hpp>

#include "hooks/outbox.h"
#include "http/webhook_feeder.h"

namespace cs::http {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value names(std::string_view before, const char* about) {
    array out;
    for (auto type : hooks::event_types()) out.emplace_back(std::string(before).append(type));
    return {{"type", "string"}, {"enum", std::move(out)}, {"description", about}};
}

value header(const char* name, const char* about) {
    return {{"name", name}, {"in", "header"}, {"required", true}, {"description", about},
            {"schema", {{"type", "string"}}}};
}

}  // namespace

void add_cloud_event(json::Schemas& schemas) { schemas.of<CloudEvent>(); }

void name_event_types(object& components) {
    components["EventType"] =
        names("", "what happened; of a server-sent event its `event` says the same");
    components["CloudEventType"] = names(cloud_event_prefix, "the event's type as a CloudEvent's");
    const struct {
        const char* component;
        const char* member;
        const char* kind;
    } said[] = {{"LiveEventBody", "type", "EventType"}, {"CloudEvent", "type", "CloudEventType"},
                {"Happened", "type", "EventType"},      {"TimelineEntry", "type", "EventType"},
                {"Delivery", "type", "EventType"},      {"Subscription", "types", "EventType"},
                {"NewWebhook", "types", "EventType"}};
    for (const auto& [component, member, kind] : said) {
        auto& property = components.at(component).at("properties").at(member);
        auto* items = property.as_object().if_contains("items");
        (items != nullptr ? *items : property) = json::detail::reference_to(kind);
    }
}

object webhooks_said() {
    value event{{"schema", json::detail::reference_to("CloudEvent")}};
    value post{
        {"operationId", "hearEvent"},
        {"summary", "What a subscriber of POST /api/v1/webhooks gets, an event at a time"},
        {"parameters",
         {header("webhook-id", "the same at every attempt"),
          header("webhook-timestamp", "of this attempt, in seconds of Unix"),
          header("webhook-signature",
                 "v1, and the HMAC-SHA256 of id.timestamp.body under the secret, in base64")}},
        {"requestBody",
         {{"required", true},
          {"content", {{"application/cloudevents+json", std::move(event)}}}}},
        {"responses", {{"2XX", {{"description", "taken; whatever else is tried again"}}}}}};
    return {{"event", {{"post", std::move(post)}}}};
}

}  // namespace cs::http
