// The cookie of a session: not readable by scripts, not sent with other sites' posts.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace cs::auth {

/// "__Host-chengshu" over TLS, which browsers then bind to this host; else "chengshu".
std::string_view cookie_name(bool is_secure);

/// The value of Set-Cookie that gives a session to the browser, for so long.
std::string session_cookie(std::string_view session, Duration lifetime, bool is_secure);
/// The one that takes it away.
std::string ended_cookie(bool is_secure);

}  // namespace cs::auth
