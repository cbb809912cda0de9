// One record of the journal, and the hash that binds all of it. The hash is a leaf in the manner of
// RFC 6962, so that a Merkle tree can stand on the records later without touching them.
// docs/journal-format.md shows the bytes of one record.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/time.h"

namespace cs::journal {

struct Record {
    Realm realm{};
    std::uint64_t sequence = 0;  ///< from 1, without gaps
    Instant at;                  ///< when the command was decided
    PersonId actor{};
    std::string type;
    std::uint32_t version = 1;  ///< of the payload's shape
    std::string payload;        ///< JSON; personal data in it is sealed
    std::string key;            ///< the command's idempotency key, on its first record; else ""
    Hash256 hash;               ///< leaf_hash of all of the above

    bool operator==(const Record&) const = default;
};

/// The bytes that are hashed, without the leaf prefix: fixed fields big-endian, texts preceded by
/// their length. No two different records have the same bytes.
std::string leaf_bytes(const Record& record);
/// SHA-256 over 0x00 and leaf_bytes, without building them.
Hash256 leaf_hash(Sha256& hasher, const Record& record);

}  // namespace cs::journal
