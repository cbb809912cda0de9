#include "cli/views_follow.h"

#include <unistd.h>

#include "cli/error_report.h"
#include "cli/progress_bar.h"
#include "journal/sqlite_journal.h"
#include "views/reader.h"
#include "views/search_index.h"
#include "views/vault_opener.h"
#include "views/views.h"

namespace cs::cli {

namespace {

constexpr std::size_t records_a_batch = 4000;
constexpr std::size_t reports_a_batch = 1000;

void tell(const Context& context, const std::vector<std::string>& notices) {
    for (const auto& notice : notices)
        std::fprintf(stderr, "%s\n", in_language(context.language, {notice}).what.c_str());
}

}  // namespace

Result<void> follow_journal(const Context& context, const journal::DataDirectory& directory,
                            journal::Vault& vault, const GoesOn& goes_on) {
    auto reader = TRY(journal::SqliteJournal::open_reader(directory.journal()));
    auto views = TRY(views::Views::open(directory.views(), *reader));
    views::VaultOpener opener(vault);
    bool is_level = views->position().sequence == reader->last_sequence();
    ProgressBar bar(context.say(Text::progress_views),
                    static_cast<std::int64_t>(reader->last_sequence()), context.language,
                    context.json || is_level);
    while (TRY(views->catch_up(*reader, opener, records_a_batch)) > 0) {
        bar.set(static_cast<std::int64_t>(views->position().sequence));
        if (goes_on && !goes_on(views->position().sequence, reader->last_sequence())) return {};
    }
    bar.set(static_cast<std::int64_t>(views->position().sequence));
    bar.finish();
    tell(context, views->take_notices());
    auto search = TRY(views::SearchIndex::open(directory.views()));
    while (TRY(search->catch_up(reports_a_batch)) > 0) {
    }
    tell(context, search->take_notices());
    return {};
}

Result<void> level_views(const Context& context) {
    auto directory = TRY(journal::DataDirectory::open(context.data, journal::Access::read));
    auto journal = TRY(journal::SqliteJournal::open_reader(directory.journal()));
    bool is_there = access(directory.views().c_str(), F_OK) == 0;
    if (is_there)
        if (auto reader = views::Reader::open(directory.views()))
            if (auto at = (*reader)->position(); at && at->sequence == journal->last_sequence())
                return {};
    auto held = journal::DataDirectory::open(context.data, journal::Access::write);
    if (!held) {
        if (is_there) return {};
        return std::unexpected(held.error());
    }
    auto vault = TRY(journal::Vault::open(held->vault()));
    return follow_journal(context, *held, vault);
}

}  // namespace cs::cli
