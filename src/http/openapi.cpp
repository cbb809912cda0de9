#include "http/openapi.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>

#include "auth/cookie.h"
#include "casework/rules.h"
#include "http/event_schemas.h"
#include "http/guide.h"
#include "http/handlers.h"
#include "http/open311_schemas.h"
#include "http/operation.h"
#include "http/problems.h"

namespace cs::http {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr const char* about_it =
    "The loop by which a city is run: reports, cases, orders under clocks, proof, appraisal. "
    "Every answer to a command carries Chengshu-Sequence; a GET with Chengshu-After: N sees it. "
    "Personal data is masked unless the caller's role may read it and Chengshu-Purpose says why; "
    "such reads are on record. Idempotency-Key lets a command act once.";

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

value text_schema() { return {{"type", "string"}}; }

value parameter(std::string_view name, std::string_view where, std::string_view description,
                value schema, bool required = false) {
    object out{{"name", name}, {"in", where}, {"schema", std::move(schema)}};
    if (!description.empty()) out["description"] = description;
    if (required) out["required"] = true;
    return out;
}

void add_path_parameters(array& out, const std::string& pattern) {
    for (auto open = pattern.find('{'); open != std::string::npos;
         open = pattern.find('{', open + 1)) {
        auto name = pattern.substr(open + 1, pattern.find('}', open) - open - 1);
        auto schema = text_schema();
        std::string_view about;
        if (name == "format") schema.as_object()["enum"] = {"json", "xml"};
        if (name == "clock") about = "its number among the case's clocks; the first is 0";
        if (name == "order") about = "its number among the case's orders; the first is 1";
        if (!about.empty()) schema = {{"type", "integer"}, {"minimum", name == "clock" ? 0 : 1}};
        out.push_back(parameter(name, "path", about, std::move(schema), true));
    }
}

bool is_read(const Operation& operation) { return operation.method == Method::get; }
bool is_command(const Operation& operation) {
    return operation.deed != nullptr || !operation.command.empty();
}
// What is shown may be personal, and a job reads for whoever has begun it.
bool minds_purpose(const Operation& operation) {
    bool reads = is_read(operation) || operation.pattern.ends_with("/exports");
    return reads && (operation.access.signed_in || operation.refuse != nullptr);
}
bool is_conditional(const Operation& operation) {
    return operation.is_one_thing && is_read(operation);
}
bool serves_ranges(const Operation& operation) { return operation.pattern.ends_with("{hash}"); }

array header_parameters(const Operation& operation) {
    const struct {
        bool is_looked_at;
        const char* name;
        const char* about;
    } headers[] = {
        {is_command(operation), "Idempotency-Key", "lets the command act once; 1 to 128 bytes"},
        {is_read(operation), "Chengshu-After",
         "wait until this record of the journal can be seen; a command's Chengshu-Sequence"},
        {minds_purpose(operation), "Chengshu-Purpose",
         "why what is personal is needed in clear; UTF-8, percent-encoded; it goes on record"},
        {is_conditional(operation), "If-None-Match", "the ETag of what is there already: 304"},
        {serves_ranges(operation), "Range", "bytes=FROM-TO: 206"},
        {operation.content == "text/event-stream", "Last-Event-ID", "go on behind this event"}};
    array out;
    for (const auto& [is_looked_at, name, about] : headers)
        if (is_looked_at) out.push_back(parameter(name, "header", about, text_schema()));
    return out;
}

array parameters_of(const Operation& operation, json::Schemas& schemas) {
    array out;
    add_path_parameters(out, operation.pattern);
    for (const auto& query : operation.query)
        out.push_back(parameter(query.name, "query", query.about, query.schema(schemas),
                                query.required));
    for (auto& header : header_parameters(operation)) out.push_back(std::move(header));
    return out;
}

// What Open311 says of itself: as the path ends, else JSON.
std::vector<std::string> forms_of(const Operation& operation) {
    if (operation.pattern.ends_with(".{format}")) return {"application/json", "text/xml"};
    return {"application/json"};
}

std::vector<std::string> media_types(const Operation& operation) {
    if (operation.pattern.ends_with(".{format}")) return forms_of(operation);
    std::vector<std::string> out;
    for (auto rest = operation.content; !rest.empty();) {
        auto end = std::min(rest.find(", "), rest.size());
        out.emplace_back(rest.substr(0, std::min(end, rest.find(';'))));
        rest.remove_prefix(std::min(end + 2, rest.size()));
    }
    return out;
}

object content(const std::vector<std::string>& types, const value& schema) {
    object out, one;
    if (!schema.is_null()) one["schema"] = schema;
    for (const auto& type : types) out[type] = one;
    return out;
}

object good_response(const Operation& operation, json::Schemas& schemas) {
    object out{{"description", "done"}};
    bool has_content = operation.status != 204 && operation.status != 303;
    if (has_content)
        out["content"] = content(media_types(operation),
                                 operation.answer == nullptr ? nullptr : operation.answer(schemas));
    object headers;
    if (is_conditional(operation)) headers["ETag"] = object{{"schema", text_schema()}};
    if (is_command(operation))
        headers["Chengshu-Sequence"] = object{{"schema", {{"type", "integer"}}}};
    if (!headers.empty()) out["headers"] = std::move(headers);
    return out;
}

/// The refusals, a component each: many operations have the same.
class Refusals {
public:
    void add_to(object& responses, const Operation& operation) {
        std::map<int, std::vector<std::string_view>> codes;
        for (const auto& kind : problem_kinds())
            if (may_answer(operation, kind)) codes[status_of(operation, kind)].push_back(kind.code);
        for (const auto& [status, said] : codes)
            responses[std::to_string(status)] =
                object{{"$ref", "#/components/responses/" + name_of(operation, status, said)}};
    }
    const object& components() const { return components_; }

private:
    // An interface with a form of its own has statuses of its own.
    static int status_of(const Operation& operation, const ProblemKind& kind) {
        if (operation.refuse == nullptr) return kind.status;
        return operation.refuse({}, Failure(kind.status, {}, {}, {})).status;
    }
    std::string name_of(const Operation& operation, int status,
                        const std::vector<std::string_view>& codes) {
        auto response = response_with(operation, codes);
        auto first = (operation.refuse == nullptr ? "Problem" : "Errors") + std::to_string(status);
        auto name = first;
        for (int i = 2; components_.contains(name); ++i) {
            if (components_.at(name) == response) return name;
            name = first + "-" + std::to_string(i);
        }
        components_[name] = std::move(response);
        return name;
    }
    static object response_with(const Operation& operation,
                                const std::vector<std::string_view>& codes) {
        if (operation.refuse != nullptr)
            return {{"description", "refused, and why"},
                    {"content", content(forms_of(operation), open311_schemas::errors())}};
        value own{{"type", "object"},
                  {"properties", {{"code", {{"enum", array(codes.begin(), codes.end())}}}}}};
        value schema{{"allOf", {json::detail::reference_to("ProblemBody"), own}}};
        std::string description;
        for (auto code : codes)
            description += (description.empty() ? "" : "; ") +
                           std::string(problem_kind(code)->english);
        return {{"description", description},
                {"content", content({"application/problem+json"}, schema)}};
    }

    object components_;
};

object responses_of(const Operation& operation, json::Schemas& schemas, Refusals& refusals) {
    auto good = good_response(operation, schemas);
    object out;
    if (serves_ranges(operation))
        out["206"] = object{{"description", "the range of it"}, {"content", good["content"]}};
    if (is_conditional(operation)) out["304"] = object{{"description", "it is still the same"}};
    out[std::to_string(operation.status)] = std::move(good);
    refusals.add_to(out, operation);
    return out;
}

// A session is shown by its cookie, and what changes something comes with its X-CSRF-Token. Nobody
// needs a scheme where anyone may; where a key is in the form or query, cookies do not count.
array security_of(const Operation& operation) {
    array scopes;
    if (operation.scope) scopes.emplace_back(json::enum_name(*operation.scope));
    array either;
    for (const char* session : {"session", "sessionOverTls"}) {
        if (operation.refuse != nullptr) continue;
        object needed{{session, array{}}};
        if (!is_read(operation)) needed["csrf"] = array{};
        either.push_back(std::move(needed));
    }
    either.push_back(object{{"token", scopes}});
    if (operation.refuse != nullptr) either.push_back(object{{"apiKey", scopes}});
    if (!operation.access.signed_in) either.push_back(object{});
    return either;
}

object security_schemes() {
    auto key = [](const char* where, std::string_view name, const char* about) {
        return object{{"type", "apiKey"}, {"in", where}, {"name", name}, {"description", about}};
    };
    return {{"session", key("cookie", auth::cookie_name(false), "of POST /api/v1/session")},
            {"sessionOverTls", key("cookie", auth::cookie_name(true), "the same, over TLS")},
            {"csrf", key("header", "X-CSRF-Token", "`csrf` of GET /api/v1/session")},
            {"apiKey", key("query", "api_key", "a token; or in the form")},
            {"token", object{{"type", "http"}, {"scheme", "bearer"},
                             {"description", "chengshu account token; with its scope"}}}};
}

struct Tag {
    std::string_view part;
    std::string_view name;
    std::string_view chinese;
};

const Tag& tag_of(const Operation& operation) {
    static constexpr Tag tags[] = {
#define TAG(part, english, chinese) {part, english, chinese},
#include "http/tags.def"
#undef TAG
    };
    return *std::ranges::find_if(
        tags, [&](const Tag& tag) { return operation.pattern.contains(tag.part); });
}

/// The schemas of what is sent. It must be known to the last member, while what is answered may
/// come to hold more: a component of both is there twice.
class SentSchemas {
public:
    explicit SentSchemas(object answered) : answered_(std::move(answered)) {}

    /// A form may hold anything else: it is often not ours alone.
    value of(const Operation& operation) {
        auto out = operation.body(schemas_);
        if (takes_json(operation)) close(out);
        return out;
    }

    /// Those of what is answered, too.
    object components() const {
        auto out = answered_;
        for (const auto& [name, open] : schemas_.components()) {
            auto closed = open;
            close(closed);
            out[name_of(name)] = std::move(closed);
        }
        return out;
    }

private:
    std::string name_of(const std::string& name) const {
        const auto* answered = answered_.if_contains(name);
        bool grows = answered != nullptr && answered->as_object().contains("properties");
        return grows ? name + "Sent" : name;
    }

    void close(value& schema) const {
        if (auto* list = schema.if_array())
            for (auto& one : *list) close(one);
        auto* parts = schema.if_object();
        if (parts == nullptr) return;
        for (auto& part : *parts) close(part.value());
        if (parts->contains("properties")) (*parts)["additionalProperties"] = false;
        if (const auto* reference = parts->if_contains("$ref")) {
            std::string target(reference->as_string());
            schema = json::detail::reference_to(name_of(target.substr(target.rfind('/') + 1)));
        }
    }

    const object answered_;
    json::Schemas schemas_;
};

value body_of(const Operation& operation, SentSchemas& schemas) {
    object types, body;
    if (operation.body != nullptr) body["schema"] = schemas.of(operation);
    for (const auto& type : operation.consumes) types[type] = body;
    return object{{"required", true}, {"content", std::move(types)}};
}

object operation_of(const Operation& operation, json::Schemas& schemas, Refusals& refusals) {
    object out{{"operationId", operation.name},
               {"tags", array{tag_of(operation).name}},
               {"summary", operation.summary},
               {"parameters", parameters_of(operation, schemas)},
               {"responses", responses_of(operation, schemas, refusals)},
               {"security", security_of(operation)}};
    array roles;
    for (auto role : roles_let_in(operation)) roles.emplace_back(json::enum_name(role));
    if (!roles.empty()) out["x-roles"] = std::move(roles);
    return out;
}

array tags_used() {
    array out;
    for (const auto& operation : operations()) {
        const auto& tag = tag_of(operation);
        object said{{"name", tag.name}, {"description", tag.chinese}};
        if (std::ranges::find(out, value(said)) == out.end()) out.push_back(std::move(said));
    }
    return out;
}

value make_document() {
    json::Schemas schemas;
    Refusals refusals;
    schemas.of<ProblemBody>();
    add_cloud_event(schemas);
    object paths;
    for (const auto& operation : operations()) {
        auto& path = paths[operation.pattern];
        if (!path.is_object()) path.emplace_object();
        path.as_object()[lower(method_name(operation.method))] =
            operation_of(operation, schemas, refusals);
    }
    SentSchemas sent(schemas.components());
    for (const auto& operation : operations()) {
        if (operation.receive == nullptr && operation.body == nullptr) continue;
        auto& said = paths[operation.pattern].at(lower(method_name(operation.method)));
        said.as_object()["requestBody"] = body_of(operation, sent);
    }
    auto components = sent.components();
    name_event_types(components);
    return {{"openapi", "3.1.0"},
            {"info",
             {{"title", "Chengshu 城枢"},
              {"version", "1"},
              {"description", about_it},
              {"license", {{"name", "Apache 2.0"}, {"identifier", "Apache-2.0"}}}}},
            {"servers", array{object{{"url", "/"}, {"description", "this one"}}}},
            {"tags", tags_used()},
            {"paths", std::move(paths)},
            {"webhooks", webhooks_said()},
            {"components",
             {{"schemas", std::move(components)},
              {"responses", refusals.components()},
              {"securitySchemes", security_schemes()}}}};
}

}  // namespace

std::vector<Role> roles_let_in(const Operation& operation) {
    if (!operation.access.roles.empty() || !operation.access.signed_in)
        return operation.access.roles;
    std::vector<Role> out;
    for (const auto& rule : casework::rules())
        for (int role = 0; role < role_count; ++role)
            if (rule.command == operation.command && (rule.roles & (1u << role)) != 0)
                out.push_back(static_cast<Role>(role));
    return out;
}

const value& openapi_document() {
    static const auto document = make_document();
    return document;
}

const std::string& openapi_text() {
    static const auto text = boost::json::serialize(openapi_document());
    return text;
}

Answer read_openapi(Api&, const Request&, Caller&) {
    return kept_page("application/json", openapi_text());
}

}  // namespace cs::http
