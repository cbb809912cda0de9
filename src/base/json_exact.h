// Reading what others send. base/json.h passes over members that it does not know, so that what is
// kept stays readable; in a request such a member is a mistake that would go unnoticed, and so is
// one that comes twice. Here both are refused with their path, before any value is looked at but
// the names of enums: of those, too, it is said which are known.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace cs::json {

/// As parse(), but no object may have two members of one name.
Result<boost::json::value> parse_exact(std::string_view text);

namespace detail {

/// The first member that is not known is refused, with those that are.
Result<void> only_known(const boost::json::object& from, std::span<const std::string_view> known,
                        const Path& path);

/// The name of a value that is not known, likewise.
Result<void> only_known(std::string_view name, std::span<const std::string_view> known,
                        const Path& path);

template <class E>
std::vector<std::string_view> value_names() {
    std::vector<std::string_view> out;
    boost::mp11::mp_for_each<Enumerators<E>>([&](auto one) { out.push_back(one.name); });
    return out;
}

template <class T>
std::vector<std::string_view> member_names(const boost::json::object& left_out) {
    std::vector<std::string_view> out;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        if (!left_out.contains(member.name)) out.push_back(member.name);
    });
    return out;
}

}  // namespace detail

/// Refuses members that T has not, and values that an enum has not, at any depth. Those of
/// `left_out` it has not, either.
template <class T>
Result<void> check_members(const boost::json::value& from, const Path& path = {},
                           const boost::json::object& left_out = {}) {
    using namespace detail;
    if constexpr (is_optional<T>) {
        return check_members<typename T::value_type>(from, path);
    } else if constexpr (is_vector<T>) {
        if (!from.is_array()) return {};
        std::size_t index = 0;
        for (const auto& element : from.get_array())
            TRY_VOID(check_members<typename T::value_type>(element, Path{&path, {}, index++}));
    } else if constexpr (is_described_enum<T>) {
        if (!from.is_string()) return {};
        return only_known(std::string_view(from.get_string()), value_names<T>(), path);
    } else if constexpr (is_described_struct<T>) {
        if (!from.is_object()) return {};
        const auto& object = from.get_object();
        TRY_VOID(only_known(object, member_names<T>(left_out), path));
        Result<void> checked;
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            using Field = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
            const auto* value = checked ? object.if_contains(member.name) : nullptr;
            if (value != nullptr) checked = check_members<Field>(*value, {&path, member.name, 0});
        });
        return checked;
    }
    return {};
}

/// As from_text(), exactly.
template <class T>
Result<T> from_exact_text(std::string_view text) {
    auto tree = TRY(parse_exact(text));
    TRY_VOID(check_members<T>(tree));
    return read<T>(tree);
}

/// A T some of whose members, `also`, come from elsewhere, and only from there.
template <class T>
Result<T> read_exact(boost::json::object from, const boost::json::object& also) {
    boost::json::value tree(std::move(from));
    TRY_VOID(check_members<T>(tree, {}, also));
    for (const auto& member : also) tree.get_object()[member.key()] = member.value();
    return read<T>(tree);
}

}  // namespace cs::json
