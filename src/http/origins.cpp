#include "http/origins.h"

#include <algorithm>
#include <cctype>

namespace cs::http {

namespace {

constexpr std::string_view any = "*";

bool is_origin(std::string_view text) {
    for (std::string_view scheme : {"https://", "http://"}) {
        if (!text.starts_with(scheme)) continue;
        auto host = text.substr(scheme.size());
        return !host.empty() && std::ranges::all_of(host, [](char c) {
            auto sign = static_cast<unsigned char>(c);
            return std::isdigit(sign) || std::islower(sign) ||
                   std::string_view(".-:[]").contains(c);
        });
    }
    return false;
}

}  // namespace

Result<std::vector<std::string>> parse_origins(std::string_view list) {
    std::vector<std::string> out;
    while (!list.empty()) {
        auto end = std::min(list.find(','), list.size());
        auto one = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
        one = one.substr(0, one.find_last_not_of(' ') + 1);
        if (one != any && !is_origin(one))
            return fail("\"" + std::string(one) + "\" is not a site's origin", "map-origins",
                        "write it like https://map.example.org, without a path");
        out.emplace_back(one);
    }
    if (out.size() > 1 && std::ranges::find(out, any) != out.end())
        return fail("\"*\" stands for every site already", "map-origins", "give it alone");
    return out;
}

void allow_origins(const std::vector<std::string>& origins, const Request& request,
                   Response& response) {
    if (origins.empty()) return;
    auto& headers = response.headers;
    headers.push_back({"Cross-Origin-Resource-Policy", "cross-origin"});
    if (origins.front() == any) {
        headers.push_back({"Access-Control-Allow-Origin", std::string(any)});
        return;
    }
    // What a cache keeps for one site is not for another.
    headers.push_back({"Vary", "Origin, Accept-Encoding"});
    auto asks = request.header("origin");
    if (asks && std::ranges::find(origins, *asks) != origins.end())
        headers.push_back({"Access-Control-Allow-Origin", std::string(*asks)});
}

}  // namespace cs::http
