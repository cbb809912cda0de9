// Which addresses this node connects to on behalf of others: public ones, and those an operator has
// listed. Checked for the address that was resolved, at the moment of connecting, so that a name
// that answers differently the second time gains nothing.
#pragma once

#include <string_view>

#include "base/networks.h"

struct sockaddr;

namespace cs::fetch {

class AddressPolicy {
public:
    AddressPolicy() = default;
    /// Networks by commas: "127.0.0.0/8, fd00::/8, 10.1.2.3".
    static Result<AddressPolicy> parse(std::string_view list);

    /// A public address, or one that is listed.
    bool allows(const IpAddress& address) const { return is_listed(address) || is_public(address); }
    bool is_listed(const IpAddress& address) const { return listed_.hold(address); }
    bool lists_any() const { return !listed_.empty(); }
    /// Neither loopback, private, link-local, multicast nor reserved (RFC 6890), also not inside of
    /// what carries IPv4 in IPv6.
    static bool is_public(const IpAddress& address);

private:
    Networks listed_;
};

/// Nothing for what is neither IPv4 nor IPv6.
Result<IpAddress> address_of(const sockaddr& address);

}  // namespace cs::fetch
