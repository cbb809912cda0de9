// The heart of a node, without threads: takes a batch of commands, decides them one after another,
// makes all their events durable in one write, and only then answers. The runtime gives it
// threads, a queue and timers; the simulator and the replay drive it step by step.
// Invariants: no reply before its events are durable; after a failed write the state is folded
// anew from what the journal really holds before anything else is decided.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "journal/journal.h"
#include "journal/vault.h"
#include "runtime/batch.h"
#include "runtime/state_store.h"

namespace cs::runtime {

class Engine {
public:
    /// How the engine gets its journal, at the start and again after a failed write.
    using OpenJournal = std::function<Result<std::unique_ptr<journal::Journal>>()>;
    using OpenStore = std::function<Result<std::unique_ptr<StateStore>>()>;

    struct Options {
        /// A checkpoint is written once so many records stand behind the last one.
        std::uint64_t records_per_checkpoint = 250'000;
        /// Check every touched case against the house's invariants; a broken one is a bug.
        bool check_invariants = false;
    };

    /// Folds the state: the last checkpoint and the journal's tail. `vault` may be null where
    /// nothing is sealed.
    static Result<std::unique_ptr<Engine>> open(OpenJournal open_journal, OpenStore open_store,
                                                journal::Vault* vault, Options options);
    ~Engine();

    /// Decides and answers a batch, one reply for each command in its order. `now` does not go
    /// back: an earlier one counts as the last record's instant. decide(), prepare(), write(),
    /// settle().
    std::vector<Reply> process(std::span<const Envelope> batch, Instant now);

    // The steps of process(), so that a batch can be decided and prepared while the one before it
    // is written. decide() and settle() belong to one thread; prepare() and write() may run on
    // others. Batches are prepared, written and settled in the order they were decided, each by one
    // thread at a time, and a batch is settled before the next one's write begins.

    /// Decides each command on the state as the batches before it leave it, and applies it.
    Batch decide(std::span<const Envelope> commands, Instant now);
    /// Encodes and hashes the records, and makes new keys of the vault durable: a durable record
    /// must never need a key that is not.
    void prepare(Batch& batch);
    /// Makes the batch durable once it is prepared: the records in one write. A batch that was
    /// decided on a state that is no more fails without being written.
    void write(Batch& batch);
    /// The answers. If the write failed, all of them are storage_full and storage_problem() is set:
    /// the state is folded anew by recover(), which the next decide() calls if nobody has.
    std::vector<Reply> settle(Batch batch);
    /// After a failed write: folds the state from what the journal holds. Nothing may be on its
    /// way, no batch no checkpoint, no
    /// fold of the journal. That works on a full disk; the next write tells the rest.
    Result<void> recover();
    bool must_recover() const { return must_recover_; }

    /// For the folding of the journal's log beside the writing; fold_journal() may run on another
    /// thread, and nothing recovers meanwhile.
    bool journal_wants_folding() const { return journal_ && journal_->wants_folding(); }
    void fold_journal() { journal_->fold(); }

    /// The passing of up to `limit` clock points that are due by now, in due order.
    std::vector<Envelope> due_commands(Instant now, std::size_t limit);
    std::optional<Instant> next_due() const;

    /// Writes what changed since the last checkpoint and lets closed cases leave memory: the steps
    /// below, all at once.
    Result<void> checkpoint();

    // The steps of a checkpoint, so that ordinary service goes on meanwhile. It holds the state as
    // of its beginning: a case that changes before it was copied is copied first.

    /// Nothing may be on its way. False when nothing has changed.
    bool begin_checkpoint();
    /// Copies up to `cases` cases; true once all are copied.
    bool copy_for_checkpoint(std::size_t cases);
    /// After all were copied; may run on another thread. `rest` is called between cases.
    Result<void> write_checkpoint(const StateStore::Rest& rest = [] {});
    void finish_checkpoint(const Result<void>& written);
    /// Up to `cases` cases that were closed when the last checkpoint began leave memory; true once
    /// there are none left to go.
    bool release_closed(std::size_t cases);
    bool checkpoint_is_due() const;
    std::uint64_t records_since_checkpoint() const;

    /// Includes batches that are decided and not yet durable; with none on its way it is exactly
    /// what the journal holds.
    const city::State& state() const { return *state_; }
    /// The last durable record.
    std::uint64_t last_sequence() const { return durable_sequence_; }
    Instant last_at() const { return last_at_; }
    /// Set from a failed write until the state is folded anew; commands are refused meanwhile.
    const std::optional<Error>& storage_problem() const { return storage_problem_; }
    /// The case wherever it is, in memory or in the archive.
    Result<std::optional<Case>> find_case(CaseId id);
    /// SHA-256 over the whole folded state, archive included: equal for equal journals.
    Result<Hash256> state_hash();

private:
    struct Checkpoint;  // one on its way
    Engine(OpenJournal open_journal, OpenStore open_store, journal::Vault* vault, Options options);
    Result<void> reload();
    Result<void> load_checkpoint();
    Result<void> fold_tail();
    Result<void> fold(const journal::Record& record);
    void touch(const Event& event);
    void touch(CaseId id);
    void copy_before_change(CaseId id);
    Result<void> bring_back(const Event& event);
    Result<void> bring_back(CaseId id);

    Reply decide_one(Batch& batch, const Envelope& envelope);
    void apply(Batch& batch, const Envelope& envelope, const city::Events& events);
    void encode(const Event& event, journal::Record& record);
    void check_cases_of(const Event& event) const;
    Reply repeat(const KeyEntry& entry);
    Result<void> erase(std::vector<SubjectId> subjects);

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
    std::uint64_t decided_sequence_ = 0;
    std::uint64_t durable_sequence_ = 0;
    Hash256 durable_hash_;
    std::uint64_t checkpoint_sequence_ = 0;
    std::uint64_t next_checkpoint_at_ = 0;
    boost::unordered_flat_set<CaseId> touched_cases_;
    WaitingChanges touched_reports_;  ///< those that wait get their content when it is written
    std::uint64_t stored_reports_ = 0;  ///< the last that the store may hold
    std::vector<casework::SourceKey> touched_sources_;
    bool registry_touched_ = false;
    bool store_in_doubt_ = false;  ///< a checkpoint failed: it may be there all the same
    std::vector<SubjectId> to_erase_;
    std::unique_ptr<Checkpoint> checkpoint_;
    std::vector<KeyEntry> spare_keys_;  ///< room for the next checkpoint's
    std::vector<CaseId> closed_;  ///< written by the last checkpoint, may leave memory
    std::uint64_t era_ = 0;
    bool must_recover_ = false;
    std::optional<Error> storage_problem_;
    std::string payload_;  ///< of the record that prepare() encodes; keeps its room
    Sha256 hasher_;        ///< prepare()'s
};

}  // namespace cs::runtime
