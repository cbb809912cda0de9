// Commands decided together, on their way to be durable in one write. The state has their events
// already; nobody is told before the write is done.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "city/city.h"
#include "journal/record.h"
#include "runtime/recent_keys.h"

namespace cs::runtime {

struct Accepted {
    std::uint64_t first_sequence = 0;
    std::uint64_t last_sequence = 0;
    bool repeated = false;  ///< answered from the journal: the key had acted before
    city::Events events;
};
using Reply = Decision<Accepted>;

/// Made by Engine::decide(), encoded by prepare(), made durable by write(), answered by settle().
struct Batch {
    /// A command whose key acted before; its reply is read from the journal.
    struct Repeat {
        std::size_t reply = 0;
        KeyEntry entry;
    };
    std::vector<Reply> replies;
    std::vector<journal::Record> records;  ///< of the events in the replies, in their order
    std::vector<Repeat> repeats;
    std::vector<SubjectId> to_erase;
    Instant at;
    std::uint64_t era = 0;       ///< which folding of the state it was decided on
    std::optional<Error> error;  ///< why it is not durable
};

}  // namespace cs::runtime
