// Byte strings and their text forms (hex, base64), and the 256-bit hash type.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cs {

/// Bytes that are not text: ciphertext, keys. On the wire: base64 (RFC 4648).
struct Bytes {
    std::vector<std::uint8_t> data;
    auto operator<=>(const Bytes&) const = default;
};

/// A SHA-256 value. On the wire: 64 hex digits.
struct Hash256 {
    std::array<std::uint8_t, 32> data{};
    auto operator<=>(const Hash256&) const = default;
};

std::string hex_text(const Hash256& hash);
Result<Hash256> parse_hash(std::string_view hex);
void append_base64(std::string& out, const std::uint8_t* data, std::size_t size);
Result<std::vector<std::uint8_t>> parse_base64(std::string_view text);

/// SHA-256 (FIPS 180-4) through one reused context; one object per thread.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(std::string_view bytes);
    /// Returns the hash of what was added and starts anew.
    Hash256 finish();

private:
    void* context_;
};

Hash256 sha256(std::string_view bytes);

}  // namespace cs
