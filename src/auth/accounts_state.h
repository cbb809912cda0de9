// What Accounts keeps between calls, and the steps its parts share. Each step is done under the
// mutex, which is never held while a password is hashed.
#pragma once

#include <mutex>

#include "auth/accounts.h"
#include "auth/endings.h"

namespace cs::auth {

/// An account's row as a login needs it.
struct Credentials {
    AccountId id{};
    AccountKind kind = AccountKind::staff;
    AccountState state = AccountState::active;
    std::optional<std::string> password;
    std::optional<PersonId> person;
};

std::string_view bytes_of(const Hash256& hash);
std::optional<Instant> instant_in(const sqlite::Statement& row, int column);
/// Of a row whose first columns are an account's id, name, person and subject.
Caller caller_of(const sqlite::Statement& row, SignedInBy by, std::string_view address);

struct Accounts::State {
    runtime::TimeSource& time;
    AccountsOptions options;
    std::mutex mutex = {};
    sqlite::Database database = {};
    sqlite::Statement find_session = {};
    sqlite::Statement find_token = {};
    sqlite::Statement holds_session = {};
    sqlite::Statement holds_token = {};
    sqlite::Statement others_version = {};
    std::int64_t others_seen = 0;  ///< of others_version
    Throttle by_account;
    Throttle by_address;
    Throttle registrations;
    /// Checked in place of an unknown account's password, so that both take the same time.
    std::string nobodys_password = {};
    /// Noted under the mutex: whoever then asks still_holds() waits for what is being ended. Last:
    /// its thread ends first.
    Endings endings = {};

    Result<void> prepare();
    Result<std::optional<Credentials>> credentials(std::string_view name);
    /// The same, with an error for an unknown name.
    Result<Credentials> known(std::string_view name);
    Result<void> note(AuditKind kind, std::optional<AccountId> account,
                      std::optional<PersonId> person, std::string_view address,
                      std::string_view what, std::string_view purpose = {});
    Result<void> end_sessions(AccountId account);
    /// Notes that another connection has written, whatever it was.
    Result<void> look_for_others();
    Result<Login> open_session(AccountId account);
    Result<void> set_state(std::string_view name, AccountState state, AuditKind kind);
    Result<void> keep_password(const Credentials& account, const std::string& kept,
                               AuditKind kind, std::string_view address);
    /// Counts the attempt; how long to wait when it may not be made.
    Duration begin_attempt(std::string_view name, std::string_view address);
    void attempt_was_good(std::string_view name, std::string_view address);
    Result<void> attempt_was_wrong(const std::optional<Credentials>& account,
                                   std::string_view address);
    Result<Login> admit(const Credentials& account, std::string_view password,
                        const std::string& name, std::string_view address);
};

}  // namespace cs::auth
