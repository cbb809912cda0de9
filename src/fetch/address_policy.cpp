#include "fetch/address_policy.h"

#include <netinet/in.h>

#include <algorithm>

namespace cs::fetch {

namespace {

bool begins(const IpAddress& address, std::initializer_list<std::uint8_t> bytes) {
    return std::equal(bytes.begin(), bytes.end(), address.begin());
}

bool is_public_v4(const IpAddress& a) {
    std::uint32_t ip = std::uint32_t{a[12]} << 24 | std::uint32_t{a[13]} << 16 |
                       std::uint32_t{a[14]} << 8 | a[15];
    struct Reserved {
        std::uint32_t network;
        int bits;
    };
    constexpr Reserved reserved[] = {
        {0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},  {0xA9FE0000, 16},
        {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24}, {0xC0586300, 24}, {0xC0A80000, 16},
        {0xC6120000, 15}, {0xC6336400, 24}, {0xCB007100, 24}, {0xE0000000, 4},  {0xF0000000, 4}};
    return std::ranges::none_of(reserved, [&](const Reserved& r) {
        return ip >> (32 - r.bits) == r.network >> (32 - r.bits);
    });
}

}  // namespace

bool AddressPolicy::is_public(const IpAddress& address) {
    if (is_v4(address)) return is_public_v4(address);
    // 6to4, and the translators' prefix: what counts is the address inside.
    if (begins(address, {0x20, 0x02})) return is_public_v4(mapped_v4(&address[2]));
    if (begins(address, {0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0}))
        return is_public_v4(mapped_v4(&address[12]));
    bool is_global = (address[0] & 0xE0) == 0x20;
    bool is_documentation = begins(address, {0x20, 0x01, 0x0D, 0xB8});
    bool is_special = begins(address, {0x20, 0x01, 0x00}) || begins(address, {0x20, 0x01, 0x01});
    return is_global && !is_documentation && !is_special;
}

Result<AddressPolicy> AddressPolicy::parse(std::string_view list) {
    AddressPolicy out;
    out.listed_ = TRY(Networks::parse(list));
    return out;
}

Result<IpAddress> address_of(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
        return mapped_v4(reinterpret_cast<const std::uint8_t*>(&v4.sin_addr));
    }
    if (address.sa_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
        IpAddress out{};
        std::copy_n(v6.sin6_addr.s6_addr, out.size(), out.begin());
        return out;
    }
    return fail("this is not an IP address");
}

}  // namespace cs::fetch
