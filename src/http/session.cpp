// Signing in and out, and who one is.
#include "auth/cookie.h"
#include "base/json.h"
#include "http/api_answers.h"
#include "http/handlers.h"

namespace cs::http {

namespace {

std::unexpected<Failure> denied(const auth::Login& login) {
    using enum auth::LoginResult;
    auto failure = [](int status, const char* code, const char* title, const char* chinese) {
        return std::unexpected(Failure(status, code, title, chinese));
    };
    switch (login.result) {
        case throttled:
            return failure(429, "throttled", "too many wrong passwords; wait a little",
                           "密码错误次数过多，请稍后再试");
        case locked: return failure(403, "account_locked", "this account is locked", "账号已锁定");
        case disabled:
            return failure(403, "account_disabled", "this account is disabled", "账号已停用");
        case good:
        case wrong: break;
    }
    return failure(401, "wrong_password", "name or password is wrong", "用户名或密码错误");
}

MeAnswer me(const Caller& caller) {
    MeAnswer out;
    if (!caller.is_signed_in()) return out;
    out.name = caller.name;
    out.person = caller.person;
    out.grants = caller.grants;
    if (!caller.csrf.empty()) out.csrf = caller.csrf;
    return out;
}

}  // namespace

Answer log_in(Api& api, const Request& request, Caller&) {
    auto body = TRY(json::from_text<LoginBody>(request.body));
    auto login = TRY(api.accounts.log_in(body.name, body.password, request.peer));
    if (login.result != auth::LoginResult::good) {
        auto failure = denied(login);
        auto response = response_of(request, failure.error());
        if (login.retry_after > Duration{})
            response.headers.push_back(
                {"Retry-After", std::to_string(login.retry_after.us / 1'000'000 + 1)});
        return response;
    }
    auto caller = TRY(api.accounts.by_session(login.session, request.peer));
    if (!caller) return denied(login);
    if (caller->person)
        caller->grants = api.follower.with_registry([&](const registry::Registry& registry) {
            return grants_of(registry, *caller->person);
        });
    auto response = Response::json(json::text_of(me(*caller)));
    response.headers.push_back(
        {"Set-Cookie",
         auth::session_cookie(login.session, auth::Lifetimes{}.session, request.is_secure)});
    return response;
}

Answer log_out(Api& api, const Request& request, Caller& caller) {
    TRY_VOID(api.accounts.log_out(caller));
    auto response = Response::nothing();
    response.headers.push_back({"Set-Cookie", auth::ended_cookie(request.is_secure)});
    return response;
}

Answer read_me(Api&, const Request&, Caller& caller) {
    return Response::json(json::text_of(me(caller)));
}

}  // namespace cs::http
