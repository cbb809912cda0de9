// JSON from described structs (base/describe.h): one writer and one reader for every noun.
// Rules: members that are optional or a list may be missing; every other member is required;
// unknown members are ignored; enums are their enumerators' names; ids and 64-bit codes are text;
// an Instant is ISO 8601 in UTC, or "never"; a Duration is whole microseconds; Bytes are base64; a
// hash is hex.
// A wrong value is refused with its path: "$.place.lon_e7: expected a whole number".
#pragma once

#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "base/describe.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace cs::json {

/// Parses text into a tree. Depth is limited to 32; the error names the byte offset.
Result<boost::json::value> parse(std::string_view text);
void append_string(std::string& out, std::string_view text);
void append_integer(std::string& out, std::int64_t value);
void append_integer(std::string& out, std::uint64_t value);

/// Where in a document the reader is; a linked list on the stack, turned into text on error.
struct Path {
    const Path* parent = nullptr;
    std::string_view member = {};
    std::size_t index = 0;
    std::string text() const;
};
std::unexpected<Error> wrong(const Path& path, std::string what);

namespace detail {

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool may_be_missing = is_vector<T> || is_optional<T>;
template <class T>
inline constexpr bool is_described_enum = boost::describe::has_describe_enumerators<T>::value;
template <class T>
inline constexpr bool is_described_struct = boost::describe::has_describe_members<T>::value;

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
template <class T>
using Enumerators = boost::describe::describe_enumerators<T>;

Result<std::string> read_text(const boost::json::value& from, const Path& path);
Result<std::int64_t> read_integer(const boost::json::value& from, const Path& path,
                                  std::int64_t low, std::int64_t high);
Result<std::uint64_t> read_unsigned(const boost::json::value& from, const Path& path,
                                    std::uint64_t high);
Result<bool> read_bool(const boost::json::value& from, const Path& path);
Result<std::uint64_t> read_entity_id(const boost::json::value& from, const Path& path);
Result<std::uint64_t> read_code(const boost::json::value& from, const Path& path);
Result<Instant> read_instant(const boost::json::value& from, const Path& path);
Result<Bytes> read_bytes(const boost::json::value& from, const Path& path);
Result<Hash256> read_hash(const boost::json::value& from, const Path& path);

}  // namespace detail

/// The name of a described enumerator; "" for a value that has none.
template <class E>
std::string_view enum_name(E value) {
    std::string_view name;
    boost::mp11::mp_for_each<detail::Enumerators<E>>([&](auto enumerator) {
        if (enumerator.value == value) name = enumerator.name;
    });
    return name;
}
template <class E>
std::optional<E> enum_from_name(std::string_view name) {
    std::optional<E> found;
    boost::mp11::mp_for_each<detail::Enumerators<E>>([&](auto enumerator) {
        if (name == enumerator.name) found = enumerator.value;
    });
    return found;
}

template <class T>
void append(std::string& out, const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::is_same_v<T, std::string>) {
        append_string(out, value);
    } else if constexpr (is_entity_id<T>) {
        out += '"';
        append_entity_id(out, raw(value));
        out += '"';
    } else if constexpr (is_code<T>) {
        out += '"';
        append_integer(out, raw(value));
        out += '"';
    } else if constexpr (std::is_same_v<T, Realm>) {
        append_integer(out, static_cast<std::uint64_t>(value));
    } else if constexpr (std::is_same_v<T, Instant>) {
        out += '"';
        if (value == Instant::never())
            out += "never";
        else
            append_utc_text(out, value);
        out += '"';
    } else if constexpr (std::is_same_v<T, Duration>) {
        append_integer(out, value.us);
    } else if constexpr (std::is_same_v<T, Bytes>) {
        out += '"';
        append_base64(out, value.data.data(), value.data.size());
        out += '"';
    } else if constexpr (std::is_same_v<T, Hash256>) {
        out += '"';
        out += hex_text(value);
        out += '"';
    } else if constexpr (detail::is_optional<T>) {
        if (value)
            append(out, *value);
        else
            out += "null";
    } else if constexpr (detail::is_vector<T>) {
        out += '[';
        bool first = true;
        for (const auto& element : value) {
            if (!first) out += ',';
            first = false;
            append(out, element);
        }
        out += ']';
    } else if constexpr (detail::is_described_enum<T>) {
        out += '"';
        out += enum_name(value);
        out += '"';
    } else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
        append_integer(out, static_cast<std::int64_t>(value));
    } else if constexpr (std::is_integral_v<T>) {
        append_integer(out, static_cast<std::uint64_t>(value));
    } else {
        static_assert(detail::is_described_struct<T>, "describe this type (base/describe.h)");
        out += '{';
        bool first = true;
        boost::mp11::mp_for_each<detail::Members<T>>([&](auto member) {
            const auto& field = value.*member.pointer;
            using Field = std::remove_cvref_t<decltype(field)>;
            if constexpr (detail::is_optional<Field>) {
                if (!field) return;
            } else if constexpr (detail::is_vector<Field>) {
                if (field.empty()) return;
            }
            if (!first) out += ',';
            first = false;
            out += '"';
            out += member.name;
            out += "\":";
            append(out, field);
        });
        out += '}';
    }
}

template <class T>
std::string text_of(const T& value) {
    std::string out;
    append(out, value);
    return out;
}

template <class T>
Result<T> read(const boost::json::value& from, const Path& path = {}) {
    using namespace detail;
    if constexpr (std::is_same_v<T, bool>) {
        return read_bool(from, path);
    } else if constexpr (std::is_same_v<T, std::string>) {
        return read_text(from, path);
    } else if constexpr (is_entity_id<T>) {
        return T{TRY(read_entity_id(from, path))};
    } else if constexpr (is_code<T>) {
        return T{TRY(read_code(from, path))};
    } else if constexpr (std::is_same_v<T, Realm>) {
        return Realm{static_cast<std::uint32_t>(TRY(read_unsigned(from, path, (1u << 30) - 1)))};
    } else if constexpr (std::is_same_v<T, Instant>) {
        return read_instant(from, path);
    } else if constexpr (std::is_same_v<T, Duration>) {
        return Duration{TRY(read_integer(from, path, INT64_MIN, INT64_MAX))};
    } else if constexpr (std::is_same_v<T, Bytes>) {
        return read_bytes(from, path);
    } else if constexpr (std::is_same_v<T, Hash256>) {
        return read_hash(from, path);
    } else if constexpr (is_optional<T>) {
        if (from.is_null()) return T{};
        return T{TRY(read<typename T::value_type>(from, path))};
    } else if constexpr (is_vector<T>) {
        if (!from.is_array()) return wrong(path, "expected a list");
        T out;
        out.reserve(from.get_array().size());
        std::size_t index = 0;
        for (const auto& element : from.get_array())
            out.push_back(
                TRY(read<typename T::value_type>(element, Path{&path, {}, index++})));
        return out;
    } else if constexpr (is_described_enum<T>) {
        auto name = TRY(read_text(from, path));
        if (auto value = enum_from_name<T>(name)) return *value;
        return wrong(path, "\"" + name + "\" is not one of the known values");
    } else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
        return static_cast<T>(TRY(read_integer(from, path, std::numeric_limits<T>::min(),
                                               std::numeric_limits<T>::max())));
    } else if constexpr (std::is_integral_v<T>) {
        return static_cast<T>(TRY(read_unsigned(from, path, std::numeric_limits<T>::max())));
    } else {
        static_assert(is_described_struct<T>, "describe this type (base/describe.h)");
        if (!from.is_object()) return wrong(path, "expected an object");
        const auto& object = from.get_object();
        T out{};
        std::optional<Error> error;
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            if (error) return;
            auto& field = out.*member.pointer;
            using Field = std::remove_cvref_t<decltype(field)>;
            Path here{&path, member.name, 0};
            const auto* value = object.if_contains(member.name);
            if (value == nullptr) {
                if constexpr (!may_be_missing<Field>)
                    error = wrong(here, "this field is missing").error();
                return;
            }
            auto result = read<Field>(*value, here);
            if (result)
                field = std::move(*result);
            else
                error = std::move(result.error());
        });
        if (error) return std::unexpected(std::move(*error));
        return out;
    }
}

/// Parses and reads in one step.
template <class T>
Result<T> from_text(std::string_view text) {
    return read<T>(TRY(parse(text)));
}

}  // namespace cs::json
