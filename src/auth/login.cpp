// Signing in: throttle, check, session. The same steps are taken, and a hash is made, whether the
// account is there or not, so that neither the answer nor its time tells which names exist.
#include "auth/accounts_state.h"
#include "auth/secret.h"

namespace cs::auth {

namespace {

constexpr int locked_state = static_cast<int>(AccountState::locked);

std::string session_csrf(std::string_view session) {
    return hex_text(fingerprint("csrf", session));
}

}  // namespace

Duration Accounts::State::begin_attempt(std::string_view name, std::string_view address) {
    auto now = time.now();
    auto group = address_group(address);
    auto wait = std::max(by_account.wait(name, now), by_address.wait(group, now));
    if (wait > Duration{}) return wait;
    by_account.begin(name, now);
    by_address.begin(group, now);
    return {};
}

void Accounts::State::attempt_was_good(std::string_view name, std::string_view address) {
    by_account.clear(name);
    // The address keeps its other failures: somebody with an account of his own may be guessing.
    by_address.take_back(address_group(address));
}

Result<void> Accounts::State::attempt_was_wrong(const std::optional<Credentials>& account,
                                                std::string_view address) {
    if (!account) return note(AuditKind::login_failed, {}, {}, address, {});
    auto transaction = TRY(sqlite::Transaction::begin(database));
    auto count = TRY(database.prepare(
        "UPDATE account SET failures=failures+1 WHERE id=? RETURNING failures, state"));
    bool is_there = TRY(count.bind(1, number(account->id)).step());
    bool locks = is_there && count.column_int(0) >= locked_after_failures &&
                 count.column_int(1) == static_cast<int>(AccountState::active);
    count.reset();
    TRY_VOID(note(AuditKind::login_failed, account->id, account->person, address, {}));
    if (locks) {
        auto lock = TRY(database.prepare("UPDATE account SET state=? WHERE id=?"));
        TRY_VOID(lock.bind(1, locked_state).bind(2, number(account->id)).run());
        TRY_VOID(note(AuditKind::account_locked, account->id, account->person, address, {}));
    }
    return transaction.commit();
}

Result<Login> Accounts::log_in(std::string_view given, std::string_view password,
                               std::string_view address) {
    // A name that cannot be one takes the same way as one that is unknown.
    auto name = account_name(given).value_or(std::string(given.substr(0, longest_password)));
    std::optional<Credentials> account;
    {
        std::lock_guard lock(state_->mutex);
        if (auto wait = state_->begin_attempt(name, address); wait > Duration{})
            return Login{LoginResult::throttled, wait};
        account = TRY(state_->credentials(name));
    }
    bool has_password = account && account->password;
    const auto& kept = has_password ? *account->password : state_->nobodys_password;
    bool fits = password_fits(kept, password.substr(0, longest_password + 1)) && has_password;
    std::lock_guard lock(state_->mutex);
    if (!fits) {
        TRY_VOID(state_->attempt_was_wrong(account, address));
        return Login{LoginResult::wrong};
    }
    return state_->admit(*account, password, name, address);
}

Result<Login> Accounts::State::admit(const Credentials& account, std::string_view password,
                                     const std::string& name, std::string_view address) {
    std::optional<std::string> renewed;
    if (is_of_other_cost(*account.password, options.cost))
        renewed = TRY(hash_password(password, options.cost));
    auto transaction = TRY(sqlite::Transaction::begin(database));
    auto now = TRY(credentials(name));
    // Changed or gone while it was checked: what was typed is the old one.
    if (!now || now->password != account.password) return Login{LoginResult::wrong};
    attempt_was_good(name, address);
    if (now->state != AccountState::active) {
        TRY_VOID(note(AuditKind::login_refused, now->id, now->person, address, {}));
        TRY_VOID(transaction.commit());
        return Login{now->state == AccountState::locked ? LoginResult::locked
                                                        : LoginResult::disabled};
    }
    auto update = TRY(database.prepare(
        "UPDATE account SET failures=0, last_login_at=?, password=coalesce(?, password)"
        " WHERE id=?"));
    TRY_VOID(update.bind(1, time.now().us).bind(2, renewed).bind(3, number(now->id)).run());
    auto login = TRY(open_session(now->id));
    TRY_VOID(note(AuditKind::logged_in, now->id, now->person, address, {}));
    TRY_VOID(transaction.commit());
    return login;
}

Result<Login> Accounts::State::open_session(AccountId account) {
    auto now = time.now();
    auto sweep = TRY(database.prepare("DELETE FROM session WHERE seen_at<=? OR created_at<=?"));
    sweep.bind(1, (now - options.lifetimes.session_idle).us);
    TRY_VOID(sweep.bind(2, (now - options.lifetimes.session).us).run());
    auto trim = TRY(database.prepare(
        "DELETE FROM session WHERE hash IN (SELECT hash FROM session WHERE account=?"
        " ORDER BY created_at DESC LIMIT -1 OFFSET ?)"));
    TRY_VOID(trim.bind(1, number(account)).bind(2, most_sessions_of_an_account - 1).run());
    if (database.changed_rows() > 0) endings.note(account);
    auto session = random_secret();
    auto insert = TRY(database.prepare("INSERT INTO session VALUES(?,?,?,?)"));
    insert.bind_blob(1, bytes_of(fingerprint("session", session)));
    TRY_VOID(insert.bind(2, number(account)).bind(3, now.us).bind(4, now.us).run());
    return Login{LoginResult::good, {}, session, session_csrf(session)};
}

Result<void> Accounts::State::end_sessions(AccountId account) {
    auto remove = TRY(database.prepare("DELETE FROM session WHERE account=?"));
    TRY_VOID(remove.bind(1, number(account)).run());
    endings.note(account);
    return {};
}

Result<void> Accounts::State::look_for_others() {
    std::lock_guard lock(mutex);
    if (!TRY(others_version.step())) return {};
    auto version = others_version.column_int(0);
    others_version.reset();
    if (std::exchange(others_seen, version) != version) endings.note_all();
    return {};
}

std::uint64_t Accounts::endings(AccountId account) const { return state_->endings.of(account); }

void Accounts::watch_endings(std::function<void()> tell) {
    // What cannot be read now is looked for again.
    state_->endings.watch(std::move(tell),
                          [state = state_.get()] { static_cast<void>(state->look_for_others()); });
}

void Accounts::stop_watching() { state_->endings.stop(); }

Result<Login> Accounts::change_password(const Caller& caller, std::string_view old_password,
                                        std::string_view new_password) {
    auto checked = TRY(log_in(caller.name, old_password, caller.address));
    if (checked.result != LoginResult::good) return checked;
    TRY_VOID(check_password(new_password, caller.name));
    auto kept = TRY(hash_password(new_password, state_->options.cost));
    std::lock_guard lock(state_->mutex);
    auto transaction = TRY(sqlite::Transaction::begin(state_->database));
    auto account = TRY(state_->known(caller.name));
    TRY_VOID(state_->keep_password(account, kept, AuditKind::password_changed, caller.address));
    auto login = TRY(state_->open_session(account.id));
    TRY_VOID(transaction.commit());
    return login;
}

Result<void> Accounts::log_out(const Caller& caller) {
    std::lock_guard lock(state_->mutex);
    auto transaction = TRY(sqlite::Transaction::begin(state_->database));
    auto remove = TRY(state_->database.prepare("DELETE FROM session WHERE hash=?"));
    TRY_VOID(remove.bind_blob(1, bytes_of(caller.session)).run());
    state_->endings.note(caller.account);
    TRY_VOID(state_->note(AuditKind::logged_out, caller.account, caller.person, caller.address,
                          {}));
    return transaction.commit();
}

Duration Accounts::begin_registration(std::string_view address) {
    std::lock_guard lock(state_->mutex);
    auto now = state_->time.now();
    auto group = address_group(address);
    auto wait = state_->registrations.wait(group, now);
    if (wait <= Duration{}) state_->registrations.begin(group, now);
    return wait;
}

Result<bool> Accounts::still_holds(const Caller& caller) {
    if (!caller.is_signed_in()) return false;
    std::lock_guard lock(state_->mutex);
    auto now = state_->time.now();
    const auto& lifetimes = state_->options.lifetimes;
    bool is_token = caller.by == SignedInBy::token;
    auto& found = is_token ? state_->holds_token : state_->holds_session;
    if (is_token)
        found.bind(1, caller.token).bind(2, now.us);
    else
        found.bind_blob(1, bytes_of(caller.session))
            .bind(2, (now - lifetimes.session).us)
            .bind(3, (now - lifetimes.session_idle).us);
    bool holds = TRY(found.step());
    found.reset();
    return holds;
}

Result<std::optional<Caller>> Accounts::by_session(std::string_view session,
                                                   std::string_view address) {
    if (session.size() != random_secret_digits) return std::nullopt;
    auto hash = fingerprint("session", session);
    std::lock_guard lock(state_->mutex);
    auto& found = state_->find_session;
    if (!TRY(found.bind_blob(1, bytes_of(hash)).step())) return std::nullopt;
    auto caller = caller_of(found, SignedInBy::session, address);
    Instant created{found.column_int(4)}, seen{found.column_int(5)};
    found.reset();
    caller.session = hash;
    caller.endings = state_->endings.of(caller.account);
    caller.csrf = session_csrf(session);
    auto now = state_->time.now();
    const auto& lifetimes = state_->options.lifetimes;
    if (now - created >= lifetimes.session || now - seen >= lifetimes.session_idle)
        return std::nullopt;
    if (now - seen >= Duration::minutes(1)) {
        auto update = TRY(state_->database.prepare("UPDATE session SET seen_at=? WHERE hash=?"));
        // On a full disk the session ends earlier than it would; reading goes on.
        static_cast<void>(update.bind(1, now.us).bind_blob(2, bytes_of(hash)).run());
    }
    return caller;
}

}  // namespace cs::auth
