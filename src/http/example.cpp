#include "http/example.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

namespace cs::http {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

// By where it begins: ids, codes and hashes are the patterns there are (base/json_schema.h).
value text_like(const object& schema) {
    if (schema.contains("contentEncoding")) return "AAAA";
    const auto* format = schema.if_contains("format");
    if (format != nullptr) return "2026-03-02T01:00:00Z";
    const auto* pattern = schema.if_contains("pattern");
    if (pattern == nullptr) return "…";
    std::string_view text = pattern->as_string();
    if (text.starts_with("^[0-9a-f]{64}")) return value(std::string(64, '0'));
    return text.starts_with("^[0-9]{1,10}-") ? "410100000-1" : "410102001000";
}

object struct_like(const value& document, const object& schema) {
    object out;
    const auto* properties = schema.if_contains("properties");
    if (properties == nullptr) return out;
    const auto* required = schema.if_contains("required");
    for (const auto& [name, member] : properties->as_object()) {
        bool is_needed = required == nullptr;
        if (required != nullptr)
            for (const auto& one : required->as_array()) is_needed |= one.as_string() == name;
        if (is_needed) out[name] = example_of(document, member);
    }
    return out;
}

}  // namespace

const value& resolved(const value& document, const value& schema) {
    const auto* parts = schema.if_object();
    const auto* reference = parts == nullptr ? nullptr : parts->if_contains("$ref");
    if (reference == nullptr) return schema;
    return resolved(document, document.at_pointer(reference->as_string().subview(1)));
}

value example_of(const value& document, const value& given) {
    const auto& schema = resolved(document, given).as_object();
    if (const auto* any = schema.if_contains("anyOf"))
        return example_of(document, any->as_array().front());
    if (const auto* constant = schema.if_contains("const")) return *constant;
    if (const auto* names = schema.if_contains("enum")) return names->as_array().front();
    const auto* type = schema.if_contains("type");
    std::string_view of = type == nullptr ? "object" : std::string_view(type->as_string());
    if (of == "string") return text_like(schema);
    if (of == "boolean") return false;
    if (of == "array") return array{example_of(document, schema.at("items"))};
    if (of == "object") return struct_like(document, schema);
    const auto* low = schema.if_contains("minimum");
    bool is_natural = low != nullptr && low->is_int64() && low->as_int64() > 1;
    return is_natural ? *low : value(1);
}

}  // namespace cs::http
