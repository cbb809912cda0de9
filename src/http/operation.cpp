// From a row of the table to a route of the server: who may, what he may rely on, the answer.
#include "http/operation.h"

#include <array>
#include <charconv>
#include <functional>

#include "base/json.h"
#include "http/api.h"

namespace cs::http {

namespace {

// A path's segments are whole to the router. A last segment with a ".{format}" behind it is two
// routes, or, where it is a parameter, one that takes the format as its end.
std::vector<std::pair<std::string, std::string>> patterns_of(const Operation& operation) {
    constexpr std::string_view format = ".{format}";
    std::string_view pattern = operation.pattern;
    if (pattern.ends_with("}.mvt"))
        return {{std::string(pattern.substr(0, pattern.rfind('.'))), ""}};
    if (!pattern.ends_with(format)) return {{std::string(pattern), ""}};
    pattern.remove_suffix(format.size());
    std::string bare(pattern);
    if (bare.ends_with('}')) return {{bare, ""}};
    return {{bare + ".json", ""}, {bare + ".xml", "Xml"}};
}

Asked<void> check_scope(const Operation& operation, const Caller& caller) {
    bool is_made_for_it = caller.by != auth::SignedInBy::token || !operation.scope ||
                          caller.may(*operation.scope);
    if (is_made_for_it) return {};
    return not_yours("the token is not made for this: it lacks " +
                     std::string(json::enum_name(*operation.scope)));
}

// Of the bytes as this caller gets them, so that no further question to the views is needed. What
// is in clear for a purpose is still not to be stored.
void mark(const Caller& caller, Response& response) {
    if (response.status != 200 || !response.etag.empty()) return;
    std::array<char, 16> digits;
    auto hash = std::hash<std::string_view>{}(response.body);
    auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash, 16).ptr;
    response.etag.assign(digits.data(), end);
    if (caller.purpose.empty()) response.cache_control = "private, no-cache";
}

// What the caller has written last, or has heard of: he reads no state before it.
std::uint64_t sequence_wanted(const Request& request) {
    auto text = request.header("chengshu-after");
    if (!text) text = request.cookie("chengshu_after");
    std::uint64_t sequence = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), sequence);
    return sequence;
}

}  // namespace

void serve(Api& api, const Operation& operation, const Request& request, Caller& caller,
           Deliver deliver) {
    if (auto made_for_it = check_scope(operation, caller); !made_for_it)
        return deliver(refused(operation.refuse, request, made_for_it.error()));
    if (operation.deed != nullptr)
        return operation.deed(api, operation, request, caller, std::move(deliver));
    auto wanted = sequence_wanted(request);
    auto answer = [&api, &operation, &request, &caller, deliver = std::move(deliver)] {
        auto asked = operation.ask(api, request, caller);
        bool is_read = request.method == Method::get || request.method == Method::head;
        if (asked && operation.is_one_thing && is_read) mark(caller, *asked);
        deliver(asked ? std::move(*asked)
                      : refused(operation.refuse, request, asked.error()));
    };
    if (wanted <= api.follower.position()) return answer();
    api.follower.when_at(wanted, std::move(answer));
}

std::vector<Route> routes(Api& api) {
    std::vector<Route> out;
    for (const auto& operation : operations()) {
        Route route;
        route.method = operation.method;
        route.access = operation.access;
        route.name = operation.name;
        route.summary = operation.summary;
        route.work = operation.work;
        route.refuse = operation.refuse;
        route.body_limit = operation.body_limit;
        if (operation.body != nullptr || operation.receive != nullptr)
            route.consumes = operation.consumes;
        if (operation.receive != nullptr)
            route.receive = [&api, &operation](const Request& request) {
                return operation.receive(api, request);
            };
        route.handler = [&api, &operation](const Request& request, Caller& caller,
                                               Respond respond) {
            auto once = std::make_shared<Respond>(std::move(respond));
            serve(api, operation, request, caller,
                  [once](Response response) { (*once)(std::move(response)); });
        };
        for (auto& [pattern, suffix] : patterns_of(operation)) {
            auto one = route;
            one.pattern = std::move(pattern);
            one.name += suffix;
            out.push_back(std::move(one));
        }
    }
    return out;
}

}  // namespace cs::http
