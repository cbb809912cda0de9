// Tokens of people and of systems: made once, shown once, kept as a hash with what they are for.
#include "auth/accounts_state.h"
#include "auth/secret.h"

namespace cs::auth {

namespace {

constexpr std::size_t longest_label = 128;

std::int64_t bits_of(std::span<const Scope> scopes) {
    std::int64_t bits = 0;
    for (auto scope : scopes) bits |= std::int64_t{1} << static_cast<int>(scope);
    return bits;
}

std::vector<Scope> scopes_of(std::int64_t bits) {
    std::vector<Scope> out;
    for (int i = 0; i < scope_count; ++i)
        if ((bits >> i & 1) != 0) out.push_back(static_cast<Scope>(i));
    return out;
}

TokenOwner no_owner(TokenFault fault) { return TokenOwner(std::unexpect, fault); }

}  // namespace

Result<IssuedToken> Accounts::issue_token(std::string_view given, std::string_view label,
                                          std::span<const Scope> scopes, Duration lifetime) {
    if (scopes.empty())
        return fail("a token without a scope is good for nothing", {}, "give it one or more");
    if (lifetime <= Duration{} || lifetime > state_->options.lifetimes.longest_token)
        return fail("a token lives for up to 366 days", {}, "give it an end, such as 90d");
    if (label.empty() || label.size() > longest_label)
        return fail("a token needs a label of up to 128 bytes", {}, "say what it is for");
    auto name = TRY(account_name(given));
    auto text = std::string(token_prefix) + random_secret();
    std::lock_guard lock(state_->mutex);
    auto& database = state_->database;
    auto transaction = TRY(sqlite::Transaction::begin(database));
    auto account = TRY(state_->known(name));
    auto now = state_->time.now();
    auto insert = TRY(database.prepare(
        "INSERT INTO token(hash, account, label, scopes, created_at, expires_at)"
        " VALUES(?,?,?,?,?,?)"));
    insert.bind_blob(1, bytes_of(fingerprint("token", text))).bind(2, number(account.id));
    insert.bind(3, label).bind(4, bits_of(scopes));
    TRY_VOID(insert.bind(5, now.us).bind(6, (now + lifetime).us).run());
    auto id = static_cast<std::uint64_t>(database.last_insert_rowid());
    TRY_VOID(state_->note(AuditKind::token_issued, account.id, account.person, {},
                          "token " + std::to_string(id)));
    TRY_VOID(transaction.commit());
    return IssuedToken{id, std::move(text)};
}

Result<std::vector<Token>> Accounts::tokens(std::string_view given) {
    auto name = TRY(account_name(given));
    std::lock_guard lock(state_->mutex);
    auto account = TRY(state_->known(name));
    auto select = TRY(state_->database.prepare(
        "SELECT id, label, scopes, created_at, expires_at, last_used_at, revoked_at FROM token"
        " WHERE account=? ORDER BY id"));
    select.bind(1, number(account.id));
    std::vector<Token> all;
    while (TRY(select.step()))
        all.push_back({select.column_uint(0), std::string(select.column_text(1)),
                       scopes_of(select.column_int(2)), Instant{select.column_int(3)},
                       Instant{select.column_int(4)}, instant_in(select, 5),
                       instant_in(select, 6)});
    return all;
}

Result<void> Accounts::revoke_token(std::string_view given, std::uint64_t id) {
    auto name = TRY(account_name(given));
    std::lock_guard lock(state_->mutex);
    auto& database = state_->database;
    auto transaction = TRY(sqlite::Transaction::begin(database));
    auto account = TRY(state_->known(name));
    auto update = TRY(database.prepare(
        "UPDATE token SET revoked_at=? WHERE id=? AND account=? AND revoked_at IS NULL"));
    update.bind(1, state_->time.now().us).bind(2, id).bind(3, number(account.id));
    TRY_VOID(update.run());
    if (database.changed_rows() == 0)
        return fail("the account has no such token in force", std::to_string(id),
                    "chengshu account token NAME --list shows them");
    state_->endings.note(account.id);
    TRY_VOID(state_->note(AuditKind::token_revoked, account.id, account.person, {},
                          "token " + std::to_string(id)));
    return transaction.commit();
}

Result<TokenOwner> Accounts::by_token(std::string_view token, std::string_view address) {
    if (!token.starts_with(token_prefix) ||
        token.size() != token_prefix.size() + random_secret_digits)
        return no_owner(TokenFault::unknown);
    auto hash = fingerprint("token", token);
    std::lock_guard lock(state_->mutex);
    auto& found = state_->find_token;
    if (!TRY(found.bind_blob(1, bytes_of(hash)).step())) return no_owner(TokenFault::unknown);
    auto caller = caller_of(found, SignedInBy::token, address);
    auto id = found.column_uint(4);
    caller.token = id;
    caller.endings = state_->endings.of(caller.account);
    caller.scopes = scopes_of(found.column_int(5));
    Instant expires{found.column_int(6)};
    auto used = instant_in(found, 7);
    found.reset();
    auto now = state_->time.now();
    if (now >= expires) return no_owner(TokenFault::expired);
    if (!used || now - *used >= Duration::minutes(1)) {
        auto update = TRY(state_->database.prepare("UPDATE token SET last_used_at=? WHERE id=?"));
        // On a full disk the time stays as it was; reading goes on.
        static_cast<void>(update.bind(1, now.us).bind(2, id).run());
    }
    return caller;
}

}  // namespace cs::auth
