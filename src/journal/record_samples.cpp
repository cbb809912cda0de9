#include "journal/record_samples.h"

namespace cs::journal {

std::vector<Record> sample_records(std::uint64_t first, std::size_t count,
                                   std::size_t payload_bytes) {
    Sha256 hasher;
    std::vector<Record> records;
    records.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t sequence = first + i;
        Record record{.realm = sample_realm,
                      .sequence = sequence,
                      .at = Instant{1'770'969'600'000'000} +
                            Duration{static_cast<std::int64_t>(sequence) * 1000},
                      .actor = make_id<PersonId>(sample_realm, sequence % 97 + 1),
                      .type = "CaseFiled",
                      .version = 1,
                      .payload = "{\"case_id\":\"410100000-" + std::to_string(sequence) +
                                 "\",\"t\":\"",
                      .key = "k-" + std::to_string(sequence),
                      .hash = {}};
        while (record.payload.size() + 2 < payload_bytes)
            record.payload += static_cast<char>('a' + (record.payload.size() + sequence) % 26);
        record.payload += "\"}";
        record.hash = leaf_hash(hasher, record);
        records.push_back(std::move(record));
    }
    return records;
}

}  // namespace cs::journal
