// The port to the append-only journal, the only truth of a realm. A batch is durable whole or not
// at all; what append() answered is never lost; sequences run from 1 without gaps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "journal/record.h"

namespace cs::journal {

/// One writer. Implementations: SqliteJournal; MemoryJournal and FaultyJournal for tests.
class Journal {
public:
    virtual ~Journal() = default;

    /// Makes the whole batch durable in one write. The first record follows last_sequence(), the
    /// rest follow one another, the realm is right; otherwise the batch is refused. Hashes are
    /// taken as they come: reading checks them. After an error last_sequence() is as before, and
    /// the batch is not there for this process; a batch whose write failed may still be found,
    /// whole, when the journal is opened the next time.
    virtual Result<void> append(std::span<const Record> batch) = 0;

    /// Up to `limit` records from sequence `from` on, in order. Fewer means the end was reached.
    /// A gap or a record whose hash is wrong is an error that names the sequence.
    virtual Result<std::vector<Record>> read(std::uint64_t from, std::size_t limit) = 0;

    /// True when fold() has something to do. Both may be called beside append(), fold() by one
    /// thread at a time.
    virtual bool wants_folding() const { return false; }
    /// Moves what is durable to where it rests, so that append() need not. Failing harms nothing:
    /// it is tried again.
    virtual void fold() {}

    /// 0 when the journal is empty.
    virtual std::uint64_t last_sequence() const = 0;
    virtual Realm realm() const = 0;
};

/// What append() demands of a batch, in one place for every implementation.
Result<void> check_batch(std::span<const Record> batch, Realm realm, std::uint64_t last_sequence);

}  // namespace cs::journal
