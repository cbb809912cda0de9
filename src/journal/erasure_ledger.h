// The ledger of erasures: who was forgotten in one history, as a small text file that stands beside
// the data directory and beside each of its backups, not in them. So it outlives the one and does
// not travel with the other, and a restore can apply what was erased after the backup was made. It
// holds subject numbers, which identify nobody. docs/decisions/erasure-ledger.md.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"

namespace cs::journal {

/// Where the ledger of a history stands beside a directory; `history` is the hash of the journal's
/// first record.
std::string ledger_beside(const std::string& directory, const Hash256& history);

/// The directory that a ledger stands beside.
std::string directory_of_ledger(const std::string& path);

/// The short name of a history, as a ledger carries it in its file name and its second line.
std::string history_name(const Hash256& history);

/// The subjects that a ledger names, in rising order. Refuses a file that is something else, is
/// not whole (its last line is a checksum), or belongs to another history.
Result<std::vector<SubjectId>> read_ledger(const std::string& path, const std::string& history);

/// Makes the ledger, whose path ends with its history's name, name these subjects besides those it
/// names already; makes it when it is missing. Durable, and the old file or the new one whole.
/// Writes nothing that is there already.
Result<void> add_to_ledger(const std::string& path, std::span<const SubjectId> subjects);

}  // namespace cs::journal
