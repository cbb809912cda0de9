#include "cli/rebuild_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/json.h"
#include "cli/node.h"
#include "cli/table.h"
#include "cli/views_follow.h"
#include "journal/sqlite_journal.h"
#include "views/views.h"

namespace cs::cli {

namespace {

struct RebuildView {
    std::uint64_t records = 0;
    DESCRIBED(RebuildView, records)
};

Result<ExitCode> rebuild(const Context& context) {
    if (!has_journal(context.data)) return std::unexpected(no_journal(context.data));
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::write));
    auto vault = TRY(journal::Vault::open(directory.vault()));
    TRY_VOID(views::discard(directory.views(), {}));
    TRY_VOID(follow_journal(context, directory, vault));
    auto records =
        TRY(journal::SqliteJournal::open_reader(directory.journal()))->last_sequence();
    if (context.json)
        print_line(json::text_of(RebuildView{records}));
    else
        print(context.say(Text::rebuild_done, {grouped(static_cast<std::int64_t>(records))}) +
              "\n");
    return exit_good;
}

}  // namespace

void add_rebuild(CLI::App& app, Context& context) {
    auto& leaf = add_leaf(app, context, "rebuild", Text::about_rebuild,
                          "chengshu rebuild --data /srv/chengshu");
    add_data_option(leaf, context);
    leaf.callback([&context] { context.action = [&context] { return rebuild(context); }; });
}

}  // namespace cs::cli
