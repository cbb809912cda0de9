// The state on disk, as of one journal position: a snapshot kept up to date case by case, and the
// archive of the closed cases in one. A checkpoint writes what changed since the last, in one
// transaction with the position; so the restart is this plus the journal's tail, and a case that
// left memory is read from here. All of it can be thrown away and folded anew from the journal.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "city/city.h"
#include "journal/sqlite.h"
#include "runtime/recent_keys.h"

namespace cs::runtime {

struct Position {
    std::uint64_t sequence = 0;
    Hash256 record_hash;  ///< of that record: a journal that was restored elsewhere is noticed
};

/// A report that waits, or nothing when it waits no more.
using WaitingChanges =
    boost::unordered_flat_map<ReportId, std::optional<casework::WaitingReport>>;

/// What a checkpoint writes: copies of what changed, so that the state may go on meanwhile.
struct Changes {
    std::vector<Case> cases;  ///< in any order; each once
    WaitingChanges waiting;
    std::vector<casework::SourceKey> sources;  ///< taken since the last checkpoint
    std::optional<registry::Image> registry;  ///< nothing when unchanged
    std::vector<KeyEntry> keys;  ///< all of them, oldest first
    std::uint64_t last_report = 0;
    std::uint64_t last_case = 0;
    Instant last_at;
};

class StateStore {
public:
    using Rest = std::function<void()>;

    static Result<std::unique_ptr<StateStore>> open(const std::string& path,
                                                    const std::string& vfs = {});

    /// Nothing when no checkpoint was written yet.
    Result<std::optional<Position>> position();
    /// May run on another thread than find_case(), one at a time. `rest` is called between cases,
    /// and may let others go first.
    Result<void> write(Changes& changes, const Position& position, const Rest& rest);
    /// Loads the open cases, the waiting reports, the source numbers, the registry and the keys.
    struct Loaded {
        city::State state;
        RecentKeys keys;
        Instant last_at;
    };
    Result<Loaded> load();
    /// A case as of the last write that was finished, open or closed.
    Result<std::optional<Case>> find_case(CaseId id);
    /// Forgets everything: the next start folds the journal from its beginning.
    Result<void> clear();

private:
    StateStore() = default;
    Result<void> create();
    Result<void> prepare();
    Result<void> write_all(const Changes& changes, const Position& position, const Rest& rest);
    Result<void> put_keys(const std::vector<KeyEntry>& keys);
    Result<void> put_meta(const char* name, const std::string& value);
    Result<std::optional<std::string>> get_meta(const char* name);

    sqlite::Database database_;
    sqlite::Database reader_;  ///< for find_case(), which must not wait for a write
    sqlite::Statement get_case_;
    sqlite::Statement put_case_, put_waiting_, drop_waiting_, put_source_, put_meta_, get_meta_;
};

}  // namespace cs::runtime
