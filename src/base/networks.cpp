#include "base/networks.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace cs {

namespace {

constexpr int v4_prefix_bits = 96;
constexpr std::size_t v4_bytes = 4;

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

}  // namespace

IpAddress mapped_v4(const std::uint8_t* bytes) {
    IpAddress out{};
    out[10] = out[11] = 0xFF;
    std::copy_n(bytes, v4_bytes, out.end() - v4_bytes);
    return out;
}

bool is_v4(const IpAddress& address) {
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return std::equal(mapped.begin(), mapped.end(), address.begin());
}

std::optional<IpAddress> parse_ip_address(std::string_view text) {
    std::string name(text);
    IpAddress out{};
    if (::inet_pton(AF_INET6, name.c_str(), out.data()) == 1) return out;
    std::array<std::uint8_t, v4_bytes> v4{};
    if (::inet_pton(AF_INET, name.c_str(), v4.data()) != 1) return {};
    return mapped_v4(v4.data());
}

std::string text_of(const IpAddress& address) {
    char text[INET6_ADDRSTRLEN] = {};
    if (is_v4(address))
        ::inet_ntop(AF_INET, address.end() - v4_bytes, text, sizeof text);
    else
        ::inet_ntop(AF_INET6, address.data(), text, sizeof text);
    return text;
}

std::optional<Networks::Network> Networks::parse_one(std::string_view text) {
    auto slash = std::min(text.find('/'), text.size());
    auto base = parse_ip_address(text.substr(0, slash));
    if (!base) return {};
    int before = slash < text.size() && is_v4(*base) ? v4_prefix_bits : 0;
    int bits = 128 - before;
    int most = bits;
    if (slash < text.size()) {
        auto end = text.data() + text.size();
        auto read = std::from_chars(text.data() + slash + 1, end, bits);
        if (read.ec != std::errc{} || read.ptr != end || bits < 0 || bits > most) return {};
    }
    return Network{*base, bits + before};
}

Result<Networks> Networks::parse(std::string_view list) {
    Networks out;
    while (!list.empty()) {
        auto comma = std::min(list.find(','), list.size());
        auto text = trimmed(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
        if (text.empty()) continue;
        auto network = parse_one(text);
        if (!network)
            return fail("this is neither an address nor a network", std::string(text),
                        "give some such as 127.0.0.1, 10.0.0.0/8 or fd00::/8");
        out.all_.push_back(*network);
    }
    return out;
}

bool Networks::hold(const IpAddress& address) const {
    return std::ranges::any_of(all_, [&](const Network& network) {
        int left = network.bits;
        for (std::size_t i = 0; i < address.size() && left > 0; ++i, left -= 8) {
            auto mask = static_cast<std::uint8_t>(left >= 8 ? 0xFF : 0xFF << (8 - left));
            if ((address[i] & mask) != (network.base[i] & mask)) return false;
        }
        return true;
    });
}

}  // namespace cs
