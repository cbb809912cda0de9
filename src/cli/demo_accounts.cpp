#include "cli/demo_accounts.h"

#include <algorithm>
#include <functional>
#include <map>

#include "base/json.h"

namespace cs::cli {

namespace {

struct Holder {
    PersonId person{};
    Grant grant;
};

std::optional<Holder> holder(const registry::Registry& registry, Role role,
                             const std::function<bool(const Grant&)>& fits) {
    for (auto person : registry.person_ids())
        for (const auto& held : registry.grants(person))
            if (held.grant.role == role && held.until == Instant::never() && fits(held.grant))
                return Holder{person, held.grant};
    return std::nullopt;
}

// Of the division's own units the one that owes most of the catalogue.
const Unit* busiest_unit(const registry::Registry& registry, DivisionCode division) {
    if (registry.catalogues().empty()) return nullptr;
    std::map<UnitId, int> owes;
    for (const auto& duty : registry.catalogues().back().duties)
        for (const auto& kind : duty.units)
            if (const auto* unit = registry.resolve_unit(kind, division);
                unit != nullptr && unit->division == division)
                ++owes[unit->id];
    auto most = std::ranges::max_element(owes, {}, [](const auto& one) { return one.second; });
    return most == owes.end() ? nullptr : registry.unit(most->first);
}

// All of one district, so that a case can be taken through all of its steps.
class Cast {
public:
    explicit Cast(const registry::Registry& registry) : registry_(registry) {
        auto anybody = [](const Grant&) { return true; };
        auto dispatcher = holder(registry, Role::dispatcher, anybody);
        district_ = dispatcher ? dispatcher->grant.division : registry.division();
        if (const auto* unit = busiest_unit(registry, district_)) unit_ = unit->id;
    }

    std::optional<Holder> find(Role role) const {
        auto out = holder(registry_, role, [&](const Grant& grant) { return grant.unit == unit_; });
        if (!out)
            out = holder(registry_, role, [&](const Grant& grant) {
                return within(grant.division, district_) || within(district_, grant.division);
            });
        return out;
    }

private:
    const registry::Registry& registry_;
    DivisionCode district_{};
    std::optional<UnitId> unit_;
};

Result<void> add_if_new(auth::Accounts& accounts, const auth::NewAccount& account) {
    if (TRY(accounts.find(account.name))) return {};
    TRY(accounts.add(account, demo_password));
    return {};
}

std::string reach_of(const registry::Registry& registry, const Grant& grant) {
    if (grant.unit) return registry.unit(*grant.unit)->name;
    const auto* name = registry.division_name(grant.division);
    return name == nullptr ? id_text(grant.division) : *name;
}

}  // namespace

Result<std::vector<DemoAccount>> make_demo_accounts(auth::Accounts& accounts,
                                                    const registry::Registry& registry) {
    std::vector<DemoAccount> out;
    Cast cast(registry);
    for (int i = 0; i < role_count; ++i) {
        auto role = static_cast<Role>(i);
        std::string name(json::enum_name(role));
        if (role == Role::system) continue;
        if (role == Role::citizen) {
            TRY_VOID(add_if_new(accounts, {name, auth::AccountKind::citizen, {}}));
            out.push_back({name, role, {}, {}});
            continue;
        }
        auto found = cast.find(role);
        if (!found) continue;
        TRY_VOID(add_if_new(accounts, {name, auth::AccountKind::staff, found->person}));
        out.push_back({name, role, registry.person(found->person)->name,
                       reach_of(registry, found->grant)});
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
