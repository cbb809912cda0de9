#include "views/bench.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>

#include "journal/sqlite_journal.h"
#include "views/lifecycle_samples.h"
#include "views/schema.h"
#include "views/search_index.h"
#include "views/vault_opener.h"
#include "views/views.h"

namespace cs::views {

namespace {

constexpr std::uint64_t chunk = 5'000;

// Of this thread: what else the machine does is not counted.
std::uint64_t used_us() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 +
           static_cast<std::uint64_t>(now.tv_nsec) / 1'000;
}

std::uint64_t per_second(std::uint64_t count, std::uint64_t us) {
    return us == 0 ? 0 : count * 1'000'000 / us;
}

std::uint64_t mib_of(const std::string& path) {
    struct stat info{};
    return stat(path.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.st_size) >> 20 : 0;
}

/// The parts of a measured city, in the order they are made.
struct Stand {
    std::string views_path;
    std::unique_ptr<journal::Vault> vault;
    std::unique_ptr<journal::SqliteJournal> journal;
    std::unique_ptr<journal::SqliteJournal> reader;
    std::unique_ptr<Views> views;
    LifecycleSamples samples{1};
};

Result<void> make_stand(Stand& stand, const std::string& directory) {
    stand.views_path = directory + "/views.db";
    journal::Vault::Options options;
    options.simulation_seed = 1;
    stand.vault = std::make_unique<journal::Vault>(
        TRY(journal::Vault::open(directory + "/vault.db", options)));
    stand.journal =
        TRY(journal::SqliteJournal::open(directory + "/journal.db", sample_realm));
    stand.reader = TRY(journal::SqliteJournal::open_reader(directory + "/journal.db"));
    stand.views = TRY(Views::open(stand.views_path, *stand.reader));
    stand.samples.vault = stand.vault.get();
    std::vector<journal::Record> records;
    stand.samples.city(records);
    return stand.journal->append(records);
}

/// Appends lifecycles and folds them; only the folding is timed.
Result<std::uint64_t> run(Stand& stand, std::uint64_t lifecycles,
                          const ViewsBenchOptions& options) {
    std::uint64_t spent = 0;
    VaultOpener opener(*stand.vault);
    std::vector<journal::Record> records;
    for (std::uint64_t done = 0; done < lifecycles; done += chunk) {
        records.clear();
        auto count = std::min(chunk, lifecycles - done);
        if (options.open_at_once <= 1)
            for (std::uint64_t i = 0; i < count; ++i) stand.samples.lifecycle(records);
        else
            stand.samples.mixed(records, count, options.open_at_once);
        TRY_VOID(stand.vault->flush());
        TRY_VOID(stand.journal->append(records));
        auto begin = used_us();
        while (TRY(stand.views->catch_up(*stand.reader, opener, options.batch_records)) > 0) {
        }
        spent += used_us() - begin;
    }
    return spent;
}

}  // namespace

Result<ViewsBench> bench_views(const ViewsBenchOptions& options) {
    Stand stand;
    TRY_VOID(make_stand(stand, options.directory));
    TRY(run(stand, options.stored, options));
    std::unique_ptr<SearchIndex> index;
    if (options.with_search) {
        index = TRY(SearchIndex::open(stand.views_path));
        while (TRY(index->catch_up(4'000)) > 0) {
        }
    }
    ViewsBench result;
    result.stored = options.stored;
    result.lifecycles = options.lifecycles;
    auto before = stand.views->position().sequence;
    result.fold_us = TRY(run(stand, options.lifecycles, options));
    result.records = stand.views->position().sequence - before;
    result.lifecycles_per_second = per_second(options.lifecycles, result.fold_us);
    if (index) {
        auto begin = used_us();
        while (auto count = TRY(index->catch_up(4'000))) result.indexed_reports += count;
        result.index_us = used_us() - begin;
        result.reports_per_second = per_second(result.indexed_reports, result.index_us);
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    result.memory_mib = static_cast<std::uint64_t>(usage.ru_maxrss) >> 10;
    result.views_mib = mib_of(stand.views_path);
    result.search_mib = mib_of(search_path_of(stand.views_path));
    return result;
}

}  // namespace cs::views
