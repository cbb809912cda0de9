#include "auth/caller.h"

#include <algorithm>

#include "auth/secret.h"
#include "model/mask.h"

namespace cs::auth {

bool covers(const Grant& grant, const Jurisdiction& where) {
    if (!within(where.division, grant.division)) return false;
    return !grant.unit || std::ranges::find(where.units, *grant.unit) != where.units.end();
}

bool Caller::holds(Role role) const {
    return std::ranges::find(grants, role, &Grant::role) != grants.end();
}

bool Caller::may(Scope scope) const {
    switch (by) {
        case SignedInBy::nobody: return false;
        case SignedInBy::session: return true;
        case SignedInBy::token: return std::ranges::find(scopes, scope) != scopes.end();
    }
    return false;
}

bool Caller::csrf_holds(std::string_view shown) const {
    return by != SignedInBy::session || same_secret(shown, csrf);
}

FieldClass Caller::ceiling(const Jurisdiction& where) const {
    if (!may(Scope::read)) return FieldClass::L1;
    auto highest = FieldClass::L1;
    for (const auto& grant : grants)
        if (covers(grant, where)) highest = std::max(highest, ceiling_of(grant.role));
    return may(Scope::personal) ? highest : std::min(highest, FieldClass::L2);
}

bool Caller::may_see(FieldClass field_class, const Jurisdiction& where) const {
    return field_class <= ceiling(where);
}

bool Caller::reads_clear(FieldClass field_class, const Jurisdiction& where) const {
    return may_see(field_class, where) && (field_class <= FieldClass::L2 || !purpose.empty());
}

std::optional<std::string> Caller::shown(Field field, std::string_view text,
                                         const Jurisdiction& where) const {
    const auto& row = row_of(field);
    if (reads_clear(row.field_class, where)) return std::string(text);
    bool is_far_above = row.field_class >= FieldClass::L3 && ceiling(where) == FieldClass::L1;
    if (is_far_above || row.mask == Mask::hidden) return std::nullopt;
    // Words say more than a mask can find: whoever does not work with reporters gets none.
    bool is_above = row.field_class >= FieldClass::L3 && ceiling(where) < FieldClass::L3;
    if (is_above && row.mask == Mask::words) return std::nullopt;
    if (is_above && row.mask == Mask::payload) return wordless_payload(std::string(text));
    return masked_by(row.mask, text);
}

}  // namespace cs::auth
