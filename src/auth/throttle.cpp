#include "auth/throttle.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "auth/secret.h"

namespace cs::auth {

Throttle::Throttle(const Limits& limits)
    : limits_(limits), key_(random_secret()), slots_(limits.slots) {}

std::size_t Throttle::slot_of(std::string_view name) const {
    auto hash = keyed_hash(key_, name);
    std::uint64_t number = 0;
    std::memcpy(&number, hash.data.data(), sizeof number);
    return number % slots_.size();
}

bool Throttle::is_forgotten(const Slot& slot, Instant now) const {
    return slot.attempts == 0 || now - Instant{slot.last_us} >= limits_.forgotten_after;
}

Duration Throttle::wait(std::string_view name, Instant now) const {
    const auto& slot = slots_[slot_of(name)];
    if (is_forgotten(slot, now) || slot.attempts < limits_.free_attempts) return {};
    auto delay = limits_.first_delay;
    for (int i = limits_.free_attempts; i < slot.attempts && delay < limits_.longest_delay; ++i)
        delay = delay + delay;
    auto until = Instant{slot.last_us} + std::min(delay, limits_.longest_delay);
    return std::max(until - now, Duration{});
}

void Throttle::begin(std::string_view name, Instant now) {
    auto& slot = slots_[slot_of(name)];
    if (is_forgotten(slot, now)) slot.attempts = 0;
    slot.attempts = std::min(slot.attempts + 1, 1000);
    slot.last_us = now.us;
}

void Throttle::take_back(std::string_view name) {
    auto& slot = slots_[slot_of(name)];
    slot.attempts = std::max(slot.attempts - 1, 0);
}

void Throttle::clear(std::string_view name) { slots_[slot_of(name)] = {}; }

std::string address_group(std::string_view address) {
    std::string text(address);
    in6_addr parsed{};
    if (inet_pton(AF_INET6, text.c_str(), &parsed) != 1) return text;
    // An IPv4 address in IPv6 clothes is the IPv4 address.
    if (IN6_IS_ADDR_V4MAPPED(&parsed)) {
        char out[INET_ADDRSTRLEN];
        inet_ntop(AF_INET, parsed.s6_addr + 12, out, sizeof out);
        return out;
    }
    std::fill(parsed.s6_addr + 8, parsed.s6_addr + 16, std::uint8_t{0});
    char out[INET6_ADDRSTRLEN];
    inet_ntop(AF_INET6, &parsed, out, sizeof out);
    return std::string(out) + "/64";
}

}  // namespace cs::auth
