// Which addresses this node connects to on behalf of others: public ones, and those an operator has
// listed. Checked for the address that was resolved, at the moment of connecting, so that a name
// that answers differently the second time gains nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct sockaddr;

namespace cs::fetch {

/// IPv6, or IPv4 as ::ffff:a.b.c.d.
using Address = std::array<std::uint8_t, 16>;

class AddressPolicy {
public:
    AddressPolicy() = default;
    /// Networks by commas: "127.0.0.0/8, fd00::/8, 10.1.2.3".
    static Result<AddressPolicy> parse(std::string_view list);

    /// A public address, or one that is listed.
    bool allows(const Address& address) const { return is_listed(address) || is_public(address); }
    bool is_listed(const Address& address) const;
    /// Neither loopback, private, link-local, multicast nor reserved (RFC 6890), also not inside of
    /// what carries IPv4 in IPv6.
    static bool is_public(const Address& address);

private:
    struct Network {
        Address address{};
        int bits = 0;
    };
    static Result<Network> parse_network(std::string_view text);
    static bool holds(const Network& network, const Address& address);
    std::vector<Network> listed_;
};

/// Nothing for what is neither IPv4 nor IPv6.
Result<Address> address_of(const sockaddr& address);
Result<Address> parse_address(const std::string& text);
std::string address_text(const Address& address);

}  // namespace cs::fetch
