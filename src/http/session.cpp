// Signing in and out, and who one is.
#include "auth/cookie.h"
#include "base/json_exact.h"
#include "http/api_answers.h"
#include "http/handlers.h"

namespace cs::http {

namespace {

std::unexpected<Failure> denied(const auth::Login& login) {
    using enum auth::LoginResult;
    auto failure = [&](int status, const char* code, const char* title, const char* chinese) {
        Failure out(status, code, title, chinese);
        out.retry_after = login.retry_after;
        return std::unexpected(std::move(out));
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

// The answer to a login: the session's cookie and who one is, or why not.
Answer signed_in(Api& api, const Request& request, const auth::Login& login, int status = 200) {
    if (login.result != auth::LoginResult::good) return denied(login);
    auto caller = TRY(api.accounts.by_session(login.session, request.peer));
    if (!caller) return denied(login);
    if (caller->person)
        caller->grants = api.follower.with_registry([&](const registry::Registry& registry) {
            return grants_of(registry, *caller->person);
        });
    auto response = Response::json(json::text_of(me(*caller)), status);
    response.headers.push_back(
        {"Set-Cookie",
         auth::session_cookie(login.session, auth::Lifetimes{}.session, request.is_secure)});
    return response;
}

std::unexpected<Failure> not_usable(const char* code, const char* title, const char* chinese,
                                    const Error& error, const char* field) {
    return std::unexpected(Failure(422, code, title, chinese, error.what, field));
}

Asked<void> must_be_good(std::string_view password, std::string_view name, const char* field) {
    auto good = auth::check_password(password, name);
    if (good) return {};
    return not_usable("weak_password", "this password cannot be used", "该密码不可用",
                      good.error(), field);
}

}  // namespace

Answer log_in(Api& api, const Request& request, Caller&) {
    auto body = TRY(json::from_exact_text<LoginBody>(request.body));
    return signed_in(api, request,
                     TRY(api.accounts.log_in(body.name, body.password, request.peer)));
}

Answer change_password(Api& api, const Request& request, Caller& caller) {
    if (caller.by != auth::SignedInBy::session)
        return not_yours("a password is changed in a session, not with a token");
    auto body = TRY(json::from_exact_text<PasswordBody>(request.body));
    TRY_VOID(must_be_good(body.new_password, caller.name, "new_password"));
    return signed_in(api, request,
                     TRY(api.accounts.change_password(caller, body.old_password,
                                                      body.new_password)));
}

Answer register_citizen(Api& api, const Request& request, Caller&) {
    if (!api.citizens_register)
        return std::unexpected(Failure(403, "registration_closed",
                                       "accounts are not made by everybody himself here",
                                       "本系统未开放自行注册"));
    auto body = TRY(json::from_exact_text<LoginBody>(request.body));
    auto name = auth::new_account_name(body.name);
    if (!name)
        return not_usable("bad_name", "this name cannot be used", "该用户名不可用", name.error(),
                          "name");
    TRY_VOID(must_be_good(body.password, *name, "password"));
    if (auto wait = api.accounts.begin_registration(request.peer); wait > Duration{}) {
        Failure out(429, "too_many_accounts", "too many accounts from this address; wait",
                    "该地址注册过于频繁，请稍后再试");
        out.retry_after = wait;
        return std::unexpected(std::move(out));
    }
    auto added = api.accounts.add({*name, auth::AccountKind::citizen, {}}, body.password);
    if (!added && TRY(api.accounts.find(*name)))
        return std::unexpected(
            Failure(409, "name_taken", "there is an account of this name", "该用户名已被使用", {},
                    "name"));
    TRY_VOID(added);
    return signed_in(api, request,
                     TRY(api.accounts.log_in(*name, body.password, request.peer)), 201);
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
