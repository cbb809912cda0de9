// Values of described types with every field filled, so that a test can say "for every command" and
// mean it. The n-th value differs from the others in numbers, ids and texts.
#pragma once

#include "base/json.h"

namespace cs {

template <class T>
T filled(std::uint64_t& n) {
    using namespace json::detail;
    ++n;
    if constexpr (std::is_same_v<T, bool>) {
        return true;
    } else if constexpr (std::is_same_v<T, std::string>) {
        return "文字 \"" + std::to_string(n) + "\"\n";
    } else if constexpr (is_entity_id<T>) {
        return make_id<T>(Realm{410100000}, n);
    } else if constexpr (std::is_same_v<T, GridId>) {
        return GridId{410102001001100000 + n};
    } else if constexpr (std::is_same_v<T, DivisionCode>) {
        return DivisionCode{410102001000 + n};
    } else if constexpr (std::is_same_v<T, Realm>) {
        return Realm{410100000};
    } else if constexpr (std::is_same_v<T, Instant>) {
        return Instant{1'767'225'600'000'000 + static_cast<std::int64_t>(n) * 60'000'001};
    } else if constexpr (std::is_same_v<T, Duration>) {
        return Duration::minutes(static_cast<std::int64_t>(n));
    } else if constexpr (std::is_same_v<T, Bytes>) {
        return Bytes{{static_cast<std::uint8_t>(n), 0, 255, 16}};
    } else if constexpr (std::is_same_v<T, Hash256>) {
        return sha256(std::to_string(n));
    } else if constexpr (is_optional<T>) {
        return filled<typename T::value_type>(n);
    } else if constexpr (is_vector<T>) {
        return T{filled<typename T::value_type>(n), filled<typename T::value_type>(n)};
    } else if constexpr (is_described_enum<T>) {
        // The last enumerator: never the default that a lost field would leave.
        T last{};
        boost::mp11::mp_for_each<Enumerators<T>>([&](auto one) { last = one.value; });
        return last;
    } else if constexpr (std::is_integral_v<T>) {
        return static_cast<T>(n % 100 + 1);
    } else {
        T out{};
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            auto& field = out.*member.pointer;
            field = filled<std::remove_cvref_t<decltype(field)>>(n);
        });
        return out;
    }
}

template <class T>
T filled() {
    std::uint64_t n = 0;
    return filled<T>(n);
}

/// Calls `visit` with a filled value of each type of a variant.
template <class Variant, class Visit>
void for_each_filled(Visit visit) {
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Variant>>(
        [&](auto identity) { visit(filled<typename decltype(identity)::type>()); });
}

}  // namespace cs
