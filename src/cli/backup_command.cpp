#include "cli/backup_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "base/json.h"
#include "cli/account_file.h"
#include "cli/new_directory.h"
#include "cli/node.h"
#include "cli/progress_bar.h"
#include "cli/table.h"
#include "cli/views_follow.h"
#include "journal/backup.h"

namespace cs::cli {

namespace {

using journal::Access;
using journal::DataDirectory;

struct CopyView {
    std::string from;
    std::string to;
    std::uint64_t records = 0;
    /// Of a restore: where it learned what was erased since, and how many subjects that concerned.
    std::vector<std::string> ledgers = {};
    std::uint64_t erased = 0;
    DESCRIBED(CopyView, from, to, records, ledgers, erased)
};

sqlite::Progress progress_on(ProgressBar& bar) {
    return [&bar](std::uint64_t done, std::uint64_t total) {
        bar.set_whole(static_cast<std::int64_t>(total));
        bar.set(static_cast<std::int64_t>(done));
    };
}

void show(const Context& context, const CopyView& view, Text sentence) {
    if (context.json)
        print_line(json::text_of(view));
    else
        print(context.say(sentence, {grouped(static_cast<std::int64_t>(view.records)), view.from,
                                     view.to}) +
              "\n");
}

Result<ExitCode> back_up(const Context& context, const std::string& to) {
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    if (has_journal(to))
        return fail("there is a journal already", to, "name a new directory for the backup");
    auto from = TRY(DataDirectory::open(context.data, Access::read));
    auto vault = TRY(journal::Vault::open(from.vault()));
    NewDirectory copy(to);
    auto target = TRY(DataDirectory::open(copy.path(), Access::write));
    ProgressBar bar(context.say(Text::backing_up), 0, context.language, context.json);
    auto last = TRY(journal::back_up(from, vault, target, progress_on(bar)));
    copy.keep();
    bar.finish();
    show(context, {context.data, to, last}, Text::backup_done);
    return exit_good;
}

Result<ExitCode> restore(const Context& context, const std::string& backup,
                         const std::string& replaced, journal::LaterErasures later) {
    if (!has_journal(backup)) return std::unexpected(no_journal(backup));
    if (has_journal(context.data))
        return fail("there is a journal already", context.data,
                    "restore into a new directory and name the old one with --replaces");
    auto from = TRY(DataDirectory::open(backup, Access::read));
    if (!replaced.empty())
        later.replaced_vault = TRY(DataDirectory::open(replaced, Access::read)).vault();
    NewDirectory filled(context.data);
    auto to = TRY(DataDirectory::open(context.data, Access::write));
    ProgressBar bar(context.say(Text::restoring), 0, context.language, context.json);
    auto done = TRY(journal::restore(from, to, later, progress_on(bar)));
    filled.keep();
    bar.finish();
    {
        auto vault = TRY(journal::Vault::open(to.vault()));
        TRY_VOID(follow_journal(context, to, vault));
        auto destroyed = TRY(vault.destroyed());
        TRY_VOID(forget_accounts(to.accounts(), destroyed));
    }
    show(context, {backup, context.data, done.last_sequence, done.ledgers, done.erased},
         Text::restore_done);
    if (context.json) return exit_good;
    for (const auto& ledger : done.ledgers)
        print(context.say(Text::restore_ledger, {ledger}) + "\n");
    if (done.erased > 0)
        print(context.say(Text::restore_erased, {std::to_string(done.erased)}) + "\n");
    if (later.are_lost) print(context.say(Text::restore_erasures_lost) + "\n");
    return exit_good;
}

}  // namespace

void add_backup(CLI::App& app, Context& context) {
    struct Options {
        std::string to, from, replaced;
        journal::LaterErasures later;
    };
    auto options = std::make_shared<Options>();
    auto& backup = add_leaf(app, context, "backup", Text::about_backup,
                            "chengshu backup /backup/2026-02-13 --data /srv/chengshu");
    add_data_option(backup, context);
    backup.add_option("TO", options->to, context.say(Text::option_backup_to))
        ->required()
        ->type_name("DIR");
    backup.callback([&context, options] {
        context.action = [&context, options] { return back_up(context, options->to); };
    });
    auto& leaf = add_leaf(app, context, "restore", Text::about_restore,
                          "chengshu restore /backup/2026-02-13 --data /srv/new "
                          "--replaces /srv/chengshu");
    add_data_option(leaf, context);
    leaf.add_option("FROM", options->from, context.say(Text::option_restore_from))
        ->required()
        ->type_name("DIR");
    leaf.add_option("--replaces", options->replaced, context.say(Text::option_replaces))
        ->type_name("DIR");
    leaf.add_option("--erasures", options->later.ledger, context.say(Text::option_erasures))
        ->type_name("FILE");
    leaf.add_flag("--erasures-lost", options->later.are_lost,
                  context.say(Text::option_erasures_lost));
    leaf.callback([&context, options] {
        context.action = [&context, options] {
            return restore(context, options->from, options->replaced, options->later);
        };
    });
}

}  // namespace cs::cli
