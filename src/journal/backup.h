// Copies of what a data directory keeps for good: its journal, its vault and its accounts. A backup
// is itself a data directory. The vault's copy is registered, so that a later erasure reaches it;
// one that was moved away learns of it when it is restored, from the ledger of erasures.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "journal/data_directory.h"
#include "journal/sqlite.h"
#include "journal/vault.h"

namespace cs::journal {

/// Copies a live journal file to `to` (replaced whole, durable) as of one moment; returns the last
/// sequence it holds.
Result<std::uint64_t> copy_journal(const std::string& from, const std::string& to,
                                   const sqlite::Progress& progress = {});

/// Copies a live file of accounts, where there is one, without its sessions: whoever holds a copy
/// is not signed in, and whoever was signs in again after a restore.
Result<void> copy_accounts(const std::string& from, const std::string& to);

/// Copies the evidence of a live directory, where there is any: first its index, then the files
/// that were there by then. They are sealed; their keys go with the vault.
Result<void> copy_evidence(const std::string& from, const std::string& to);

/// Backs up a live directory's journal and then its vault: in this order, so that every key that
/// the copied records need is in the copied vault. Its evidence and its accounts go with them. A
/// ledger of erasures is kept beside both from then on. Returns the last sequence.
Result<std::uint64_t> back_up(const DataDirectory& from, Vault& vault, const DataDirectory& to,
                              const sqlite::Progress& progress = {});

/// Where a restore learns what was erased after the backup was made, besides the ledgers that the
/// backup knows of. Empty where not given.
struct LaterErasures {
    std::string replaced_vault;  ///< of the directory that is replaced; no key is missing then
    std::string ledger;
    bool are_lost = false;  ///< nobody knows them any more, and it is restored all the same
};

struct Restored {
    std::uint64_t last_sequence = 0;
    std::vector<std::string> ledgers;  ///< that were applied
    std::size_t erased = 0;            ///< subjects whose data the backup still had
};

/// Fills an empty data directory from a backup; what was erased since then stays erased. Refused
/// when nothing tells what that is, unless it is said to be lost.
Result<Restored> restore(const DataDirectory& backup, const DataDirectory& to,
                         const LaterErasures& later, const sqlite::Progress& progress = {});

}  // namespace cs::journal
