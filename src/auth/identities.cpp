// Identities of a provider: which account somebody is whom it knows.
#include "auth/accounts_state.h"

namespace cs::auth {

namespace {

constexpr std::size_t longest_part = 255;

Result<void> must_be_one(const Identity& identity) {
    for (const auto* part : {&identity.issuer, &identity.subject})
        if (part->empty() || part->size() > longest_part)
            return fail("an identity has an issuer and a subject of up to 255 bytes", *part,
                        "take both from the provider");
    return {};
}

}  // namespace

Result<void> Accounts::link_identity(std::string_view given, const Identity& identity) {
    TRY_VOID(must_be_one(identity));
    auto name = TRY(account_name(given));
    std::lock_guard lock(state_->mutex);
    auto& database = state_->database;
    auto transaction = TRY(sqlite::Transaction::begin(database));
    auto account = TRY(state_->known(name));
    if (account.kind == AccountKind::system)
        return fail("a system signs in by tokens alone", name, "give it a token");
    auto insert = TRY(database.prepare("INSERT OR IGNORE INTO identity VALUES(?,?,?)"));
    insert.bind(1, identity.issuer).bind(2, identity.subject);
    TRY_VOID(insert.bind(3, number(account.id)).run());
    if (database.changed_rows() == 0)
        return fail("this identity is linked to an account already", identity.subject,
                    "unlink it there first");
    TRY_VOID(state_->note(AuditKind::identity_linked, account.id, account.person, {},
                          identity.issuer + " " + identity.subject));
    return transaction.commit();
}

Result<void> Accounts::unlink_identity(std::string_view given, const Identity& identity) {
    auto name = TRY(account_name(given));
    std::lock_guard lock(state_->mutex);
    auto& database = state_->database;
    auto transaction = TRY(sqlite::Transaction::begin(database));
    auto account = TRY(state_->known(name));
    auto remove = TRY(database.prepare(
        "DELETE FROM identity WHERE issuer=? AND subject=? AND account=?"));
    remove.bind(1, identity.issuer).bind(2, identity.subject);
    TRY_VOID(remove.bind(3, number(account.id)).run());
    if (database.changed_rows() == 0)
        return fail("the account has no such identity", identity.subject,
                    "chengshu account identity NAME --list shows them");
    TRY_VOID(state_->end_sessions(account.id));
    TRY_VOID(state_->note(AuditKind::identity_unlinked, account.id, account.person, {},
                          identity.issuer + " " + identity.subject));
    return transaction.commit();
}

Result<std::vector<Identity>> Accounts::identities(std::string_view given) {
    auto name = TRY(account_name(given));
    std::lock_guard lock(state_->mutex);
    auto account = TRY(state_->known(name));
    auto select = TRY(state_->database.prepare(
        "SELECT issuer, subject FROM identity WHERE account=? ORDER BY 1, 2"));
    select.bind(1, number(account.id));
    std::vector<Identity> all;
    while (TRY(select.step()))
        all.push_back({std::string(select.column_text(0)), std::string(select.column_text(1))});
    return all;
}

Result<Login> Accounts::log_in_as(const Identity& identity, std::string_view address) {
    std::lock_guard lock(state_->mutex);
    auto& database = state_->database;
    auto transaction = TRY(sqlite::Transaction::begin(database));
    auto select = TRY(database.prepare(
        "SELECT a.id, a.state, a.person FROM identity i JOIN account a ON a.id=i.account"
        " WHERE i.issuer=? AND i.subject=?"));
    bool is_linked = TRY(select.bind(1, identity.issuer).bind(2, identity.subject).step());
    if (!is_linked) {
        TRY_VOID(state_->note(AuditKind::login_failed, {}, {}, address, {}));
        TRY_VOID(transaction.commit());
        return Login{LoginResult::wrong};
    }
    AccountId id{select.column_uint(0)};
    auto state = static_cast<AccountState>(select.column_int(1));
    std::optional<PersonId> person;
    if (!select.is_null(2)) person = PersonId{select.column_uint(2)};
    select.reset();
    // A lock is against guessed passwords; here none was shown.
    if (state == AccountState::disabled) {
        TRY_VOID(state_->note(AuditKind::login_refused, id, person, address, {}));
        TRY_VOID(transaction.commit());
        return Login{LoginResult::disabled};
    }
    auto update = TRY(database.prepare("UPDATE account SET last_login_at=? WHERE id=?"));
    TRY_VOID(update.bind(1, state_->time.now().us).bind(2, number(id)).run());
    auto login = TRY(state_->open_session(id));
    TRY_VOID(state_->note(AuditKind::logged_in, id, person, address, identity.issuer));
    TRY_VOID(transaction.commit());
    return login;
}

}  // namespace cs::auth
