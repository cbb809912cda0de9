#include "journal/journal.h"

namespace cs::journal {

Result<void> check_batch(std::span<const Record> batch, Realm realm, std::uint64_t last_sequence) {
    std::uint64_t expected = last_sequence;
    for (const auto& record : batch) {
        ++expected;
        if (record.sequence != expected)
            return fail("a batch brings sequence " + std::to_string(record.sequence) +
                        " where the journal expects " + std::to_string(expected));
        if (record.realm != realm)
            return fail("record " + std::to_string(expected) + " is of realm " +
                        std::to_string(static_cast<std::uint32_t>(record.realm)) +
                        " but this journal is of realm " +
                        std::to_string(static_cast<std::uint32_t>(realm)));
    }
    return {};
}

}  // namespace cs::journal
