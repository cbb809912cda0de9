// accounts.db of the data directory: accounts, sessions, tokens, the audit, the key of receipts.
// Invariants: no secret stands in it in clear; the audit is only appended to, and SQLite itself
// refuses anything else.
#pragma once

#include <string>

#include "journal/sqlite.h"

namespace cs::auth {

/// Opens the file, or makes an empty one that only this user may read. Several processes may have
/// it open: the server and the command line.
Result<sqlite::Database> open_accounts_file(const std::string& path,
                                            const sqlite::Options& options);

}  // namespace cs::auth
