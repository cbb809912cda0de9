#include "journal/memory_journal.h"

#include <algorithm>

namespace cs::journal {

Result<void> MemoryJournal::append(std::span<const Record> batch) {
    TRY_VOID(check_batch(batch, realm_, last_sequence()));
    records_.insert(records_.end(), batch.begin(), batch.end());
    return {};
}

Result<std::vector<Record>> MemoryJournal::read(std::uint64_t from, std::size_t limit) {
    std::size_t start = std::min<std::size_t>(from > 0 ? from - 1 : 0, records_.size());
    std::size_t count = std::min(limit, records_.size() - start);
    auto first = records_.begin() + static_cast<std::ptrdiff_t>(start);
    return std::vector<Record>(first, first + static_cast<std::ptrdiff_t>(count));
}

}  // namespace cs::journal
