#include "auth/cookie.h"

namespace cs::auth {

std::string_view cookie_name(bool is_secure) { return is_secure ? "__Host-chengshu" : "chengshu"; }

std::string session_cookie(std::string_view session, Duration lifetime, bool is_secure) {
    std::string out(cookie_name(is_secure));
    out.append("=").append(session);
    out += "; Path=/; Max-Age=" + std::to_string(lifetime.us / Duration::seconds(1).us);
    out += "; HttpOnly; SameSite=Lax";
    return is_secure ? out + "; Secure" : out;
}

std::string ended_cookie(bool is_secure) { return session_cookie("", Duration{}, is_secure); }

}  // namespace cs::auth
