// A node on a disk in memory: the real engine, journal, state store and vault, which can be killed,
// crashed and opened again, and whose journal can be read beside it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "journal/fake_disk.h"
#include "journal/journal.h"
#include "journal/vault.h"
#include "runtime/engine.h"

namespace cs::sim {

/// Puts something between the engine and its journal; only tests do, to plant a fault.
using WrapJournal =
    std::function<std::unique_ptr<journal::Journal>(std::unique_ptr<journal::Journal>)>;

class SimulatedNode {
public:
    static constexpr const char* journal_path = "/d/journal.db";
    static constexpr const char* store_path = "/d/archive.db";
    static constexpr const char* vault_path = "/d/vault.db";

    SimulatedNode(std::uint64_t seed, Realm realm, int fold_pages, WrapJournal wrap);

    Result<void> open();
    /// The process ends: nothing more is written than what closing files writes.
    void close();
    /// The power goes, and the process with it.
    void crash(Random& random);

    bool is_open() const { return engine_ != nullptr; }
    journal::FakeDisk& disk() { return disk_; }
    runtime::Engine& engine() { return *engine_; }
    journal::Vault& vault() { return *vault_; }

    /// Every record, through a connection of its own; hashes and gaps are checked.
    Result<std::vector<journal::Record>> records();
    /// The hash of the state that the journal alone gives, from its first record.
    Result<Hash256> hash_of_fold();
    /// Reads every byte of the journal: an error names the first finding.
    Result<void> verify();
    /// Whether a key that was made for the subject, at any time, is in a file.
    bool key_is_on_disk(SubjectId subject);

private:
    Result<std::unique_ptr<runtime::Engine>> open_engine(const std::string& store,
                                                         const std::string& store_vfs,
                                                         const WrapJournal& wrap);

    /// Every other node folds its journal's log over a second connection, as a served node does.
    bool folds_beside() const { return seed_ % 2 == 1; }

    std::uint64_t seed_;
    Realm realm_;
    int fold_pages_;
    WrapJournal wrap_;
    std::uint64_t openings_ = 0;
    journal::FakeDisk disk_;
    std::unique_ptr<journal::Vault> vault_;
    std::unique_ptr<runtime::Engine> engine_;
};

}  // namespace cs::sim
