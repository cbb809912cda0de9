#include "cli/webhook_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "base/json.h"
#include "cli/error_report.h"
#include "cli/node.h"
#include "cli/table.h"
#include "hooks/outbox.h"
#include "journal/data_directory.h"
#include "journal/sqlite_journal.h"
#include "runtime/time_source.h"

namespace cs::cli {

namespace {

struct Options {
    std::string url, division, unit, outbound_allow;
    std::vector<std::string> types;
    std::uint64_t number = 0;
};

struct ListView {
    std::vector<hooks::Subscription> webhooks;
    DESCRIBED(ListView, webhooks)
};
struct DeadView {
    std::vector<hooks::Delivery> dead;
    DESCRIBED(DeadView, dead)
};
struct ResentView {
    std::uint64_t resent = 0;
    DESCRIBED(ResentView, resent)
};

struct Opened {
    std::unique_ptr<hooks::Outbox> outbox;
    std::uint64_t newest = 0;
    Realm realm{};
};

std::string problem_text(const Context& context, const std::optional<std::string>& problem) {
    return problem ? in_language(context.language, {*problem}).what : "–";
}

std::string waiting_text(const Context& context, const hooks::Subscription& one) {
    auto number = std::to_string(one.waiting);
    return one.is_full ? context.say(Text::webhook_full, {number}) : number;
}

Result<Opened> open_outbox(const Context& context) {
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::read));
    auto journal = TRY(journal::SqliteJournal::open_reader(directory.journal()));
    auto newest = journal->last_sequence();
    auto outbox = TRY(hooks::Outbox::open(hooks::outbox_of(directory.path())));
    return Opened{std::move(outbox), newest, journal->realm()};
}

std::string types_text(const std::vector<std::string>& types) {
    std::string out;
    for (const auto& type : types) out += (out.empty() ? "" : " ") + type;
    return out.empty() ? "*" : out;
}

Result<ExitCode> add(const Context& context, const Options& options) {
    auto opened = TRY(open_outbox(context));
    auto realm = static_cast<std::uint64_t>(opened.realm);
    hooks::NewSubscription wanted{options.url, options.types, DivisionCode{realm * 1'000}, {}};
    if (!options.division.empty()) wanted.division = TRY(parse_division_code(options.division));
    if (!options.unit.empty()) wanted.unit = TRY(parse_id<UnitId>(options.unit));
    opened.outbox->set_addresses(TRY(fetch::AddressPolicy::parse(options.outbound_allow)));
    auto made = TRY(opened.outbox->add(wanted, opened.newest, runtime::SystemTime().now()));
    if (context.json)
        print_line(json::text_of(made));
    else
        print(context.say(Text::webhook_added, {std::to_string(made.id), made.secret}) + "\n");
    return exit_good;
}

Result<ExitCode> list(const Context& context) {
    auto opened = TRY(open_outbox(context));
    ListView view{TRY(opened.outbox->list())};
    if (context.json) {
        print_line(json::text_of(view));
        return exit_good;
    }
    Table table({{context.say(Text::webhook_number), true},
                 {context.say(Text::webhook_url), false, true},
                 {context.say(Text::webhook_types), false, true},
                 {context.say(Text::webhook_division)},
                 {context.say(Text::webhook_waiting), true},
                 {context.say(Text::webhook_dead), true},
                 {context.say(Text::webhook_problem), false, true}});
    for (const auto& one : view.webhooks)
        table.add({std::to_string(one.id), one.url, types_text(one.types),
                   std::to_string(raw(one.division)), waiting_text(context, one),
                   std::to_string(one.dead), problem_text(context, one.problem)});
    print(table.empty() ? context.say(Text::webhook_none) + "\n" : table.text(context.out));
    return exit_good;
}

std::unexpected<Error> no_such(std::uint64_t number) {
    return fail("there is no webhook of this number", std::to_string(number),
                "chengshu webhook list shows them");
}

Result<ExitCode> remove(const Context& context, const Options& options) {
    auto opened = TRY(open_outbox(context));
    if (!TRY(opened.outbox->remove(options.number))) return no_such(options.number);
    if (!context.json)
        print(context.say(Text::webhook_removed, {std::to_string(options.number)}) + "\n");
    return exit_good;
}

Result<ExitCode> dead(const Context& context, const Options& options) {
    constexpr std::size_t shown = 1'000;
    auto opened = TRY(open_outbox(context));
    DeadView view{TRY(opened.outbox->dead(options.number, 0, shown))};
    if (context.json) {
        print_line(json::text_of(view));
        return exit_good;
    }
    Table table({{context.say(Text::record), true},
                 {context.say(Text::webhook_types)},
                 {context.say(Text::webhook_attempts), true},
                 {context.say(Text::webhook_problem), false, true}});
    for (const auto& one : view.dead)
        table.add({std::to_string(one.sequence), one.type, std::to_string(one.attempts),
                   problem_text(context, one.problem)});
    print(table.empty() ? context.say(Text::webhook_no_dead) + "\n" : table.text(context.out));
    return exit_good;
}

Result<ExitCode> resend(const Context& context, const Options& options) {
    auto opened = TRY(open_outbox(context));
    ResentView view{TRY(opened.outbox->resend(options.number, {}, runtime::SystemTime().now()))};
    if (context.json)
        print_line(json::text_of(view));
    else
        print(context.say(Text::webhook_resent, {std::to_string(view.resent)}) + "\n");
    return exit_good;
}

using Action = Result<ExitCode> (*)(const Context&, const Options&);

void add_numbered(CLI::App& group, Context& context, const std::shared_ptr<Options>& options,
                  const std::string& name, Text about, Action action) {
    auto& leaf = add_leaf(group, context, name, about, "chengshu webhook " + name + " 1");
    add_data_option(leaf, context);
    auto* number = leaf.add_option("NUMBER", options->number, context.say(Text::option_webhook));
    number->required();
    allow_range(*number, context, 1, INT64_MAX);
    leaf.callback([&context, options, action] {
        context.action = [&context, options, action] { return action(context, *options); };
    });
}

}  // namespace

void add_webhook(CLI::App& app, Context& context) {
    auto& group = add_group(app, context, "webhook", Text::about_webhook);
    auto options = std::make_shared<Options>();
    auto& leaf = add_leaf(group, context, "add", Text::about_webhook_add,
                          "chengshu webhook add https://example.org/hook --type case.filed");
    add_data_option(leaf, context);
    leaf.add_option("URL", options->url, context.say(Text::option_webhook_url))->required();
    leaf.add_option("--type", options->types, context.say(Text::option_webhook_type))
        ->type_name("TYPE");
    auto* division = leaf.add_option("--division", options->division,
                                     context.say(Text::option_webhook_division));
    division->type_name("CODE");
    allow_readable(*division, context, readable_division);
    auto* unit = leaf.add_option("--unit", options->unit, context.say(Text::option_webhook_unit));
    unit->type_name("ID");
    allow_readable(*unit, context, readable_id);
    leaf.add_option("--outbound-allow", options->outbound_allow,
                    context.say(Text::option_webhook_outbound_allow))
        ->envname("CHENGSHU_OUTBOUND_ALLOW")
        ->type_name("NETWORKS");
    leaf.callback([&context, options] {
        context.action = [&context, options] { return add(context, *options); };
    });
    auto& list_leaf = add_leaf(group, context, "list", Text::about_webhook_list,
                               "chengshu webhook list --data /srv/chengshu");
    add_data_option(list_leaf, context);
    list_leaf.callback([&context] { context.action = [&context] { return list(context); }; });
    add_numbered(group, context, options, "remove", Text::about_webhook_remove, remove);
    add_numbered(group, context, options, "dead", Text::about_webhook_dead, dead);
    add_numbered(group, context, options, "resend", Text::about_webhook_resend, resend);
}

}  // namespace cs::cli
