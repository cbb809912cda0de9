#include "http/forwarded.h"

#include <algorithm>
#include <cstring>

namespace cs::http {

namespace {

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

template <class Take>
void split(std::string_view text, char separator, Take take) {
    while (!text.empty()) {
        auto end = std::min(text.find(separator), text.size());
        take(trimmed(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

// "203.0.113.9:4711", "[2001:db8::1]:4711", and both without a port.
std::string_view without_port(std::string_view node) {
    if (node.starts_with('[')) return node.substr(1, node.find(']') - 1);
    if (std::ranges::count(node, ':') == 1) return node.substr(0, node.find(':'));
    return node;
}

// The value of one parameter of an element of Forwarded: for="[2001:db8::1]:4711".
std::string_view parameter_of(std::string_view element, std::string_view name) {
    std::string_view found;
    split(element, ';', [&](std::string_view pair) {
        auto equals = pair.find('=');
        if (equals != name.size() || strncasecmp(pair.data(), name.data(), equals) != 0) return;
        found = pair.substr(equals + 1);
        if (found.size() >= 2 && found.front() == '"' && found.back() == '"')
            found = found.substr(1, found.size() - 2);
    });
    return found;
}

}  // namespace

Result<TrustedProxies> TrustedProxies::parse(std::string_view networks, std::string_view header) {
    TrustedProxies out;
    if (header == "Forwarded")
        out.header_ = ProxyHeader::forwarded;
    else if (header != "X-Forwarded-For")
        return fail("no proxy header is called so", std::string(header),
                    "name X-Forwarded-For or Forwarded");
    out.networks_ = TRY(Networks::parse(networks));
    return out;
}

bool TrustedProxies::trusts(std::string_view address) const {
    if (networks_.empty()) return false;
    auto bytes = parse_ip_address(address);
    return bytes && networks_.hold(*bytes);
}

// A header that comes several times is one list.
std::vector<std::string_view> TrustedProxies::way_of(const Request& request) const {
    bool is_standard = header_ == ProxyHeader::forwarded;
    std::vector<std::string_view> out;
    for (const auto& [name, value] : request.headers)
        if (name == (is_standard ? "forwarded" : "x-forwarded-for"))
            split(value, ',', [&](std::string_view one) {
                out.push_back(without_port(is_standard ? parameter_of(one, "for") : one));
            });
    return out;
}

std::string TrustedProxies::client_of(const Request& request) const {
    if (!trusts(request.peer)) return request.peer;
    auto way = way_of(request);
    std::string client = request.peer;
    while (!way.empty() && trusts(client) && parse_ip_address(way.back())) {
        client = way.back();
        way.pop_back();
    }
    return client;
}

bool TrustedProxies::is_secure(const Request& request) const {
    if (request.is_secure || !trusts(request.peer)) return request.is_secure;
    std::string_view scheme;
    for (const auto& [name, value] : request.headers) {
        if (header_ == ProxyHeader::x_forwarded_for && name == "x-forwarded-proto") scheme = value;
        if (header_ == ProxyHeader::forwarded && name == "forwarded")
            split(value, ',',
                  [&](std::string_view one) { scheme = parameter_of(one, "proto"); });
    }
    return scheme == "https";
}

}  // namespace cs::http
