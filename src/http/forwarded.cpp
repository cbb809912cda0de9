#include "http/forwarded.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

namespace cs::http {

namespace {

using Address = std::array<std::uint8_t, 16>;
constexpr int address_bits = 128, v4_prefix_bits = 96;
constexpr std::size_t v4_bytes = 4;

// IPv4 as ::ffff:a.b.c.d, so that there is one kind.
std::optional<Address> read_address(std::string_view text, bool* is_v4 = nullptr) {
    std::string name(text);
    Address out{};
    if (inet_pton(AF_INET6, name.c_str(), out.data()) == 1) return out;
    std::array<std::uint8_t, v4_bytes> v4{};
    if (inet_pton(AF_INET, name.c_str(), v4.data()) != 1) return {};
    out[10] = out[11] = 0xFF;
    std::ranges::copy(v4, out.end() - v4_bytes);
    if (is_v4 != nullptr) *is_v4 = true;
    return out;
}

bool same_bits(const Address& a, const Address& b, int bits) {
    auto whole = static_cast<std::size_t>(bits / 8);
    if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin()))
        return false;
    auto rest = 8 - bits % 8;
    return rest == 8 || a[whole] >> rest == b[whole] >> rest;
}

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
    std::string_view wrong;
    split(networks, ',', [&](std::string_view text) {
        auto slash = text.find('/');
        bool is_v4 = false;
        auto base = read_address(text.substr(0, slash), &is_v4);
        int most = is_v4 ? address_bits - v4_prefix_bits : address_bits;
        int bits = most;
        bool is_whole = true;
        if (slash != std::string_view::npos) {
            auto end = text.data() + text.size();
            auto read = std::from_chars(text.data() + slash + 1, end, bits);
            is_whole = read.ec == std::errc{} && read.ptr == end;
        }
        if (!base || !is_whole || bits < 0 || bits > most)
            wrong = text;
        else
            out.networks_.push_back({*base, bits + address_bits - most});
    });
    if (wrong.data() != nullptr)
        return fail("this is neither an address nor a network", std::string(wrong),
                    "give some such as 127.0.0.1, 10.0.0.0/8 or fd00::/8");
    return out;
}

bool TrustedProxies::trusts(std::string_view address) const {
    if (networks_.empty()) return false;
    auto bytes = read_address(address);
    return bytes && std::ranges::any_of(networks_, [&](const Network& network) {
        return same_bits(*bytes, network.base, network.bits);
    });
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
    while (!way.empty() && trusts(client) && read_address(way.back())) {
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
