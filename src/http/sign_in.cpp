// Signing in by a provider: the browser is sent there, and comes back with what it vouches for. It
// ends in a session like any other.
#include "auth/cookie.h"
#include "auth/provider.h"
#include "http/handlers.h"
#include "http/query.h"

namespace cs::http {

namespace {

constexpr std::string_view sign_in_cookie = "chengshu_sign_in";

std::string cookie_with(std::string_view value, int seconds, bool is_secure) {
    std::string out(sign_in_cookie);
    out.append("=").append(value).append("; Path=/api/v1/session; Max-Age=");
    out += std::to_string(seconds) + "; HttpOnly; SameSite=Lax";
    return is_secure ? out + "; Secure" : out;
}

Response sent_to(std::string url) {
    auto response = Response::nothing(303);
    response.headers.push_back({"Location", std::move(url)});
    return response;
}

Asked<auth::Provider*> provider_of(Api& api) {
    if (api.provider == nullptr)
        return not_found("a provider to sign in by; this node signs in by password");
    return api.provider;
}

std::unexpected<Failure> denied(int status, const char* code, const char* title,
                                const char* chinese, std::string detail = {}) {
    return std::unexpected(Failure(status, code, title, chinese, std::move(detail)));
}

// What went wrong there is for the operator; whoever signs in can only try again.
std::unexpected<Failure> unreachable(const Error& error) {
    std::fprintf(stderr, "chengshu: %s\n", error.text().c_str());
    return denied(502, "provider_failed", "the provider to sign in by does not answer as it should",
                  "登录服务暂不可用");
}

}  // namespace

Answer begin_sign_in(Api& api, const Request& request, Caller&) {
    auto* provider = TRY(provider_of(api));
    auto return_to = TRY(text_of(request, "return_to"));
    auto begun = provider->begin(return_to.value_or("/"));
    if (!begun) return unreachable(begun.error());
    auto response = sent_to(begun->url);
    response.headers.push_back({"Set-Cookie", cookie_with(begun->browser, 600, request.is_secure)});
    return response;
}

Answer finish_sign_in(Api& api, const Request& request, Caller&) {
    auto* provider = TRY(provider_of(api));
    auth::SignInReturn back{std::string(request.cookie(sign_in_cookie).value_or("")),
                            std::string(request.query_value("state").value_or("")),
                            std::string(request.query_value("code").value_or("")), {}};
    if (auto issuer = request.query_value("iss")) back.issuer = *issuer;
    auto ended = provider->finish(back);
    if (!ended) return unreachable(ended.error());
    using Kind = auth::SignInEnded::Kind;
    if (ended->kind == Kind::stale)
        return denied(400, "stale_sign_in", "this sign-in was not begun here or has ended",
                      "登录已失效，请重新登录");
    if (ended->kind == Kind::denied)
        return denied(403, "not_vouched", "the provider did not vouch for you",
                      "登录服务未确认您的身份", ended->problem);
    auto login = TRY(api.accounts.log_in_as(ended->identity, request.peer));
    if (login.result == auth::LoginResult::wrong)
        return denied(403, "not_linked", "no account is linked to this identity",
                      "该身份尚未关联账号，请联系管理员", ended->identity.subject);
    if (login.result != auth::LoginResult::good)
        return denied(403, "account_disabled", "this account is disabled", "账号已停用");
    auto response = sent_to(ended->return_to);
    response.headers.push_back({"Set-Cookie", cookie_with("", 0, request.is_secure)});
    response.headers.push_back(
        {"Set-Cookie",
         auth::session_cookie(login.session, auth::Lifetimes{}.session, request.is_secure)});
    return response;
}

}  // namespace cs::http
