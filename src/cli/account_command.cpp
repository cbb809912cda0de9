#include "cli/account_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "base/json.h"
#include "cli/account_file.h"
#include "cli/error_report.h"
#include "cli/password_input.h"
#include "cli/registry_beside.h"
#include "cli/table.h"

namespace cs::cli {

namespace {

using auth::Account;
using auth::AccountKind;
using auth::AccountState;

struct Options {
    std::string name, person, label, lifetime = "90d";
    auth::Identity identity;
    std::vector<std::string> scopes;
    bool is_administrator = false, is_citizen = false, is_system = false;
    bool lists = false, removes = false;
    std::uint64_t revoke = 0, after = 0, limit = 100;
};

struct ListView {
    std::vector<Account> accounts;
    DESCRIBED(ListView, accounts)
};
struct TokenView {
    std::uint64_t id = 0;
    std::string token;
    DESCRIBED(TokenView, id, token)
};
struct TokensView {
    std::vector<auth::Token> tokens;
    DESCRIBED(TokensView, tokens)
};
struct IdentitiesView {
    std::vector<auth::Identity> identities;
    DESCRIBED(IdentitiesView, identities)
};
struct AuditView {
    std::vector<auth::AuditEntry> entries;
    DESCRIBED(AuditView, entries)
};

std::string kind_text(const Context& context, AccountKind kind) {
    switch (kind) {
        case AccountKind::staff: return context.say(Text::account_staff);
        case AccountKind::citizen: return context.say(Text::account_citizen);
        case AccountKind::system: return context.say(Text::account_system);
    }
    return {};
}

std::string state_text(const Context& context, AccountState state) {
    switch (state) {
        case AccountState::active: return context.say(Text::account_active);
        case AccountState::disabled: return context.say(Text::account_disabled);
        case AccountState::locked: return context.say(Text::account_locked);
    }
    return {};
}

std::string time_text(const std::optional<Instant>& at) {
    return at ? local_minute_text(*at) : "–";
}

ExitCode say_done(const Context& context, const Account& account, Text sentence) {
    if (context.json)
        print_line(json::text_of(account));
    else
        print(context.say(sentence, {account.name}) + "\n");
    return exit_good;
}

// The person as whom the account acts; the registry must know him.
Result<PersonId> person_for(const Context& context, const Options& options) {
    auto registry = TRY(read_registry(context));
    if (options.is_administrator) return administrator_in(registry, context.data);
    PersonId id{TRY(parse_entity_id(options.person))};
    const auto* person = registry.person(id);
    if (person == nullptr || person->retired.value_or(false))
        return fail(context.say(Text::person_unknown), options.person,
                    context.say(Text::person_advice));
    return id;
}

Result<ExitCode> add(const Context& context, const Options& options) {
    int ways = !options.person.empty() + options.is_administrator + options.is_citizen;
    if (ways != 1 || (options.is_citizen && options.is_system))
        return usage_error(context, {context.say(Text::account_person_missing), {},
                                     context.say(Text::account_person_advice)});
    std::optional<PersonId> person;
    if (!options.is_citizen) person = TRY(person_for(context, options));
    auto accounts = TRY(open_accounts(context));
    auto kind = options.is_citizen  ? AccountKind::citizen
                : options.is_system ? AccountKind::system
                                    : AccountKind::staff;
    auto password = options.is_system ? std::string() : TRY(read_new_password(context));
    auto account = TRY(accounts.add({options.name, kind, person}, password));
    return say_done(context, account, Text::account_added);
}

Result<ExitCode> list(const Context& context) {
    auto accounts = TRY(open_accounts(context));
    ListView view;
    view.accounts = TRY(accounts.list());
    if (context.json) {
        print_line(json::text_of(view));
        return exit_good;
    }
    Table table({{context.say(Text::account_name), false, true},
                 {context.say(Text::account_kind)},
                 {context.say(Text::account_state)},
                 {context.say(Text::account_person)},
                 {context.say(Text::account_last_login)}});
    for (const auto& account : view.accounts)
        table.add({account.name, kind_text(context, account.kind),
                   state_text(context, account.state),
                   account.person ? id_text(*account.person) : "–",
                   time_text(account.last_login_at)});
    print(table.empty() ? context.say(Text::account_none) + "\n" : table.text(context.out));
    return exit_good;
}

Result<ExitCode> disable(const Context& context, const Options& options) {
    auto accounts = TRY(open_accounts(context));
    TRY_VOID(accounts.disable(options.name));
    return say_done(context, *TRY(accounts.find(options.name)), Text::account_is_disabled);
}

Result<ExitCode> enable(const Context& context, const Options& options) {
    auto accounts = TRY(open_accounts(context));
    TRY_VOID(accounts.enable(options.name));
    return say_done(context, *TRY(accounts.find(options.name)), Text::account_is_enabled);
}

Result<ExitCode> set_password(const Context& context, const Options& options) {
    auto accounts = TRY(open_accounts(context));
    auto password = TRY(read_new_password(context));
    TRY_VOID(accounts.set_password(options.name, password));
    return say_done(context, *TRY(accounts.find(options.name)), Text::password_is_set);
}

std::string scopes_text(const std::vector<auth::Scope>& scopes) {
    std::string out;
    for (auto scope : scopes) out += (out.empty() ? "" : " ") + std::string(json::enum_name(scope));
    return out;
}

Result<ExitCode> list_tokens(const Context& context, auth::Accounts& accounts,
                             const Options& options) {
    TokensView view{TRY(accounts.tokens(options.name))};
    if (context.json) {
        print_line(json::text_of(view));
        return exit_good;
    }
    Table table({{context.say(Text::token_number), true},
                 {context.say(Text::token_label), false, true},
                 {context.say(Text::token_scopes)},
                 {context.say(Text::token_until)},
                 {context.say(Text::token_last_used)},
                 {context.say(Text::token_revoked)}});
    for (const auto& token : view.tokens)
        table.add({std::to_string(token.id), token.label, scopes_text(token.scopes),
                   time_text(token.expires_at), time_text(token.last_used_at),
                   time_text(token.revoked_at)});
    print(table.empty() ? context.say(Text::token_none) + "\n" : table.text(context.out));
    return exit_good;
}

Result<ExitCode> issue_token(const Context& context, auth::Accounts& accounts,
                             const Options& options) {
    std::vector<auth::Scope> scopes;
    for (const auto& name : options.scopes)
        scopes.push_back(*json::enum_from_name<auth::Scope>(name));
    auto lifetime = TRY(parse_duration(options.lifetime));
    auto issued = TRY(accounts.issue_token(options.name, options.label, scopes, lifetime));
    if (context.json)
        print_line(json::text_of(TokenView{issued.id, issued.text}));
    else
        print(context.say(Text::token_issued, {std::to_string(issued.id), issued.text}) + "\n");
    return exit_good;
}

Result<ExitCode> token(const Context& context, const Options& options) {
    auto accounts = TRY(open_accounts(context));
    if (options.lists) return list_tokens(context, accounts, options);
    if (options.revoke == 0) return issue_token(context, accounts, options);
    TRY_VOID(accounts.revoke_token(options.name, options.revoke));
    return say_done(context, *TRY(accounts.find(options.name)), Text::token_is_revoked);
}

Result<ExitCode> list_identities(const Context& context, auth::Accounts& accounts,
                                 const Options& options) {
    IdentitiesView view{TRY(accounts.identities(options.name))};
    if (context.json) {
        print_line(json::text_of(view));
        return exit_good;
    }
    Table table({{context.say(Text::identity_issuer), false, true},
                 {context.say(Text::identity_subject), false, true}});
    for (const auto& one : view.identities) table.add({one.issuer, one.subject});
    print(table.empty() ? context.say(Text::identity_none) + "\n" : table.text(context.out));
    return exit_good;
}

Result<ExitCode> identity(const Context& context, const Options& options) {
    auto accounts = TRY(open_accounts(context));
    if (options.lists) return list_identities(context, accounts, options);
    if (options.removes)
        TRY_VOID(accounts.unlink_identity(options.name, options.identity));
    else
        TRY_VOID(accounts.link_identity(options.name, options.identity));
    return say_done(context, *TRY(accounts.find(options.name)),
                    options.removes ? Text::identity_is_unlinked : Text::identity_is_linked);
}

Result<ExitCode> audit(const Context& context, const Options& options) {
    auto accounts = TRY(open_accounts(context));
    AuditView view{TRY(accounts.audit(options.after, options.limit))};
    if (context.json) {
        print_line(json::text_of(view));
        return exit_good;
    }
    Table table({{context.say(Text::token_number), true},
                 {context.say(Text::audit_at)},
                 {context.say(Text::audit_kind)},
                 {context.say(Text::account_name), false, true},
                 {context.say(Text::audit_address)},
                 {context.say(Text::audit_what), false, true},
                 {context.say(Text::audit_purpose), false, true}});
    for (const auto& entry : view.entries)
        table.add({std::to_string(entry.sequence), local_minute_text(entry.at),
                   std::string(json::enum_name(entry.kind)), entry.account, entry.address,
                   entry.what, entry.purpose});
    print(table.text(context.out));
    return exit_good;
}

using Action = Result<ExitCode> (*)(const Context&, const Options&);

CLI::App& add_named(CLI::App& group, Context& context, std::shared_ptr<Options> options,
                    const std::string& name, Text about, const std::string& example,
                    Action action) {
    auto& leaf = add_leaf(group, context, name, about, example);
    add_data_option(leaf, context);
    leaf.add_option("NAME", options->name, context.say(Text::option_account))->required();
    leaf.callback([&context, options, action] {
        context.action = [&context, options, action] { return action(context, *options); };
    });
    return leaf;
}

void add_token(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
    auto& leaf = add_named(group, context, options, "token", Text::about_account_token,
                           "chengshu account token li --label \"nightly export\" --scope read "
                           "--for 90d",
                           token);
    leaf.add_option("--label", options->label, context.say(Text::option_token_label))
        ->type_name("TEXT");
    auto* scope = leaf.add_option("--scope", options->scopes,
                                  context.say(Text::option_token_scope));
    allow_only(*scope, context, {"read", "report", "act", "personal", "manage"});
    auto* lifetime = leaf.add_option("--for", options->lifetime,
                                     context.say(Text::option_token_lifetime));
    lifetime->type_name("30d");
    allow_readable(*lifetime, context, [](const std::string& text) -> Result<void> {
        TRY(parse_duration(text));
        return {};
    });
    leaf.add_flag("--list", options->lists, context.say(Text::option_token_list));
    auto* revoke = leaf.add_option("--revoke", options->revoke,
                                   context.say(Text::option_token_revoke));
    revoke->type_name("N");
    allow_range(*revoke, context, 1, INT64_MAX);
}

void add_identity(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
    auto& leaf = add_named(group, context, options, "identity", Text::about_account_identity,
                           "chengshu account identity li --issuer https://id.example.org "
                           "--subject 248289761001",
                           identity);
    leaf.add_option("--issuer", options->identity.issuer, context.say(Text::option_identity_issuer))
        ->type_name("URL");
    leaf.add_option("--subject", options->identity.subject,
                    context.say(Text::option_identity_subject))
        ->type_name("TEXT");
    leaf.add_flag("--list", options->lists, context.say(Text::option_identity_list));
    leaf.add_flag("--remove", options->removes, context.say(Text::option_identity_remove));
}

void add_audit(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
    auto& leaf = add_leaf(group, context, "audit", Text::about_account_audit,
                          "chengshu account audit --after 1200");
    add_data_option(leaf, context);
    auto* after = leaf.add_option("--after", options->after,
                                  context.say(Text::option_audit_after));
    after->type_name("N");
    allow_range(*after, context, 0, INT64_MAX);
    auto* limit = leaf.add_option("--limit", options->limit, context.say(Text::option_limit));
    limit->type_name("N");
    allow_range(*limit, context, 1, 10'000);
    leaf.callback([&context, options] {
        context.action = [&context, options] { return audit(context, *options); };
    });
}

}  // namespace

void add_account(CLI::App& app, Context& context) {
    auto& group = add_group(app, context, "account", Text::about_account);
    auto options = std::make_shared<Options>();
    auto& leaf = add_named(group, context, options, "add", Text::about_account_add,
                           "chengshu account add li --person 410100000-42", add);
    auto* person = leaf.add_option("--person", options->person,
                                   context.say(Text::option_account_person));
    person->type_name("ID");
    allow_readable(*person, context, readable_id);
    leaf.add_flag("--administrator", options->is_administrator,
                  context.say(Text::option_account_administrator));
    leaf.add_flag("--citizen", options->is_citizen, context.say(Text::option_account_citizen));
    leaf.add_flag("--system", options->is_system, context.say(Text::option_account_system));
    auto& list_leaf = add_leaf(group, context, "list", Text::about_account_list,
                               "chengshu account list --data /srv/chengshu");
    add_data_option(list_leaf, context);
    list_leaf.callback([&context] { context.action = [&context] { return list(context); }; });
    add_named(group, context, options, "disable", Text::about_account_disable,
              "chengshu account disable li", disable);
    add_named(group, context, options, "enable", Text::about_account_enable,
              "chengshu account enable li", enable);
    add_named(group, context, options, "password", Text::about_account_password,
              "chengshu account password li", set_password);
    add_token(group, context, options);
    add_identity(group, context, options);
    add_audit(group, context, options);
}

}  // namespace cs::cli
