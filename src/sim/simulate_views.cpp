#include "sim/simulate_views.h"

#include <algorithm>

#include "base/json.h"
#include "journal/sqlite_journal.h"
#include "views/content_hash.h"
#include "views/store.h"
#include "views/vault_opener.h"

namespace cs::sim {

namespace {

constexpr std::size_t all_records = 1'000'000;
constexpr std::size_t reports_a_batch = 7;
/// Small, so that a life fills several volumes of the index and folds the log now and then.
constexpr std::int64_t reports_a_volume = 16;
constexpr int log_pages = 20;

// Without the warning points: a new ladder moves those of running clocks in the core, and the views
// keep what a clock's own last event said of them.
std::string text_of(Case subject) {
    for (auto& clock : subject.clocks) {
        clock.points_passed = 0;
        clock.next_point = {};
    }
    return json::text_of(subject);
}

// What follows where the two begin to differ, with a little of what is before.
std::string differing(const std::string& text, const std::string& other) {
    auto at = static_cast<std::size_t>(std::ranges::mismatch(text, other).in1 - text.begin());
    return " …" + text.substr(at - std::min<std::size_t>(at, 80), 140) + "…";
}

views::Views::Options views_on(const std::string& vfs) { return {vfs, 8, log_pages, 40}; }
views::SearchIndex::Options search_on(const std::string& vfs) { return {vfs, 8, reports_a_volume}; }

}  // namespace

Result<void> SimulatedViews::open() {
    if (views_ && search_) return {};
    const auto& vfs = node_.disk().vfs_name();
    reader_ = TRY(journal::SqliteJournal::open_reader(SimulatedNode::journal_path, vfs));
    views_ = TRY(views::Views::open(path, *reader_, views_on(vfs)));
    search_ = TRY(views::SearchIndex::open(path, search_on(vfs)));
    return {};
}

void SimulatedViews::close() {
    search_.reset();
    views_.reset();
    reader_.reset();
}

Result<void> SimulatedViews::follow(std::size_t records) {
    auto followed = catch_up(records);
    if (!followed) close();
    return followed;
}

Result<void> SimulatedViews::catch_up(std::size_t records) {
    TRY_VOID(open());
    views::VaultOpener opener(node_.vault());
    auto generation = views_->generation();
    TRY(views_->catch_up(*reader_, opener, records));
    // The search index belongs to the file that was thrown away.
    if (views_->generation() != generation) return fail("the views were thrown away");
    TRY(search_->catch_up(reports_a_batch));
    return {};
}

Result<void> SimulatedViews::compare(const city::State& right) {
    auto last = node_.engine().last_sequence();
    do TRY_VOID(follow(all_records));
    while (views_->position().sequence < last);
    while (TRY(search_->catch_up(reports_a_batch)) > 0) {
    }
    auto followed = TRY(views::content_hash(path, node_.disk().vfs_name()));
    auto rebuilt = TRY(hash_of_rebuilt());
    if (followed != rebuilt) return fail("the views differ from views made anew");
    return compare_cases(right);
}

Result<Hash256> SimulatedViews::hash_of_rebuilt() {
    journal::FakeDisk scratch(1);
    views::VaultOpener opener(node_.vault());
    auto fresh = TRY(views::Views::open("/views.db", *reader_, views_on(scratch.vfs_name())));
    while (TRY(fresh->catch_up(*reader_, opener, all_records)) > 0) {
    }
    auto search = TRY(views::SearchIndex::open("/views.db", search_on(scratch.vfs_name())));
    while (TRY(search->catch_up(all_records)) > 0) {
    }
    return views::content_hash("/views.db", scratch.vfs_name());
}

Result<void> SimulatedViews::compare_cases(const city::State& right) {
    auto database = TRY(
        sqlite::Database::open(path, {sqlite::Mode::read, node_.disk().vfs_name()}));
    auto store = TRY(views::Store::prepare(database, views::LocalIds(right.registry.realm())));
    for (CaseId id : right.cases.cases.ids()) {
        auto shown = TRY(store.load_case(id));
        if (!shown) return fail("case " + id_text(id) + " is not in the views");
        auto is = text_of(shown->subject), must = text_of(*right.cases.cases.find(id));
        if (is != must)
            return fail("the views show of case " + id_text(id) + differing(is, must) +
                        ", but must show" + differing(must, is));
    }
    return {};
}

bool SimulatedViews::is_on_disk(const std::string& text) {
    for (const auto& file : node_.disk().files())
        if (node_.disk().get(file).value_or("").find(text) != std::string::npos) return true;
    return false;
}

}  // namespace cs::sim
