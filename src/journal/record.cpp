#include "journal/record.h"

#include <array>

#include "base/check.h"

namespace cs::journal {

namespace {

/// Leaves begin with 0x00 and inner nodes of the tree with 0x01 (RFC 6962, section 2.1).
constexpr char leaf_prefix = '\0';

/// The fixed fields and the length of the type: 36 bytes.
using Head = std::array<char, 36>;

void put(char* at, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) at[i] = static_cast<char>(value >> (8 * (bytes - 1 - i)));
}

std::array<char, 4> length_of(const std::string& text) {
    CHECK(text.size() <= UINT32_MAX);
    std::array<char, 4> out{};
    put(out.data(), text.size(), 4);
    return out;
}

Head head_of(const Record& record) {
    Head head{};
    put(head.data(), static_cast<std::uint32_t>(record.realm), 4);
    put(head.data() + 4, record.sequence, 8);
    put(head.data() + 12, static_cast<std::uint64_t>(record.at.us), 8);
    put(head.data() + 20, raw(record.actor), 8);
    put(head.data() + 28, record.version, 4);
    auto length = length_of(record.type);
    std::copy(length.begin(), length.end(), head.begin() + 32);
    return head;
}

template <class Sink>
void write_leaf(const Record& record, Sink&& add) {
    Head head = head_of(record);
    add(std::string_view(head.data(), head.size()));
    add(record.type);
    auto payload_length = length_of(record.payload);
    add(std::string_view(payload_length.data(), payload_length.size()));
    add(record.payload);
    auto key_length = length_of(record.key);
    add(std::string_view(key_length.data(), key_length.size()));
    add(record.key);
}

}  // namespace

std::string leaf_bytes(const Record& record) {
    std::string out;
    write_leaf(record, [&](std::string_view bytes) { out += bytes; });
    return out;
}

Hash256 leaf_hash(Sha256& hasher, const Record& record) {
    hasher.add(std::string_view(&leaf_prefix, 1));
    write_leaf(record, [&](std::string_view bytes) { hasher.add(bytes); });
    return hasher.finish();
}

}  // namespace cs::journal
