#include "http/openapi.h"

#include <boost/json/serialize.hpp>

#include "base/bytes.h"
#include "http/handlers.h"
#include "http/operation.h"

namespace cs::http {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr const char* about =
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

value parameter(std::string_view name, std::string_view where, std::string_view description,
                value schema, bool required) {
    object out{{"name", name}, {"in", where}, {"schema", std::move(schema)}};
    if (!description.empty()) out["description"] = description;
    if (required) out["required"] = true;
    return out;
}

void add_path_parameters(array& out, const std::string& pattern) {
    for (auto open = pattern.find('{'); open != std::string::npos;
         open = pattern.find('{', open + 1)) {
        auto name = pattern.substr(open + 1, pattern.find('}', open) - open - 1);
        out.push_back(parameter(name, "path", "", {{"type", "string"}}, true));
    }
}

array parameters_of(const Operation& operation, json::Schemas& schemas) {
    array out;
    add_path_parameters(out, operation.pattern);
    for (const auto& query : operation.query)
        out.push_back(parameter(query.name, "query", query.about, query.schema(schemas),
                                query.required));
    value text{{"type", "string"}};
    if (operation.deed != nullptr)
        out.push_back(parameter("Idempotency-Key", "header", "lets the command act once", text,
                                false));
    else if (operation.method == Method::get)
        out.push_back(parameter("Chengshu-After", "header",
                                "wait until this record of the journal can be seen", text,
                                false));
    return out;
}

value content(std::string_view type, value schema) {
    return object{{type, object{{"schema", std::move(schema)}}}};
}

object responses_of(const Operation& operation, json::Schemas& schemas) {
    object good{{"description", "done"}};
    if (operation.answer != nullptr)
        good["content"] = content(operation.content, operation.answer(schemas));
    else if (operation.status != 204 && operation.status != 303)
        good["content"] = object{{operation.content, object{}}};
    object problem{{"description", "refused, and why"},
                   {"content", content("application/problem+json",
                                       json::detail::reference_to("ProblemBody"))}};
    return {{std::to_string(operation.status), std::move(good)},
            {"default", std::move(problem)}};
}

// Who may ask at all: nobody needs a scheme where anyone may.
array security_of(const Operation& operation) {
    array either{object{{"session", array{}}}, object{{"token", array{}}}};
    if (!operation.access.signed_in) either.push_back(object{});
    return either;
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

object operation_of(const Operation& operation, json::Schemas& schemas) {
    return {{"operationId", operation.name},
            {"summary", operation.summary},
            {"parameters", parameters_of(operation, schemas)},
            {"responses", responses_of(operation, schemas)},
            {"security", security_of(operation)}};
}

std::string make_document() {
    json::Schemas schemas;
    schemas.of<ProblemBody>();
    object paths;
    for (const auto& operation : operations()) {
        auto& path = paths[operation.pattern];
        if (!path.is_object()) path.emplace_object();
        path.as_object()[lower(method_name(operation.method))] = operation_of(operation, schemas);
    }
    SentSchemas sent(schemas.components());
    for (const auto& operation : operations()) {
        if (operation.receive == nullptr && operation.body == nullptr) continue;
        auto& said = paths[operation.pattern].at(lower(method_name(operation.method)));
        said.as_object()["requestBody"] = body_of(operation, sent);
    }
    object schemes{
        {"session", object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "chengshu"}}},
        {"token", object{{"type", "http"}, {"scheme", "bearer"}}}};
    object document{
        {"openapi", "3.1.0"},
        {"info", object{{"title", "Chengshu 城枢"}, {"version", "1"}, {"description", about}}},
        {"paths", std::move(paths)},
        {"components", object{{"schemas", sent.components()}, {"securitySchemes", schemes}}}};
    return boost::json::serialize(document);
}

std::string escaped(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '<') out += "&lt;";
        else if (c == '&') out += "&amp;";
        else out += c;
    }
    return out;
}

std::string make_guide() {
    std::string out =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<title>Chengshu 城枢: API</title></head><body>\n<h1>Chengshu 城枢: API</h1>\n<p>" +
        escaped(about) + "</p>\n<p>Machines read <a href=\"/api/v1/openapi.json\">openapi.json"
        "</a>.</p>\n<table>\n<tr><th>Method<th>Path<th>What<th>Who\n";
    for (const auto& operation : operations())
        out += "<tr><td>" + std::string(method_name(operation.method)) + "<td><code>" +
               escaped(operation.pattern) + "</code><td>" + escaped(operation.summary) + "<td>" +
               (operation.access.signed_in ? "signed in" : "anyone") + "\n";
    return out + "</table>\n</body></html>\n";
}

Response kept(std::string_view type, const std::string& text) {
    Response response;
    response.content_type = type;
    response.body = text;
    response.etag = hex_text(sha256(text)).substr(0, 32);
    response.cache_control = "public, max-age=60";
    return response;
}

}  // namespace

const std::string& openapi_text() {
    static const auto text = make_document();
    return text;
}

const std::string& guide_text() {
    static const auto text = make_guide();
    return text;
}

Answer read_openapi(Api&, const Request&, Caller&) {
    return kept("application/json", openapi_text());
}

Answer read_guide(Api&, const Request&, Caller&) {
    return kept("text/html; charset=utf-8", guide_text());
}

}  // namespace cs::http
