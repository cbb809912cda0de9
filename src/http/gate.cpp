#include "http/gate.h"

#include <strings.h>

#include <algorithm>

#include "auth/cookie.h"
#include "auth/purpose.h"
#include "http/query.h"
#include "http/target.h"

namespace cs::http {

namespace {

constexpr std::string_view bearer = "Bearer ";

std::unexpected<Failure> not_signed_in(std::string detail) {
    return std::unexpected(Failure(401, "not_signed_in", "sign in first", "请先登录",
                                   std::move(detail)));
}

std::unexpected<Failure> bad_token(auth::TokenFault fault) {
    switch (fault) {
        case auth::TokenFault::expired:
            return std::unexpected(Failure(401, "token_expired", "the token has expired",
                                           "令牌已过期", "have a new one issued"));
        case auth::TokenFault::unknown: break;
    }
    return std::unexpected(Failure(401, "unknown_token", "the token is unknown or was revoked",
                                   "令牌无效或已撤销"));
}

bool changes_something(Method method) {
    return method != Method::get && method != Method::head && method != Method::options;
}

std::optional<std::string> token_of(const Request& request, bool as_api_key) {
    auto authorization = request.header("authorization");
    bool has_token = authorization && authorization->size() > bearer.size() &&
                     strncasecmp(authorization->data(), bearer.data(), bearer.size()) == 0;
    if (has_token)
        return std::string(authorization->substr(bearer.size()));
    if (!as_api_key) return std::nullopt;
    auto key = form_value(request, "api_key");
    return key && !key->empty() ? key : std::nullopt;
}

// Percent-decoded, because browsers send no other headers than Latin ones. It is kept for good.
Asked<std::string> purpose_of(const Request& request) {
    auto sent = request.header("chengshu-purpose");
    if (!sent) return std::string();
    auto purpose = percent_decoded(*sent);
    if (!purpose)
        return bad_request("Chengshu-Purpose",
                           "expected text in UTF-8, percent-encoded; % itself is %25");
    if (!purpose->empty() && !auth::is_purpose(*purpose))
        return bad_request("Chengshu-Purpose",
                           "expected a reason in words, of at most 200 characters, without line "
                           "breaks and other control characters");
    return std::move(*purpose);
}

// For the log and the rates: whoever acts by his number, a citizen by his account's. No names.
std::string number_of(const auth::Caller& caller) {
    if (caller.person) return id_text(*caller.person);
    return caller.is_signed_in() ? "account " + std::to_string(auth::number(caller.account)) : "";
}

Response challenge(const Request& request, const Route& route, const Failure& failure) {
    auto response = refused(route.refuse, request, failure);
    // RFC 6750: a token that is no good is named as such.
    auto scheme = failure.code == "not_signed_in" ? "Bearer" : "Bearer error=\"invalid_token\"";
    if (failure.status == 401) response.headers.push_back({"WWW-Authenticate", scheme});
    return response;
}

}  // namespace

Asked<void> check_access(const Access& access, const auth::Caller& caller) {
    if ((access.signed_in || !access.roles.empty()) && !caller.is_signed_in())
        return not_signed_in({});
    bool holds_one = std::ranges::any_of(access.roles, [&](Role r) { return caller.holds(r); });
    if (!access.roles.empty() && !holds_one) return not_yours("none of your roles is for this");
    return {};
}

Asked<auth::Caller> AccountsGate::caller_of(const Request& request, const Route& route) {
    std::optional<auth::Caller> found;
    bool has_own_form = route.refuse != nullptr;
    if (auto token = token_of(request, has_own_form)) {
        auto owner = TRY(api_.accounts.by_token(*token, request.peer));
        if (!owner) return bad_token(owner.error());
        found = std::move(*owner);
    } else if (has_own_form) {
        found.reset();
    } else if (auto cookie = request.cookie(auth::cookie_name(request.is_secure))) {
        found = TRY(api_.accounts.by_session(*cookie, request.peer));
    }
    auth::Caller caller = found ? std::move(*found) : auth::Caller{};
    caller.address = request.peer;
    caller.purpose = TRY(purpose_of(request));
    if (caller.person)
        caller.grants = api_.follower.with_registry([&](const registry::Registry& registry) {
            return grants_of(registry, *caller.person);
        });
    return caller;
}

std::variant<Gate::Admitted, Response> AccountsGate::admit(const Request& request,
                                                           const Route& route) {
    auto caller = caller_of(request, route);
    if (!caller) return challenge(request, route, caller.error());
    if (auto open = check_access(route.access, *caller); !open)
        return challenge(request, route, open.error());
    bool needs_proof = changes_something(request.method) && caller->is_signed_in();
    if (needs_proof && !caller->csrf_holds(request.header("x-csrf-token").value_or("")))
        return response_of(request, Failure(403, "csrf", "show the session's X-CSRF-Token",
                                            "缺少或错误的 X-CSRF-Token"));
    auto account = number_of(*caller);
    return Admitted{{new auth::Caller(std::move(*caller)), [](auth::Caller* c) { delete c; }},
                    std::move(account)};
}

}  // namespace cs::http
