// Addresses of the Internet Protocol, and lists of networks as operators write them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cs {

/// IPv6, or IPv4 as ::ffff:a.b.c.d, so that there is one kind.
using IpAddress = std::array<std::uint8_t, 16>;

/// From the four bytes of IPv4.
IpAddress mapped_v4(const std::uint8_t* bytes);
bool is_v4(const IpAddress& address);
/// "10.0.0.1" or "fd00::1"; nothing for any other text.
std::optional<IpAddress> parse_ip_address(std::string_view text);
std::string text_of(const IpAddress& address);

class Networks {
public:
    /// Addresses and networks by commas: "127.0.0.1, 10.0.0.0/8, fd00::/8"; empty: none.
    static Result<Networks> parse(std::string_view list);

    bool empty() const { return all_.empty(); }
    bool hold(const IpAddress& address) const;

private:
    struct Network {
        IpAddress base{};
        int bits = 0;
    };
    static std::optional<Network> parse_one(std::string_view text);
    std::vector<Network> all_;
};

}  // namespace cs
