#include "auth/field_class.h"

#include "base/check.h"
#include "model/mask.h"

namespace cs::auth {

namespace {

constexpr FieldRow fields[] = {
#define FIELD(noun, member, field_class, mask) \
    {#noun, #member, FieldClass::field_class, Mask::mask},
#include "auth/fields.def"
#undef FIELD
};

}  // namespace

std::span<const FieldRow> all_fields() { return fields; }

const FieldRow& row_of(Field field) {
    auto index = static_cast<std::size_t>(field);
    CHECK(index < std::size(fields));
    return fields[index];
}

// Whoever works on what was reported, talks with the reporter or judges what he said reads his
// words and how to reach him. Administrators and analysts do their work without.
FieldClass ceiling_of(Role role) {
    switch (role) {
        case Role::citizen: return FieldClass::L1;
        case Role::agent: return FieldClass::L3;
        case Role::dispatcher: return FieldClass::L3;
        case Role::unit_officer: return FieldClass::L3;
        case Role::grid_worker: return FieldClass::L3;
        case Role::verifier: return FieldClass::L3;
        case Role::supervisor: return FieldClass::L3;
        case Role::appraiser: return FieldClass::L3;
        case Role::analyst: return FieldClass::L2;
        case Role::data_officer: return FieldClass::L4;
        case Role::administrator: return FieldClass::L2;
        case Role::system: return FieldClass::L2;
    }
    return FieldClass::L1;
}

bool may_see(Role role, FieldClass field_class) { return field_class <= ceiling_of(role); }

std::string masked_by(Mask mask, std::string_view text) {
    switch (mask) {
        case Mask::none: return std::string(text);
        case Mask::words: return masked(text);
        case Mask::name: return masked_name(text);
        case Mask::contact: return masked_contact(text);
        case Mask::address: return masked_address(text);
        case Mask::payload: return masked_payload(std::string(text));
        case Mask::place: return masked_place(text);
        case Mask::hidden: return {};
    }
    return {};
}

}  // namespace cs::auth
