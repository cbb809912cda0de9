// JSON Schema (2020-12, as OpenAPI 3.1 takes it) from described structs: what base/json.h writes
// and reads, said for others. Structs and enums become named components; all else stands inline.
#pragma once

#include <boost/core/demangle.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <limits>
#include <map>
#include <string>
#include <typeindex>
#include <typeinfo>

#include "base/json.h"

namespace cs::json {

namespace detail {

boost::json::value text_schema(std::string_view pattern, std::string_view description);
boost::json::value instant_schema();
boost::json::value whole_number_schema(std::int64_t low, std::uint64_t high);
boost::json::value reference_to(std::string_view name);
/// "cs::views::CaseRow" → "CaseRow".
std::string last_name(const std::string& qualified);

}  // namespace detail

/// Collects the components that the schemas asked for refer to.
class Schemas {
public:
    /// The schema of a type: a reference to a component, or the schema itself.
    template <class T>
    boost::json::value of();
    /// An object like a described struct, but without some members.
    template <class T>
    boost::json::object without(const std::vector<std::string_view>& left_out);

    /// A component made by hand.
    void add(std::string_view name, boost::json::value schema);
    /// "#/components/schemas": by name, in order.
    boost::json::object components() const;

private:
    /// True when the name was new. Two types of one name are a bug.
    bool reserve(const std::string& name, std::type_index type);

    std::map<std::string, std::type_index> types_;
    std::map<std::string, boost::json::value> components_;
};

template <class T>
boost::json::object Schemas::without(const std::vector<std::string_view>& left_out) {
    boost::json::object properties;
    boost::json::array required;
    boost::mp11::mp_for_each<detail::Members<T>>([&](auto member) {
        using Field = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
        for (auto name : left_out)
            if (name == member.name) return;
        properties[member.name] = of<Field>();
        if constexpr (!detail::may_be_missing<Field>) required.emplace_back(member.name);
    });
    boost::json::object out{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) out["required"] = std::move(required);
    return out;
}

template <class T>
boost::json::value Schemas::of() {
    using namespace detail;
    if constexpr (std::is_same_v<T, bool>) {
        return {{"type", "boolean"}};
    } else if constexpr (std::is_same_v<T, std::string>) {
        return {{"type", "string"}};
    } else if constexpr (is_entity_id<T>) {
        return text_schema("^[0-9]{1,10}-[0-9]{1,11}$", "an id: realm and number");
    } else if constexpr (is_code<T>) {
        return text_schema("^[0-9]{1,18}$", "a code of 12 digits (division) or 18 (grid)");
    } else if constexpr (std::is_same_v<T, Realm>) {
        return whole_number_schema(0, (1u << 30) - 1);
    } else if constexpr (std::is_same_v<T, Instant>) {
        return instant_schema();
    } else if constexpr (std::is_same_v<T, Duration>) {
        return {{"type", "integer"}, {"description", "microseconds"}};
    } else if constexpr (std::is_same_v<T, Bytes>) {
        return {{"type", "string"}, {"contentEncoding", "base64"}};
    } else if constexpr (std::is_same_v<T, Hash256>) {
        return text_schema("^[0-9a-f]{64}$", "SHA-256");
    } else if constexpr (is_optional<T>) {
        return of<typename T::value_type>();
    } else if constexpr (is_vector<T>) {
        return {{"type", "array"}, {"items", of<typename T::value_type>()}};
    } else if constexpr (std::is_integral_v<T>) {
        return whole_number_schema(static_cast<std::int64_t>(std::numeric_limits<T>::min()),
                                   static_cast<std::uint64_t>(std::numeric_limits<T>::max()));
    } else {
        auto name = last_name(boost::core::demangle(typeid(T).name()));
        if (!reserve(name, typeid(T))) return reference_to(name);
        if constexpr (is_described_enum<T>) {
            boost::json::array names;
            boost::mp11::mp_for_each<Enumerators<T>>([&](auto e) { names.emplace_back(e.name); });
            components_[name] = {{"type", "string"}, {"enum", std::move(names)}};
        } else {
            static_assert(is_described_struct<T>, "describe this type (base/describe.h)");
            components_[name] = without<T>({});
        }
        return reference_to(name);
    }
}

}  // namespace cs::json
