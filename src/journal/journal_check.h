// Verifying a journal file from the first byte to the last, and repairing one: what is whole from
// the start is kept, the damaged file is set aside beside it, and what was lost is told. Nothing is
// ever thrown away.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "journal/record.h"
#include "journal/sqlite.h"

namespace cs::journal {

/// Something wrong, and at which record; 0 when it is not of one record.
struct Finding {
    std::uint64_t sequence = 0;
    std::string what;
};

struct VerifyReport {
    Realm realm{};
    std::uint64_t records = 0;        ///< that could be read
    std::uint64_t head = 0;           ///< the last sequence, as the head says
    std::uint64_t whole_prefix = 0;   ///< records 1 to this are all there and all right
    Hash256 last_hash;                ///< leaf hash of the last record read
    Hash256 all_hash;                 ///< SHA-256 over all leaf hashes in order: names the history
    std::vector<Finding> findings;    ///< the first max_findings
    std::uint64_t finding_count = 0;  ///< all of them
    bool is_sound() const { return finding_count == 0; }
};

inline constexpr std::size_t max_findings = 100;

/// What a room above expects of a record that is whole: the error says why it cannot be used.
using RecordCheck = std::function<Result<void>(const Record&)>;

/// Reads every record, checks every hash, every gap, the head and SQLite's own structure. Changes
/// nothing. An error only when the file cannot be read as a journal at all, or has a newer format.
/// `realm` stands in for a head that is damaged; `check` looks at each record whose hash is right.
Result<VerifyReport> verify(const std::string& path, const sqlite::Progress& progress = {},
                            const std::string& vfs = {}, std::optional<Realm> realm = {},
                            const RecordCheck& check = {});

struct RepairReport {
    std::uint64_t kept = 0;            ///< records 1 to this are in the repaired journal
    std::uint64_t lost = 0;            ///< records after that which the head knew of
    std::uint64_t readable_after = 0;  ///< of these, how many can still be read in the file aside
    std::string aside;                 ///< the damaged file's new name; empty: nothing was wrong
};

/// Keeps records 1 to whole_prefix and moves the damaged file to "<path>.damaged-N". A sound
/// journal is left alone. For a file on the real disk that nobody else has open.
Result<RepairReport> repair(const std::string& path, const sqlite::Progress& progress = {},
                            std::optional<Realm> realm = {}, const RecordCheck& check = {});

}  // namespace cs::journal
