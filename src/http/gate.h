// The gate of the API: who sends a request, by cookie or bearer token, with the roles the registry
// gives him now; and whether the route is open to him at all.
#pragma once

#include "http/route.h"
#include "http/api.h"

namespace cs::http {

class AccountsGate final : public Gate {
public:
    explicit AccountsGate(Api& api) : api_(api) {}
    std::variant<Admitted, Response> admit(const Request& request, const Route& route) override;

private:
    Asked<auth::Caller> caller_of(const Request& request, const Route& route);
    Api& api_;
};

/// Whether the route is open to the caller: signed in, with one of its roles.
Asked<void> check_access(const Access& access, const auth::Caller& caller);

}  // namespace cs::http
