// The heart of a node, without threads: takes a batch of commands, decides them one after another,
// makes all their events durable in one write, and only then answers. The runtime gives it a
// thread, a queue and timers; the simulator and the replay drive it step by step.
// Invariants: no reply before its events are durable; after a failed write the state is folded
// anew from what the journal really holds before anything else is decided.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "city/city.h"
#include "journal/journal.h"
#include "journal/vault.h"
#include "runtime/recent_keys.h"
#include "runtime/state_store.h"

namespace cs::runtime {

struct Accepted {
    std::uint64_t first_sequence = 0;
    std::uint64_t last_sequence = 0;
    bool repeated = false;  ///< answered from the journal: the key had acted before
    city::Events events;
};
using Reply = Decision<Accepted>;

class Engine {
public:
    /// How the engine gets its journal, at the start and again after a failed write.
    using OpenJournal = std::function<Result<std::unique_ptr<journal::Journal>>()>;
    using OpenStore = std::function<Result<std::unique_ptr<StateStore>>()>;

    struct Options {
        /// A checkpoint is written once so many records stand behind the last one.
        std::uint64_t records_per_checkpoint = 1'000'000;
        /// Check every touched case against the house's invariants; a broken one is a bug.
        bool check_invariants = false;
    };

    /// Folds the state: the last checkpoint and the journal's tail. `vault` may be null where
    /// nothing is sealed.
    static Result<std::unique_ptr<Engine>> open(OpenJournal open_journal, OpenStore open_store,
                                                journal::Vault* vault, Options options);

    /// Decides and answers a batch, one reply for each command in its order. `now` does not go
    /// back: an earlier one counts as the last record's instant.
    std::vector<Reply> process(std::span<const Envelope> batch, Instant now);
    /// The passing of up to `limit` clock points that are due by now, in due order.
    std::vector<Envelope> due_commands(Instant now, std::size_t limit);
    std::optional<Instant> next_due() const;

    /// Writes what changed since the last checkpoint and lets closed cases leave memory.
    Result<void> checkpoint();
    std::uint64_t records_since_checkpoint() const;
    bool checkpoint_is_due() const;

    const city::State& state() const { return *state_; }
    std::uint64_t last_sequence() const { return journal_->last_sequence(); }
    Instant last_at() const { return last_at_; }
    /// Set while the journal cannot be written; commands are refused with storage_full.
    const std::optional<Error>& storage_problem() const { return storage_problem_; }
    /// The case wherever it is, in memory or in the archive.
    Result<std::optional<Case>> find_case(CaseId id);
    /// SHA-256 over the whole folded state, archive included: equal for equal journals.
    Result<Hash256> state_hash();

private:
    struct Slot;  // one command of a batch on its way
    Engine(OpenJournal open_journal, OpenStore open_store, journal::Vault* vault, Options options);
    Result<void> reload();
    Result<void> fold_tail();
    Result<void> fold(const journal::Record& record);
    void touch(const Event& event);
    Result<void> bring_back(const Event& event);
    Result<void> bring_back(CaseId id);
    bool journal_works();

    Reply decide(const Envelope& envelope, Instant now);
    void record(const Envelope& envelope, const city::Events& events, Instant now);
    Reply repeat(const KeyEntry& entry);
    Result<void> make_durable();
    Result<void> erase_forgotten();

    OpenJournal open_journal_;
    OpenStore open_store_;
    journal::Vault* vault_;
    Options options_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<StateStore> store_;
    std::unique_ptr<city::State> state_;
    RecentKeys keys_;
    bool last_command_had_key_ = false;  ///< while folding
    Instant last_at_;
    std::uint64_t checkpoint_sequence_ = 0;
    std::set<CaseId> touched_cases_;
    std::set<ReportId> touched_reports_;
    std::vector<casework::SourceKey> touched_sources_;
    bool registry_touched_ = false;
    std::vector<SubjectId> to_erase_;
    std::vector<journal::Record> batch_;
    Sha256 hasher_;
    Hash256 last_hash_;
    std::optional<Error> storage_problem_;
};

}  // namespace cs::runtime
