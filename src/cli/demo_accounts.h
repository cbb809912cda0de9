// Accounts by which the demo city can be looked at in every role. Their passwords are known to
// everybody, so they exist only where simulated people live.
#pragma once

#include <string>
#include <vector>

#include "auth/accounts.h"
#include "registry/registry.h"

namespace cs::cli {

inline constexpr const char* demo_password = "demo city 2026";

struct DemoAccount {
    std::string name;  ///< the role's name
    Role role = Role::citizen;
    std::string person;
    std::string reach;  ///< the unit or the division that he acts for
};

/// One account for each role that somebody holds, all of one district and its busiest unit where
/// there is a choice, and one citizen's; those that are there stay.
Result<std::vector<DemoAccount>> make_demo_accounts(auth::Accounts& accounts,
                                                    const registry::Registry& registry);

/// Refuses where one of them still has the password that everybody knows.
Result<void> refuse_demo_accounts(auth::Accounts& accounts);

}  // namespace cs::cli
