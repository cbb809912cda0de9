// Whether every text in a described value is valid UTF-8: what is not could not be read back from
// JSON.
#pragma once

#include <boost/mp11.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/utf8.h"

namespace cs {

/// The path of the first text that is not valid UTF-8, such as "report.place.address"; nothing when
/// all are.
template <class T>
std::optional<std::string> path_of_bad_text(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
        if (utf8::first_invalid(value)) return std::string();
    } else if constexpr (requires { value.has_value(); *value; }) {
        if (value) return path_of_bad_text(*value);
    } else if constexpr (requires { typename T::value_type; value.begin(); }) {
        for (std::size_t i = 0; i < value.size(); ++i)
            if (auto inner = path_of_bad_text(value[i]))
                return "[" + std::to_string(i) + "]" + (inner->empty() ? "" : "." + *inner);
    } else if constexpr (boost::describe::has_describe_members<T>::value) {
        using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
        std::optional<std::string> found;
        boost::mp11::mp_for_each<Members>([&](auto member) {
            if (found) return;
            if (auto inner = path_of_bad_text(value.*member.pointer))
                found = std::string(member.name) +
                        (inner->empty() || inner->front() == '[' ? "" : ".") + *inner;
        });
        return found;
    }
    return std::nullopt;
}

}  // namespace cs
