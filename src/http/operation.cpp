// From a row of the table to a route of the server: who may, what he may rely on, the answer.
#include "http/operation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <utility>

#include "base/characters.h"
#include "base/json.h"
#include "base/utf8.h"
#include "http/api.h"

namespace cs::http {

namespace {

constexpr std::size_t longest_name_told = 40;  // characters

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

bool is_read(const Request& request) {
    return request.method == Method::get || request.method == Method::head;
}

bool is_open_to_all(const Operation& operation, const Request& request) {
    return is_read(request) && !operation.access.signed_in && operation.access.roles.empty();
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

// Before anything is made of it: what cannot leave again in every form is not taken.
Asked<void> check_characters(const Operation& operation, const Request& request) {
    if (!takes_json(operation)) return {};
    if (auto found = utf8::first_unstorable_in_json(request.body))
        return bad_request("", "no text can hold the character " + utf8::name_of(*found), 422);
    return {};
}

std::string unknown_in(const Operation& operation) {
    std::string known;
    for (const auto& one : operation.query)
        known += (known.empty() ? "" : ", ") + std::string(one.name);
    if (known.empty()) return "there is no such parameter: none is taken here";
    return "there is no such parameter; known are " + known;
}

// A filter that is misspelt must not look like one that let everything through.
Asked<void> check_query(const Operation& operation, const Request& request) {
    if (operation.takes_any_query || operation.refuse != nullptr) return {};
    for (auto given = request.query.begin(); given != request.query.end(); ++given) {
        std::string name(utf8::prefix(given->name, longest_name_told));
        auto known = std::ranges::find(operation.query, given->name, &QueryParameter::name);
        if (known == operation.query.end()) return bad_request(name, unknown_in(operation));
        if (std::ranges::find(request.query.begin(), given, given->name, &Pair::name) != given)
            return bad_request(name, "this parameter is given twice");
    }
    return {};
}

std::optional<Response> body_refused(Api& api, const Operation& operation,
                                     const Request& request, const Caller& caller) {
    auto admitted = check_scope(operation, caller);
    if (admitted && operation.admit_body != nullptr)
        admitted = operation.admit_body(api, request, caller);
    if (admitted) return std::nullopt;
    return refused(operation.refuse, request, admitted.error());
}

// What the caller has written last, or has heard of: he reads no state before it.
Asked<std::uint64_t> sequence_wanted(const Request& request) {
    auto header = request.header("chengshu-after");
    auto text = header ? header : request.cookie("chengshu_after");
    std::uint64_t sequence = 0;
    if (!text) return sequence;
    auto read = std::from_chars(text->data(), text->data() + text->size(), sequence);
    bool is_number = read.ec == std::errc{} && read.ptr == text->data() + text->size();
    if (header && !is_number)
        return bad_request("Chengshu-After", "expected a whole number from 0 to " +
                                                 std::to_string(UINT64_MAX));
    return sequence;
}

}  // namespace

Asked<void> check_scope(const Operation& operation, const Caller& caller) {
    bool is_made_for_it = caller.by != auth::SignedInBy::token || !operation.scope ||
                          caller.may(*operation.scope);
    if (is_made_for_it) return {};
    return not_yours("the token is not made for this: it lacks " +
                     std::string(json::enum_name(*operation.scope)));
}

bool takes_json(const Operation& operation) {
    return operation.body != nullptr && !operation.consumes.empty() &&
           operation.consumes.front() == "application/json";
}

void serve(Api& api, const Operation& operation, const Request& request, Caller& caller,
           Deliver deliver) {
    if (auto made_for_it = check_scope(operation, caller); !made_for_it) {
        if (!is_open_to_all(operation, request))
            return deliver(refused(operation.refuse, request, made_for_it.error()));
        auto address = std::exchange(caller, {}).address;
        caller.address = std::move(address);
    }
    auto readable = check_query(operation, request);
    if (readable) readable = check_characters(operation, request);
    auto wanted = sequence_wanted(request);
    if (readable && !wanted) readable = std::unexpected(wanted.error());
    if (!readable) return deliver(refused(operation.refuse, request, readable.error()));
    if (operation.deed != nullptr)
        return operation.deed(api, operation, request, caller, std::move(deliver));
    auto answer = [&api, &operation, &request, &caller, deliver] {
        auto asked = operation.ask(api, request, caller);
        if (asked && operation.is_one_thing && is_read(request)) mark(caller, *asked);
        deliver(asked ? std::move(*asked)
                      : refused(operation.refuse, request, asked.error()));
    };
    if (*wanted <= api.follower.position()) return answer();
    if (api.follower.when_at(*wanted, std::move(answer))) return;
    deliver(overloaded(operation.refuse, request));
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
            route.receive = [&api, &operation](const Request& request, const Caller& caller) {
                return operation.receive(api, request, caller);
            };
        route.admit_body = [&api, &operation](const Request& request, const Caller& caller) {
            return body_refused(api, operation, request, caller);
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
