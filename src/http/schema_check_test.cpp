#include "http/schema_check_test.h"

#include <gtest/gtest.h>

#include <regex>

#include "base/json_schema.h"

namespace cs::http {

namespace {

using boost::json::value;

const value& resolve(const value& document, const value& schema) {
    const auto* reference = schema.as_object().if_contains("$ref");
    if (reference == nullptr) return schema;
    std::string pointer(reference->as_string().subview(1));
    return resolve(document, document.at_pointer(pointer));
}

bool is_of_type(const value& value, std::string_view type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_bool();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    if (type == "number") return value.is_number();
    if (type == "null") return value.is_null();
    ADD_FAILURE() << "no such type here: " << type;
    return false;
}

std::string object_misfit(const value& document, const boost::json::object& schema,
                          const boost::json::object& object, const std::string& where) {
    if (const auto* required = schema.if_contains("required"))
        for (const auto& name : required->as_array())
            if (!object.contains(name.as_string()))
                return where + " lacks " + std::string(name.as_string());
    const auto* properties = schema.if_contains("properties");
    if (properties == nullptr) return {};
    for (const auto& [name, member] : object) {
        auto here = where + "." + std::string(name);
        const auto* known = properties->as_object().if_contains(name);
        if (known == nullptr) return here + " is not in the schema";
        if (auto bad = misfit(document, *known, member, here); !bad.empty()) return bad;
    }
    return {};
}

}  // namespace

std::string misfit(const value& document, const value& given, const value& value,
                   const std::string& where) {
    const auto& schema = resolve(document, given).as_object();
    if (const auto* any = schema.if_contains("anyOf")) {
        for (const auto& one : any->as_array())
            if (misfit(document, one, value, where).empty()) return {};
        return where + " fits none of anyOf";
    }
    if (const auto* constant = schema.if_contains("const"))
        return *constant == value ? "" : where + " is another constant";
    if (const auto* type = schema.if_contains("type"))
        if (!is_of_type(value, type->as_string()))
            return where + " is no " + std::string(type->as_string());
    if (const auto* names = schema.if_contains("enum"))
        if (std::ranges::find(names->as_array(), value) == names->as_array().end())
            return where + " is none of the enum";
    if (const auto* pattern = schema.if_contains("pattern"))
        if (!std::regex_match(std::string(value.as_string()),
                              std::regex(std::string(pattern->as_string()))))
            return where + " does not match: " + boost::json::serialize(value);
    if (const auto* minimum = schema.if_contains("minimum"))
        if (value.is_int64() && value.as_int64() < minimum->to_number<std::int64_t>())
            return where + " is too small";
    if (value.is_object()) return object_misfit(document, schema, value.as_object(), where);
    if (value.is_array())
        for (const auto& element : value.as_array())
            if (auto bad = misfit(document, schema.at("items"), element, where + "[]");
                !bad.empty())
                return bad;
    return {};
}

TEST(SchemaCheck, CanFail) {
    value document = boost::json::parse(
        R"({"s":{"type":"object","properties":{"a":{"type":"integer","minimum":0}},
            "required":["a"]}})");
    const auto& schema = document.at("s");
    EXPECT_EQ(misfit(document, schema, boost::json::parse(R"({"a":1})")), "");
    EXPECT_EQ(misfit(document, schema, boost::json::parse(R"({})")), "$ lacks a");
    EXPECT_EQ(misfit(document, schema, boost::json::parse(R"({"a":"1"})")), "$.a is no integer");
    EXPECT_EQ(misfit(document, schema, boost::json::parse(R"({"a":1,"b":2})")),
              "$.b is not in the schema");
}

}  // namespace cs::http
