#include "auth/accounts.h"

#include "auth/accounts_file.h"
#include "auth/accounts_state.h"
#include "auth/secret.h"
#include "base/characters.h"
#include "base/utf8.h"

namespace cs::auth {

namespace {

constexpr std::size_t longest_name = 64;
constexpr const char* name_advice =
    "use 1 to 64 Latin letters, Chinese characters, digits and signs such as . _ - @";
constexpr const char* account_columns =
    "SELECT id, name, kind, state, person, subject, created_at, last_login_at FROM account ";

template <class Id>
std::optional<Id> id_in(const sqlite::Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return Id{row.column_uint(column)};
}

Account account_of(const sqlite::Statement& row) {
    return {AccountId{row.column_uint(0)},
            std::string(row.column_text(1)),
            static_cast<AccountKind>(row.column_int(2)),
            static_cast<AccountState>(row.column_int(3)),
            id_in<PersonId>(row, 4),
            id_in<SubjectId>(row, 5),
            Instant{row.column_int(6)},
            instant_in(row, 7)};
}

std::optional<std::int64_t> number_of(std::optional<std::uint64_t> id) {
    if (!id) return std::nullopt;
    return static_cast<std::int64_t>(*id);
}

template <class Id>
std::optional<std::int64_t> number_of(std::optional<Id> id) {
    return number_of(id ? std::optional(raw(*id)) : std::nullopt);
}

// Nothing that looks like another character, or like none.
bool may_be_in_name(char32_t c) {
    constexpr char32_t middle_dot = 0xB7;  // of names such as 阿卜杜勒·买买提
    bool is_chinese = (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF);
    return (c > ' ' && c < 0x7F) || is_chinese || c == middle_dot;
}

Result<void> must_fit(const NewAccount& account, std::string_view password) {
    bool acts = account.kind != AccountKind::citizen;
    if (acts && !account.person)
        return fail("an account of this kind acts as a person of the registry", account.name,
                    "name the person");
    if (!acts && account.person)
        return fail("a citizen's account has no person of the registry", account.name,
                    "make it one of staff");
    if (account.kind == AccountKind::system && !password.empty())
        return fail("a system's account has no password", account.name, "give it a token");
    return {};
}

}  // namespace

std::optional<Instant> instant_in(const sqlite::Statement& row, int column) {
    auto us = row.column_optional_int(column);
    return us ? std::optional(Instant{*us}) : std::nullopt;
}

std::string_view bytes_of(const Hash256& hash) {
    return {reinterpret_cast<const char*>(hash.data.data()), hash.data.size()};
}

Caller caller_of(const sqlite::Statement& row, SignedInBy by, std::string_view address) {
    Caller caller;
    caller.by = by;
    caller.account = AccountId{row.column_uint(0)};
    caller.name = row.column_text(1);
    caller.person = id_in<PersonId>(row, 2);
    caller.subject = id_in<SubjectId>(row, 3);
    caller.address = address;
    return caller;
}

Result<std::string> account_name(std::string_view name) {
    if (utf8::first_invalid(name)) return fail("the account's name is not UTF-8", {}, name_advice);
    std::string out(name);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (out.empty() || out.size() > longest_name)
        return fail("the account's name is empty or too long", out, name_advice);
    return out;
}

Result<std::string> new_account_name(std::string_view name) {
    auto out = TRY(account_name(name));
    for (std::size_t at = 0; at < out.size();)
        if (auto c = utf8::next(out, at); !may_be_in_name(c))
            return fail("the account's name holds the character " + utf8::name_of(c), {},
                        name_advice);
    return out;
}

Accounts::Accounts(std::unique_ptr<State> state) : state_(std::move(state)) {}
Accounts::Accounts(Accounts&&) noexcept = default;
Accounts& Accounts::operator=(Accounts&&) noexcept = default;
Accounts::~Accounts() = default;

Result<Accounts> Accounts::open(const std::string& path, runtime::TimeSource& time,
                                const AccountsOptions& options) {
    auto state = std::unique_ptr<State>(
        new State{.time = time,
                  .options = options,
                  .by_account = Throttle(options.per_account),
                  .by_address = Throttle(options.per_address),
                  .registrations = Throttle(options.registrations)});
    state->database = TRY(open_accounts_file(path, options.file));
    state->nobodys_password = TRY(hash_password(random_secret(), options.cost));
    TRY_VOID(state->prepare());
    return Accounts(std::move(state));
}

Result<Account> Accounts::add(const NewAccount& account, std::string_view password) {
    auto name = TRY(new_account_name(account.name));
    TRY_VOID(must_fit(account, password));
    std::optional<std::string> kept;
    if (account.kind != AccountKind::system) {
        TRY_VOID(check_password(password, name));
        kept = TRY(hash_password(password, state_->options.cost));
    }
    {
        std::lock_guard lock(state_->mutex);
        auto& database = state_->database;
        auto transaction = TRY(sqlite::Transaction::begin(database));
        if (TRY(state_->credentials(name)))
            return fail("there is an account of this name", name, "choose another name");
        auto subject = account.kind == AccountKind::citizen ? std::optional(random_number())
                                                            : std::nullopt;
        auto insert = TRY(database.prepare(
            "INSERT INTO account(name, kind, state, person, subject, password, created_at)"
            " VALUES(?,?,0,?,?,?,?)"));
        insert.bind(1, name).bind(2, static_cast<int>(account.kind));
        insert.bind(3, number_of(account.person)).bind(4, number_of(subject));
        insert.bind(5, kept).bind(6, state_->time.now().us);
        TRY_VOID(insert.run());
        AccountId id{static_cast<std::uint64_t>(database.last_insert_rowid())};
        TRY_VOID(state_->note(AuditKind::account_added, id, account.person, {}, {}));
        TRY_VOID(transaction.commit());
    }
    return *TRY(find(name));
}

Result<std::optional<Account>> Accounts::find(std::string_view given) {
    auto name = account_name(given);
    if (!name) return std::nullopt;
    std::lock_guard lock(state_->mutex);
    auto select = TRY(
        state_->database.prepare(std::string(account_columns) + "WHERE name=?"));
    if (!TRY(select.bind(1, *name).step())) return std::nullopt;
    return account_of(select);
}

Result<std::vector<Account>> Accounts::list() {
    std::lock_guard lock(state_->mutex);
    auto select = TRY(state_->database.prepare(std::string(account_columns) + "ORDER BY name"));
    std::vector<Account> all;
    while (TRY(select.step())) all.push_back(account_of(select));
    return all;
}

Result<bool> Accounts::has_password(std::string_view name, std::string_view password) {
    auto plain = TRY(account_name(name));
    std::unique_lock lock(state_->mutex);
    auto account = TRY(state_->credentials(plain));
    lock.unlock();
    return account && account->password && account->state == AccountState::active &&
           password_fits(*account->password, password);
}

Result<void> Accounts::set_password(std::string_view name, std::string_view password) {
    auto plain = TRY(account_name(name));
    TRY_VOID(check_password(password, plain));
    auto kept = TRY(hash_password(password, state_->options.cost));
    std::lock_guard lock(state_->mutex);
    auto transaction = TRY(sqlite::Transaction::begin(state_->database));
    auto account = TRY(state_->known(plain));
    if (account.kind == AccountKind::system)
        return fail("a system's account has no password", plain, "give it a token");
    TRY_VOID(state_->keep_password(account, kept, AuditKind::password_set, {}));
    TRY_VOID(transaction.commit());
    state_->by_account.clear(plain);
    return {};
}

Result<void> Accounts::disable(std::string_view name) {
    return state_->set_state(name, AccountState::disabled, AuditKind::account_disabled);
}

Result<void> Accounts::enable(std::string_view name) {
    return state_->set_state(name, AccountState::active, AuditKind::account_enabled);
}

Result<std::size_t> Accounts::forget(std::span<const SubjectId> subjects) {
    std::lock_guard lock(state_->mutex);
    auto& database = state_->database;
    std::size_t erased = 0;
    auto transaction = TRY(sqlite::Transaction::begin(database));
    auto remove = TRY(database.prepare("DELETE FROM account WHERE subject=? RETURNING id"));
    for (auto subject : subjects) {
        if (!TRY(remove.bind(1, raw(subject)).step())) continue;
        AccountId id{remove.column_uint(0)};
        remove.reset();
        state_->endings.note(id);
        TRY_VOID(state_->note(AuditKind::account_erased, id, {}, {}, {}));
        ++erased;
    }
    TRY_VOID(transaction.commit());
    if (erased > 0) TRY_VOID(database.checkpoint_and_truncate());
    return erased;
}

Result<Receipts> Accounts::receipts(Realm realm) {
    std::lock_guard lock(state_->mutex);
    auto key = TRY(
        state_->database.query_text("SELECT value FROM secret WHERE name='receipts'"));
    return Receipts(std::move(key), realm);
}

Result<void> Accounts::State::prepare() {
    find_session = TRY(database.prepare(
        "SELECT a.id, a.name, a.person, a.subject, s.created_at, s.seen_at FROM session s"
        " JOIN account a ON a.id=s.account WHERE s.hash=? AND a.state<>1"));
    find_token = TRY(database.prepare(
        "SELECT a.id, a.name, a.person, a.subject, t.id, t.scopes, t.expires_at, t.last_used_at"
        " FROM token t JOIN account a ON a.id=t.account"
        " WHERE t.hash=? AND t.revoked_at IS NULL AND a.state<>1"));
    holds_session = TRY(database.prepare(
        "SELECT 1 FROM session s JOIN account a ON a.id=s.account"
        " WHERE s.hash=? AND s.created_at>? AND s.seen_at>? AND a.state<>1"));
    holds_token = TRY(database.prepare(
        "SELECT 1 FROM token t JOIN account a ON a.id=t.account"
        " WHERE t.id=? AND t.expires_at>? AND t.revoked_at IS NULL AND a.state<>1"));
    others_version = TRY(database.prepare("PRAGMA data_version"));
    return look_for_others();
}

Result<std::optional<Credentials>> Accounts::State::credentials(std::string_view name) {
    auto select = TRY(
        database.prepare("SELECT id, kind, state, password, person FROM account WHERE name=?"));
    if (!TRY(select.bind(1, name).step())) return std::nullopt;
    return Credentials{AccountId{select.column_uint(0)},
                       static_cast<AccountKind>(select.column_int(1)),
                       static_cast<AccountState>(select.column_int(2)),
                       select.column_optional_text(3), id_in<PersonId>(select, 4)};
}

Result<Credentials> Accounts::State::known(std::string_view name) {
    auto found = TRY(credentials(name));
    if (!found)
        return fail("there is no account of this name", std::string(name),
                    "chengshu account list shows them");
    return *found;
}

Result<void> Accounts::State::set_state(std::string_view given, AccountState state,
                                        AuditKind kind) {
    auto name = TRY(account_name(given));
    std::lock_guard lock(mutex);
    auto transaction = TRY(sqlite::Transaction::begin(database));
    auto account = TRY(known(name));
    auto update = TRY(database.prepare("UPDATE account SET state=?, failures=0 WHERE id=?"));
    TRY_VOID(update.bind(1, static_cast<int>(state)).bind(2, number(account.id)).run());
    if (state == AccountState::disabled) TRY_VOID(end_sessions(account.id));
    TRY_VOID(note(kind, account.id, account.person, {}, {}));
    return transaction.commit();
}

Result<void> Accounts::State::keep_password(const Credentials& account, const std::string& kept,
                                            AuditKind kind, std::string_view address) {
    auto update = TRY(database.prepare(
        "UPDATE account SET password=?, failures=0, state=CASE state WHEN 2 THEN 0 ELSE state END"
        " WHERE id=?"));
    TRY_VOID(update.bind(1, kept).bind(2, number(account.id)).run());
    TRY_VOID(end_sessions(account.id));
    return note(kind, account.id, account.person, address, {});
}

}  // namespace cs::auth
