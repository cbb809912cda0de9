// Who asks. auth says who it is and what a token was made for; the registry says which roles the
// person holds; whether he may act is decided in the core. What he may read is decided here.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/field_class.h"
#include "base/bytes.h"
#include "base/ids.h"

namespace cs::auth {

/// Of this node alone; never shown.
enum class AccountId : std::uint64_t {};
constexpr std::uint64_t number(AccountId id) { return static_cast<std::uint64_t>(id); }

/// What a token may be used for; a session may do all that its person may. read: what the roles
/// see; report: submit reports; act: commands on cases; personal: fields of L3 and L4; manage: the
/// registry.
enum class Scope : std::uint8_t { read, report, act, personal, manage };
DESCRIBED_ENUM(Scope, read, report, act, personal, manage)
inline constexpr int scope_count = 5;

enum class SignedInBy : std::uint8_t { nobody, session, token };

/// Where a thing is and whose it is: what a grant's scope is held against.
struct Jurisdiction {
    DivisionCode division{};
    std::span<const UnitId> units = {};  ///< that answer for it or hold an order on it
};

/// Whether a role that is held there reaches this.
bool covers(const Grant& grant, const Jurisdiction& where);

struct Caller {
    SignedInBy by = SignedInBy::nobody;
    AccountId account{};
    std::string name;                  ///< the account's
    std::optional<PersonId> person;    ///< whoever acts; none: a citizen, or nobody
    std::optional<SubjectId> subject;  ///< of a citizen's account: whose reports are his own
    std::vector<Grant> grants;         ///< as the registry has them now; filled in by the caller
    std::vector<Scope> scopes;         ///< of the token
    std::uint64_t token = 0;           ///< its number
    Hash256 session;                   ///< of the session: its key, to end it
    std::uint64_t endings = 0;         ///< Accounts::endings when he was let in
    std::string csrf;                  ///< of the session: what X-CSRF-Token must say
    std::string address;
    std::string purpose;  ///< why he wants to read personal data, as he says; empty: he does not

    bool is_signed_in() const { return by != SignedInBy::nobody; }
    bool holds(Role role) const;
    /// Whether what he signed in with is good for this.
    bool may(Scope scope) const;
    /// Whether a request that changes something comes from our own pages: a session must show its
    /// token; whoever sends no cookie needs none.
    bool csrf_holds(std::string_view shown) const;

    /// The highest class that he may read of a thing there, by his roles and his token.
    FieldClass ceiling(const Jurisdiction& where) const;
    bool may_see(FieldClass field_class, const Jurisdiction& where) const;
    /// Whether he gets it in clear now: L3 and L4 only with a purpose, and then it must be on
    /// record first (Accounts::record_read).
    bool reads_clear(FieldClass field_class, const Jurisdiction& where) const;
    /// The field as he gets it: in clear, masked, or nothing. Who may read L1 only gets nothing of
    /// L3 and L4; who may read L2 only gets nothing that a reporter or an officer put in words.
    std::optional<std::string> shown(Field field, std::string_view text,
                                     const Jurisdiction& where) const;
};

}  // namespace cs::auth
