#include "fetch/address_policy.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>

namespace cs::fetch {

namespace {

constexpr int v4_prefix_bits = 96;

bool is_v4(const Address& address) {
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return std::equal(mapped.begin(), mapped.end(), address.begin());
}

Address v4_at(const Address& address, std::size_t offset) {
    Address out{};
    out[10] = out[11] = 0xFF;
    std::copy_n(address.begin() + static_cast<std::ptrdiff_t>(offset), 4, out.begin() + 12);
    return out;
}

bool begins(const Address& address, std::initializer_list<std::uint8_t> bytes) {
    return std::equal(bytes.begin(), bytes.end(), address.begin());
}

bool is_public_v4(const Address& a) {
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

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

}  // namespace

bool AddressPolicy::is_public(const Address& address) {
    if (is_v4(address)) return is_public_v4(address);
    // 6to4, and the translators' prefix: what counts is the address inside.
    if (begins(address, {0x20, 0x02})) return is_public_v4(v4_at(address, 2));
    if (begins(address, {0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0}))
        return is_public_v4(v4_at(address, 12));
    bool is_global = (address[0] & 0xE0) == 0x20;
    bool is_documentation = begins(address, {0x20, 0x01, 0x0D, 0xB8});
    bool is_special = begins(address, {0x20, 0x01, 0x00}) || begins(address, {0x20, 0x01, 0x01});
    return is_global && !is_documentation && !is_special;
}

bool AddressPolicy::holds(const Network& network, const Address& address) {
    int left = network.bits;
    for (std::size_t i = 0; i < address.size() && left > 0; ++i, left -= 8) {
        auto mask = static_cast<std::uint8_t>(left >= 8 ? 0xFF : 0xFF << (8 - left));
        if ((address[i] & mask) != (network.address[i] & mask)) return false;
    }
    return true;
}

bool AddressPolicy::is_listed(const Address& address) const {
    return std::ranges::any_of(listed_, [&](const auto& one) { return holds(one, address); });
}

Result<AddressPolicy::Network> AddressPolicy::parse_network(std::string_view text) {
    auto slash = std::min(text.find('/'), text.size());
    auto address = TRY(parse_address(std::string(text.substr(0, slash))));
    bool has_v4 = is_v4(address);
    int most = has_v4 ? 32 : 128, bits = most;
    if (slash < text.size()) {
        auto read = std::from_chars(text.data() + slash + 1, text.data() + text.size(), bits);
        bool is_whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
        if (!is_whole || bits < 0 || bits > most)
            return fail("this is not a network", std::string(text), "write it as 10.0.0.0/8");
    }
    return Network{address, has_v4 ? bits + v4_prefix_bits : bits};
}

Result<AddressPolicy> AddressPolicy::parse(std::string_view list) {
    AddressPolicy out;
    while (!list.empty()) {
        auto comma = std::min(list.find(','), list.size());
        auto text = trimmed(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
        if (!text.empty()) out.listed_.push_back(TRY(parse_network(text)));
    }
    return out;
}

Result<Address> address_of(const sockaddr& address) {
    Address out{};
    if (address.sa_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(&v4.sin_addr);
        out[10] = out[11] = 0xFF;
        std::copy_n(bytes, 4, out.begin() + 12);
        return out;
    }
    if (address.sa_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
        std::copy_n(v6.sin6_addr.s6_addr, 16, out.begin());
        return out;
    }
    return fail("this is not an IP address");
}

Result<Address> parse_address(const std::string& text) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1)
        return address_of(reinterpret_cast<const sockaddr&>(v4));
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1)
        return address_of(reinterpret_cast<const sockaddr&>(v6));
    return fail("this is not an IP address", text, "write it as 10.0.0.1 or fd00::1");
}

std::string address_text(const Address& address) {
    char text[INET6_ADDRSTRLEN] = {};
    if (is_v4(address))
        ::inet_ntop(AF_INET, address.data() + 12, text, sizeof text);
    else
        ::inet_ntop(AF_INET6, address.data(), text, sizeof text);
    return text;
}

}  // namespace cs::fetch
