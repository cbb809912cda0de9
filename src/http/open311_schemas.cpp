#include "http/open311_schemas.h"

#include <boost/json/array.hpp>

namespace cs::http::open311_schemas {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

struct Member {
    std::string_view name;
    value schema;
    bool is_required = true;
};

value list_of(value items) { return {{"type", "array"}, {"items", std::move(items)}}; }

Member text(std::string_view name) { return {name, {{"type", "string"}}}; }
// Not in every answer, or null there.
Member maybe(std::string_view name, const char* type = "string") {
    return {name, {{"anyOf", {{{"type", type}}, {{"type", "null"}}}}}, false};
}
Member choice(std::string_view name, array choices) {
    return {name, {{"type", "string"}, {"enum", std::move(choices)}}};
}

value struct_of(std::vector<Member> members) {
    object properties;
    array required;
    for (auto& member : members) {
        properties[member.name] = std::move(member.schema);
        if (member.is_required) required.emplace_back(member.name);
    }
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)}};
}

// A list of a component.
value list_of(json::Schemas& schemas, std::string_view name, std::vector<Member> members) {
    schemas.add(name, struct_of(std::move(members)));
    return list_of(json::detail::reference_to(name));
}

}  // namespace

value discovery(json::Schemas&) {
    auto endpoint = struct_of({text("specification"), text("url"), text("changeset"), text("type"),
                               {"formats", list_of({{"type", "string"}})}});
    return struct_of({text("changeset"), text("contact"), text("key_service"),
                      {"endpoints", list_of(std::move(endpoint))}});
}

value services(json::Schemas& schemas) {
    return list_of(schemas, "Open311Service",
                   {text("service_code"), text("service_name"), text("description"),
                    {"metadata", {{"type", "boolean"}}},
                    choice("type", {"realtime", "batch", "blackbox"}), text("keywords"),
                    text("group")});
}

value definition(json::Schemas&) {
    auto option = struct_of({text("key"), text("name")});
    auto attribute = struct_of({{"variable", {{"type", "boolean"}}}, text("code"),
                                choice("datatype", {"singlevaluelist"}),
                                {"required", {{"type", "boolean"}}}, text("datatype_description"),
                                {"order", {{"type", "integer"}}}, text("description"),
                                {"values", list_of(std::move(option))}});
    return struct_of({text("service_code"), {"attributes", list_of(std::move(attribute))}});
}

value requests(json::Schemas& schemas) {
    return list_of(
        schemas, "Open311Request",
        {text("service_request_id"), choice("status", {"open", "closed"}), text("status_notes"),
         maybe("service_name"), text("service_code"), maybe("description"),
         maybe("agency_responsible"), maybe("service_notice"), text("requested_datetime"),
         text("updated_datetime"), maybe("expected_datetime"), text("address"),
         text("address_id"), maybe("zipcode"), maybe("lat", "number"), maybe("long", "number"),
         maybe("media_url"), maybe("extended_attributes", "object")});
}

value tokens(json::Schemas& schemas) {
    return list_of(schemas, "Open311Token",
                   {text("token"), maybe("service_request_id"), maybe("state"),
                    maybe("media_url")});
}

value posted(json::Schemas& schemas) {
    return list_of(schemas, "Open311Posted",
                   {text("token"), maybe("service_notice"), maybe("account_id")});
}

value updates(json::Schemas& schemas) {
    return list_of(schemas, "Open311Update",
                   {text("update_id"), text("service_request_id"),
                    choice("status", {"open", "closed"}), text("updated_datetime"),
                    text("description"), maybe("media_url"), text("external_status_code")});
}

value commented(json::Schemas& schemas) {
    return list_of(schemas, "Open311Commented", {text("update_id"), text("token")});
}

value errors() {
    return list_of(struct_of({{"code", {{"type", "integer"}}}, text("description")}));
}

}  // namespace cs::http::open311_schemas
