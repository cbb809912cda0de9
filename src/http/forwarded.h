// Who a client is behind proxies. Only the addresses that the operator names as his proxies are
// believed, and only in the one header that they write: any other client could say anything. Read
// from the right: each proxy adds the address it was asked from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/networks.h"
#include "http/message.h"

namespace cs::http {

enum class ProxyHeader : std::uint8_t { x_forwarded_for, forwarded };

class TrustedProxies {
public:
    /// Addresses and networks by commas: "127.0.0.1, 10.0.0.0/8, fd00::/8"; empty: none.
    /// `header`: "X-Forwarded-For" or "Forwarded" (RFC 7239).
    static Result<TrustedProxies> parse(std::string_view networks, std::string_view header);

    bool trusts(std::string_view address) const;
    /// The nearest address on the way that is no proxy of ours; what is malformed ends the way.
    std::string client_of(const Request& request) const;
    /// Whether the client came by TLS, as the proxy next to us says.
    bool is_secure(const Request& request) const;

private:
    std::vector<std::string_view> way_of(const Request& request) const;

    Networks networks_;
    ProxyHeader header_ = ProxyHeader::x_forwarded_for;
};

}  // namespace cs::http
