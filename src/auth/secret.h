// Secrets that auth hands out: random, shown once, kept as their SHA-256. They have 256 bits, so
// that a plain hash is enough: nobody can try them all.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace cs::auth {

/// 256 random bits of the system's generator as 64 hex digits.
std::string random_secret();
inline constexpr std::size_t random_secret_digits = 64;
/// 63 random bits, never 0.
std::uint64_t random_number();

/// What is kept of a secret. `purpose` keeps apart what must not be taken for one another.
Hash256 fingerprint(std::string_view purpose, std::string_view secret);

/// Whether two are the same, in a time that does not say where they differ.
bool same_secret(std::string_view left, std::string_view right);

/// Keyed hash (HMAC-SHA256, RFC 2104) of a text.
Hash256 keyed_hash(std::string_view key, std::string_view text);

}  // namespace cs::auth
