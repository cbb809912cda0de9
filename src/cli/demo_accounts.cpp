#include "cli/demo_accounts.h"

#include "base/json.h"

namespace cs::cli {

namespace {

std::optional<PersonId> first_with(const registry::Registry& registry, Role role) {
    for (auto person : registry.person_ids())
        for (const auto& held : registry.grants(person))
            if (held.grant.role == role && held.until == Instant::never()) return person;
    return std::nullopt;
}

Result<void> add_if_new(auth::Accounts& accounts, const auth::NewAccount& account) {
    if (TRY(accounts.find(account.name))) return {};
    TRY(accounts.add(account, demo_password));
    return {};
}

}  // namespace

Result<std::vector<DemoAccount>> make_demo_accounts(auth::Accounts& accounts,
                                                    const registry::Registry& registry) {
    std::vector<DemoAccount> out;
    for (int i = 0; i < role_count; ++i) {
        auto role = static_cast<Role>(i);
        std::string name(json::enum_name(role));
        if (role == Role::system) continue;
        if (role == Role::citizen) {
            TRY_VOID(add_if_new(accounts, {name, auth::AccountKind::citizen, {}}));
            out.push_back({name, role, {}});
            continue;
        }
        auto person = first_with(registry, role);
        if (!person) continue;
        TRY_VOID(add_if_new(accounts, {name, auth::AccountKind::staff, *person}));
        out.push_back({name, role, registry.person(*person)->name});
    }
    return out;
}

Result<void> refuse_demo_accounts(auth::Accounts& accounts) {
    for (int i = 0; i < role_count; ++i) {
        std::string name(json::enum_name(static_cast<Role>(i)));
        if (TRY(accounts.has_password(name, demo_password)))
            return fail("this account has the password of the demo, which everybody knows", name,
                        "serve a data directory of your own, or give it another password with "
                        "chengshu account password, or disable it");
    }
    return {};
}

}  // namespace cs::cli
