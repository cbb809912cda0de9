// The audit: who signed in or failed to, who changed credentials, who read personal data and why.
#include "auth/accounts_state.h"
#include "base/json.h"

namespace cs::auth {

namespace {

constexpr std::size_t longest_text = 256;

// Cut where a character begins.
std::string_view kept_part(std::string_view text) {
    if (text.size() <= longest_text) return text;
    auto end = longest_text;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end);
}

// As many names a line as it holds whole.
std::vector<std::string> lines_of(std::span<const std::string> names) {
    constexpr std::string_view joined_by = ", ";
    std::vector<std::string> out;
    for (const auto& name : names) {
        bool fits = !out.empty() &&
                    out.back().size() + joined_by.size() + name.size() <= longest_text;
        if (fits)
            out.back().append(joined_by).append(name);
        else
            out.push_back(name);
    }
    return out;
}

}  // namespace

Result<void> Accounts::State::note(AuditKind kind, std::optional<AccountId> account,
                                   std::optional<PersonId> person, std::string_view address,
                                   std::string_view what, std::string_view purpose) {
    auto insert = TRY(database.prepare(
        "INSERT INTO audit(at, kind, account, person, address, what, purpose)"
        " VALUES(?,?,?,?,?,?,?)"));
    insert.bind(1, time.now().us).bind(2, json::enum_name(kind));
    if (account) insert.bind(3, number(*account));
    if (person) insert.bind(4, raw(*person));
    insert.bind(5, kept_part(address)).bind(6, kept_part(what)).bind(7, kept_part(purpose));
    return insert.run();
}

Result<void> Accounts::record_read(const Caller& caller, std::span<const std::string> what) {
    if (what.empty()) return {};
    if (caller.purpose.empty())
        return fail("personal data is read without a purpose", what.front(),
                    "say why it is needed");
    std::lock_guard lock(state_->mutex);
    auto account = caller.is_signed_in() ? std::optional(caller.account) : std::nullopt;
    auto transaction = TRY(sqlite::Transaction::begin(state_->database));
    for (const auto& line : lines_of(what))
        TRY_VOID(state_->note(AuditKind::personal_read, account, caller.person, caller.address,
                              line, caller.purpose));
    return transaction.commit();
}

Result<std::vector<AuditEntry>> Accounts::audit(std::uint64_t after, std::size_t limit) {
    std::lock_guard lock(state_->mutex);
    auto select = TRY(state_->database.prepare(
        "SELECT u.sequence, u.at, u.kind, a.name, u.person, u.address, u.what, u.purpose"
        " FROM audit u LEFT JOIN account a ON a.id=u.account"
        " WHERE u.sequence>? ORDER BY u.sequence LIMIT ?"));
    select.bind(1, after).bind(2, static_cast<std::uint64_t>(limit));
    std::vector<AuditEntry> all;
    while (TRY(select.step())) {
        AuditEntry entry;
        entry.sequence = select.column_uint(0);
        entry.at = Instant{select.column_int(1)};
        auto kind = json::enum_from_name<AuditKind>(select.column_text(2));
        if (!kind)
            return fail("line " + std::to_string(entry.sequence) + " of the audit has a kind "
                        "that this program does not know", state_->database.path(),
                        "use the newer program that wrote it");
        entry.kind = *kind;
        entry.account = select.column_optional_text(3).value_or("");
        if (!select.is_null(4)) entry.person = PersonId{select.column_uint(4)};
        entry.address = select.column_text(5);
        entry.what = select.column_text(6);
        entry.purpose = select.column_text(7);
        all.push_back(std::move(entry));
    }
    return all;
}

}  // namespace cs::auth
