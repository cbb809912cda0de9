// Copies of what a data directory keeps for good: its journal and its vault. A backup is itself a
// data directory. The vault's copy is registered, so that a later erasure reaches it.
#pragma once

#include <cstdint>
#include <string>

#include "journal/data_directory.h"
#include "journal/sqlite.h"
#include "journal/vault.h"

namespace cs::journal {

/// Copies a live journal file to `to` (replaced whole, durable) as of one moment; returns the last
/// sequence it holds.
Result<std::uint64_t> copy_journal(const std::string& from, const std::string& to,
                                   const sqlite::Progress& progress = {});

/// Backs up a live directory's journal and then its vault: in this order, so that every key that
/// the copied records need is in the copied vault. Returns the last sequence.
Result<std::uint64_t> back_up(const DataDirectory& from, Vault& vault, const DataDirectory& to,
                              const sqlite::Progress& progress = {});

/// Fills an empty data directory from a backup. `newest_vault` names the vault of the directory
/// that is being replaced, or "" when it is lost: what was erased there since the backup stays
/// erased, and no key that it knows is missing. Returns the last sequence.
Result<std::uint64_t> restore(const DataDirectory& backup, const DataDirectory& to,
                              const std::string& newest_vault,
                              const sqlite::Progress& progress = {});

}  // namespace cs::journal
