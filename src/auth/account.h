// An account: a name and credentials by which a person of the registry, a citizen or another system
// is known. It holds no permission: roles are the registry's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "auth/caller.h"
#include "base/time.h"

namespace cs::auth {

/// staff acts as a person of the registry; a citizen has none, and a subject of his own, under
/// which what he reports is sealed; a system acts as a person by tokens alone, without a password.
enum class AccountKind : std::uint8_t { staff, citizen, system };
DESCRIBED_ENUM(AccountKind, staff, citizen, system)

/// disabled: nothing works, by somebody's order. locked: no password is taken after too many wrong
/// ones, sessions and tokens go on; a new password or an order opens it.
enum class AccountState : std::uint8_t { active, disabled, locked };
DESCRIBED_ENUM(AccountState, active, disabled, locked)

struct Account {
    AccountId id{};
    std::string name;
    AccountKind kind = AccountKind::staff;
    AccountState state = AccountState::active;
    std::optional<PersonId> person;
    std::optional<SubjectId> subject;
    Instant created_at;
    std::optional<Instant> last_login_at;
    /// Its id is the file's own, and of no use elsewhere.
    DESCRIBED(Account, name, kind, state, person, subject, created_at, last_login_at)
};

/// A name as it is kept: ASCII letters small. Refused: an empty or very long one, and what is
/// not UTF-8.
Result<std::string> account_name(std::string_view name);
/// The same for a name that is given now: nothing in it looks like another character, or like none.
Result<std::string> new_account_name(std::string_view name);

struct Token {
    std::uint64_t id = 0;
    std::string label;  ///< what it is for
    std::vector<Scope> scopes;
    Instant created_at;
    Instant expires_at;
    std::optional<Instant> last_used_at;  ///< to the minute
    std::optional<Instant> revoked_at;
    DESCRIBED(Token, id, label, scopes, created_at, expires_at, last_used_at, revoked_at)
};

/// Somebody as a provider knows him: its address, and its own name for him, which never changes.
struct Identity {
    std::string issuer;
    std::string subject;
    DESCRIBED(Identity, issuer, subject)
};

enum class AuditKind : std::uint8_t {
    account_added,
    password_set,
    password_changed,
    account_disabled,
    account_enabled,
    account_locked,
    account_erased,
    logged_in,
    login_failed,
    login_refused,  ///< the password was right, the account is locked or disabled
    logged_out,
    token_issued,
    token_revoked,
    personal_read,
    identity_linked,
    identity_unlinked,
};
DESCRIBED_ENUM(AuditKind, account_added, password_set, password_changed, account_disabled,
               account_enabled, account_locked, account_erased, logged_in, login_failed,
               login_refused, logged_out, token_issued, token_revoked, personal_read,
               identity_linked, identity_unlinked)

/// One line of the audit. `account` is empty for an unknown name, which may be a password in the
/// wrong box and is not kept, and for one that was erased.
struct AuditEntry {
    std::uint64_t sequence = 0;
    Instant at;
    AuditKind kind = AuditKind::logged_in;
    std::string account;
    std::optional<PersonId> person;
    std::string address;
    std::string what;
    std::string purpose;
    DESCRIBED(AuditEntry, sequence, at, kind, account, person, address, what, purpose)
};

}  // namespace cs::auth
