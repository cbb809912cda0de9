// Who is who to the outside: accounts with their passwords, sessions, tokens and the audit of all
// of it, in accounts.db. Secrets are kept as hashes; what is returned in clear is shown once.
// docs/identity.md. Another way of signing in (a provider's) ends where log_in ends: in a session.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/account.h"
#include "auth/password.h"
#include "auth/receipt.h"
#include "auth/throttle.h"
#include "journal/sqlite.h"
#include "runtime/time_source.h"

namespace cs::auth {

/// How long things live. Of the session: half an hour without a request, or one shift.
struct Lifetimes {
    Duration session_idle = Duration::minutes(30);
    Duration session = Duration::hours(12);
    Duration longest_token = Duration::days(366);
};

struct AccountsOptions {
    PasswordCost cost = owasp_cost;
    Lifetimes lifetimes = {};
    Throttle::Limits per_account = {};
    /// Many may sit behind one address.
    Throttle::Limits per_address = {.free_attempts = 20};
    /// Accounts that citizens make for themselves, per address.
    Throttle::Limits registrations = {.free_attempts = 5,
                                      .first_delay = Duration::minutes(1),
                                      .longest_delay = Duration::hours(12),
                                      .forgotten_after = Duration::hours(24)};
    sqlite::Options file = {};
};

struct NewAccount {
    std::string name;
    AccountKind kind = AccountKind::staff;
    std::optional<PersonId> person;  ///< of staff and system; a citizen is given a subject
};

/// throttled: try again after `retry_after`. wrong: the name, the password, or both. locked and
/// disabled are said only to whoever knows the password.
enum class LoginResult : std::uint8_t { good, wrong, throttled, locked, disabled };

struct Login {
    LoginResult result = LoginResult::wrong;
    Duration retry_after = {};
    std::string session = {};  ///< for the cookie (auth/cookie.h)
    std::string csrf = {};
};

/// Why a token opens nothing. expired is said of one that this node issued, to whoever shows the
/// whole of it.
enum class TokenFault : std::uint8_t { unknown, expired };
using TokenOwner = std::expected<Caller, TokenFault>;

struct IssuedToken {
    std::uint64_t id = 0;
    std::string text;  ///< "cst_…", shown once
};

inline constexpr std::string_view token_prefix = "cst_";
/// NIST SP 800-63B: no more wrong passwords one after another than these.
inline constexpr int locked_after_failures = 100;
/// The oldest ends when one more is opened.
inline constexpr int most_sessions_of_an_account = 20;

/// Safe to use from many threads at once; they wait for each other for microseconds, never while a
/// password is hashed. `time` outlives it.
class Accounts {
public:
    static Result<Accounts> open(const std::string& path, runtime::TimeSource& time,
                                 const AccountsOptions& options = {});
    Accounts(Accounts&&) noexcept;
    Accounts& operator=(Accounts&&) noexcept;
    ~Accounts();

    /// Refuses a name that is taken and a weak password. A system has none. Hashes.
    Result<Account> add(const NewAccount& account, std::string_view password);
    Result<std::optional<Account>> find(std::string_view name);
    Result<std::vector<Account>> list();
    /// How long whoever registers himself from this address must wait; nothing when he may now,
    /// and then it counts.
    Duration begin_registration(std::string_view address);
    /// Whether somebody could sign in so; counts as no attempt. Hashes.
    Result<bool> has_password(std::string_view name, std::string_view password);
    /// By an administrator: ends all sessions, opens a locked account. Hashes.
    Result<void> set_password(std::string_view name, std::string_view password);
    /// By its owner, who shows the old one; ends the other sessions. Throttled like a login. Hashes
    /// twice.
    Result<Login> change_password(const Caller& caller, std::string_view old_password,
                                  std::string_view new_password);
    /// Disabling ends all sessions, and tokens no longer work.
    Result<void> disable(std::string_view name);
    Result<void> enable(std::string_view name);
    /// Removes the accounts of erased subjects with all that is theirs; the audit keeps the number.
    Result<std::size_t> forget(std::span<const SubjectId> subjects);

    /// Hashes once, whether the account is there or not: about 27 ms on the calling thread.
    Result<Login> log_in(std::string_view name, std::string_view password,
                         std::string_view address);
    /// By an administrator: whom a provider knows by this identity signs in as the account. Refuses
    /// an identity that is another account's, and a system's account.
    Result<void> link_identity(std::string_view name, const Identity& identity);
    /// An error when the account has no such identity.
    Result<void> unlink_identity(std::string_view name, const Identity& identity);
    Result<std::vector<Identity>> identities(std::string_view name);
    /// By a provider that has just vouched for him. wrong: no account is linked to it.
    Result<Login> log_in_as(const Identity& identity, std::string_view address);
    Result<void> log_out(const Caller& caller);
    /// Who is behind the cookie's value; nothing for an unknown, idle or ended one. Grants are left
    /// to the caller to fill in. One read of an index; a write once a minute.
    Result<std::optional<Caller>> by_session(std::string_view session, std::string_view address);
    /// Who is behind the bearer token; a revoked one is unknown.
    Result<TokenOwner> by_token(std::string_view token, std::string_view address);
    /// Whether the session or token that somebody came with is still good. Does not use it.
    Result<bool> still_holds(const Caller& caller);
    /// Is another one than caller.endings once his session or token may have ended before its time:
    /// still_holds() tells. One load.
    std::uint64_t endings(AccountId account) const;
    /// From now on `tell` is called whenever that may be so: at once, from within the call that
    /// ended it, or where another process did, such as the command line, within half a second.
    void watch_endings(std::function<void()> tell);
    void stop_watching();

    /// A token may do at most what the scopes say and what its account's person may.
    Result<IssuedToken> issue_token(std::string_view name, std::string_view label,
                                    std::span<const Scope> scopes, Duration lifetime);
    Result<std::vector<Token>> tokens(std::string_view name);
    /// An error when the account has no such token.
    Result<void> revoke_token(std::string_view name, std::uint64_t id);

    /// Puts a read of L3 or L4 on record, durable on return: nothing is shown before. `what` names
    /// the data, each such as "case 410100000-42"; all are kept, in as many lines as they need.
    Result<void> record_read(const Caller& caller, std::span<const std::string> what);
    /// The audit's lines after a sequence, oldest first, at most `limit`.
    Result<std::vector<AuditEntry>> audit(std::uint64_t after, std::size_t limit);

    /// The receipts of a realm's reports.
    Result<Receipts> receipts(Realm realm);

private:
    struct State;
    explicit Accounts(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace cs::auth
