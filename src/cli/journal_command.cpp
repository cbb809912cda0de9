#include "cli/journal_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "base/json.h"
#include "cli/error_report.h"
#include "cli/node.h"
#include "cli/progress_bar.h"
#include "cli/table.h"
#include "cli/views_follow.h"
#include "journal/journal_check.h"
#include "model/events.h"
#include "views/schema.h"
#include "views/views.h"

namespace cs::cli {

namespace {

struct FindingView {
    std::uint64_t sequence = 0;
    std::string what;
    DESCRIBED(FindingView, sequence, what)
};
struct VerifyView {
    bool sound = false;
    std::string journal;
    std::uint32_t realm = 0;
    std::uint64_t records = 0;
    std::uint64_t last = 0;
    std::uint64_t whole_prefix = 0;
    Hash256 last_hash;
    Hash256 all_hash;
    std::optional<Hash256> state_hash;
    std::uint64_t finding_count = 0;
    std::vector<FindingView> findings;
    DESCRIBED(VerifyView, sound, journal, realm, records, last, whole_prefix, last_hash, all_hash,
              state_hash, finding_count, findings)
};
struct RepairView {
    std::uint64_t kept = 0;
    std::uint64_t lost = 0;
    std::uint64_t readable_after = 0;
    std::string aside;
    bool rebuilt = false;  ///< views, search and checkpoint, from what was kept
    DESCRIBED(RepairView, kept, lost, readable_after, aside, rebuilt)
};

sqlite::Progress progress_on(ProgressBar& bar) {
    return [&bar](std::uint64_t done, std::uint64_t total) {
        bar.set_whole(static_cast<std::int64_t>(total));
        bar.set(static_cast<std::int64_t>(done));
    };
}

struct Options {
    bool with_state = false;
    std::uint32_t realm = 0;
    std::uint64_t accepted_loss = 0;  ///< of records that can still be read
    std::optional<Realm> named_realm() const {
        return realm == 0 ? std::optional<Realm>{} : Realm{realm};
    }
};

// That its payload is an event this program knows: what the hash says nothing of.
Result<void> check_event(const journal::Record& record) {
    TRY(event_from_json(record.type, record.version, record.payload));
    return {};
}

Result<VerifyView> look_at(const Context& context, const Options& options) {
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    VerifyView view;
    {
        auto directory =
            TRY(journal::DataDirectory::open(context.data, journal::Access::read));
        ProgressBar bar(context.say(Text::verifying), 0, context.language, context.json);
        auto report = TRY(journal::verify(directory.journal(), progress_on(bar), {},
                                          options.named_realm(), check_event));
        bar.finish();
        view = {report.is_sound(), directory.journal(), static_cast<std::uint32_t>(report.realm),
                report.records, report.head, report.whole_prefix, report.last_hash,
                report.all_hash, {}, report.finding_count, {}};
        for (auto& finding : report.findings)
            view.findings.push_back({finding.sequence, std::move(finding.what)});
    }
    if (options.with_state && view.sound) {
        auto node = TRY(open_node(context.data));
        view.state_hash = TRY(node->engine().state_hash());
    }
    return view;
}

std::string verify_text(const Context& context, const VerifyView& view) {
    std::string out = context.out.paint(
        view.sound ? Colour::green : Colour::red,
        view.sound
            ? context.say(Text::journal_sound, {grouped(static_cast<std::int64_t>(view.records))})
            : context.say(Text::journal_damaged,
                          {grouped(static_cast<std::int64_t>(view.finding_count))}));
    out += "\n" + context.say(Text::journal_file, {view.journal}) + "\n";
    out += context.say(Text::journal_hash, {hex_text(view.all_hash)}) + "\n";
    if (view.state_hash) out += context.say(Text::state_hash, {hex_text(*view.state_hash)}) + "\n";
    if (view.sound) return out;
    Table table({{context.say(Text::record), true}, {context.say(Text::finding), false, true}});
    for (const auto& finding : view.findings)
        table.add({finding.sequence == 0 ? "–" : std::to_string(finding.sequence),
                   in_language(context.language, {finding.what}).what});
    out += "\n" + table.text(context.out, 2);
    return out + "\n" + context.say(Text::journal_damage_advice,
                                    {std::to_string(view.whole_prefix), context.data}) + "\n";
}

Result<ExitCode> verify(const Context& context, const Options& options) {
    auto view = TRY(look_at(context, options));
    if (context.json)
        print_line(json::text_of(view));
    else
        print(verify_text(context, view));
    return view.sound ? exit_good : exit_failed;
}

// What was folded from records that are gone must not outlive them.
Result<void> make_again(const Context& context, const journal::DataDirectory& directory) {
    TRY_VOID(views::discard(directory.views(), {}));
    TRY_VOID(views::remove_database(directory.archive(), {}));
    auto vault = TRY(journal::Vault::open(directory.vault()));
    return follow_journal(context, directory, vault);
}

std::string repair_text(const Context& context, const RepairView& view) {
    auto number = [](std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); };
    if (view.aside.empty()) return context.say(Text::repair_nothing, {number(view.kept)}) + "\n";
    return context.say(Text::repair_done, {number(view.kept), number(view.lost),
                                           number(view.readable_after), view.aside}) +
           "\n" + context.say(Text::repair_views) + "\n";
}

Result<ExitCode> repair(const Context& context, const Options& options) {
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::write));
    auto found = TRY(journal::verify(directory.journal(), {}, {}, options.named_realm(),
                                     check_event));
    auto readable_after = found.records - found.whole_prefix;
    if (readable_after != options.accepted_loss && readable_after > 0)
        return fail("after record " + std::to_string(found.whole_prefix) + " " +
                        std::to_string(readable_after) +
                        " records can still be read, and a repair would leave them out",
                    directory.journal(),
                    "restore a backup if there is one; else add --accept-loss " +
                        std::to_string(readable_after));
    ProgressBar bar(context.say(Text::repairing), 0, context.language, context.json);
    auto report = TRY(journal::repair(directory.journal(), progress_on(bar),
                                      options.named_realm(), check_event));
    bar.finish();
    RepairView view{report.kept, report.lost, report.readable_after, report.aside,
                    !report.aside.empty()};
    if (view.rebuilt) TRY_VOID(make_again(context, directory));
    if (context.json)
        print_line(json::text_of(view));
    else
        print(repair_text(context, view));
    return exit_good;
}

void add_realm_option(CLI::App& leaf, const Context& context, Options& options) {
    auto* realm = leaf.add_option("--realm", options.realm, context.say(Text::option_realm));
    realm->type_name("N");
    allow_range(*realm, context, 100'000'000, 999'999'999);
}

}  // namespace

void add_journal(CLI::App& app, Context& context) {
    auto& group = add_group(app, context, "journal", Text::about_journal);
    auto& verify_leaf = add_leaf(group, context, "verify", Text::about_verify,
                                 "chengshu journal verify --state --data /srv/chengshu");
    auto options = std::make_shared<Options>();
    add_data_option(verify_leaf, context);
    add_realm_option(verify_leaf, context, *options);
    verify_leaf.add_flag("--state", options->with_state, context.say(Text::option_state));
    verify_leaf.callback([&context, options] {
        context.action = [&context, options] { return verify(context, *options); };
    });
    auto& repair_leaf = add_leaf(group, context, "repair", Text::about_repair,
                                 "chengshu journal repair --data /srv/chengshu");
    add_data_option(repair_leaf, context);
    add_realm_option(repair_leaf, context, *options);
    repair_leaf.add_option("--accept-loss", options->accepted_loss,
                           context.say(Text::option_accept_loss))->type_name("N");
    repair_leaf.callback([&context, options] {
        context.action = [&context, options] { return repair(context, *options); };
    });
}

}  // namespace cs::cli
