// How protected a field is, and who may read what: the one table of fields (fields.def) and the one
// table of roles. Every answer, list, stream, search and export goes through Caller::shown().
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/describe.h"
#include "model/people.h"

namespace cs::auth {

/// L1 open 公开, L2 internal 内部, L3 sensitive 敏感 (names a person or reaches him), L4 highly
/// sensitive 高度敏感 (proves who he is).
enum class FieldClass : std::uint8_t { L1, L2, L3, L4 };
DESCRIBED_ENUM(FieldClass, L1, L2, L3, L4)
inline constexpr int field_class_count = 4;

/// What is left of a field for those who may not read it. place: degrees to a thousandth, some
/// hundred metres; hidden: nothing.
enum class Mask : std::uint8_t { none, words, name, contact, address, payload, place, hidden };

enum class Field : std::uint8_t {
#define FIELD(noun, member, field_class, mask) noun##_##member,
#include "auth/fields.def"
#undef FIELD
};

struct FieldRow {
    std::string_view noun;
    std::string_view member;
    FieldClass field_class;
    Mask mask;
};
std::span<const FieldRow> all_fields();
const FieldRow& row_of(Field field);

/// The highest class that a role reads in clear.
FieldClass ceiling_of(Role role);
bool may_see(Role role, FieldClass field_class);

std::string masked_by(Mask mask, std::string_view text);

}  // namespace cs::auth
