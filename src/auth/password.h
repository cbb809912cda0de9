// Passwords with argon2id (RFC 9106). The form that is kept names its own parameters and salt.
// Hashing is dear on purpose: at owasp_cost about 27 ms of one core and 19 MiB. Callers keep it
// off threads that must answer quickly, and bound how many run at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cs::auth {

struct PasswordCost {
    std::uint32_t memory_kib = 0;
    std::uint32_t passes = 0;
    std::uint32_t lanes = 0;
};

/// OWASP Password Storage Cheat Sheet, first choice for argon2id: 19 MiB, 2 passes, 1 lane.
inline constexpr PasswordCost owasp_cost{19456, 2, 1};

/// NIST SP 800-63B: length counts, not kinds of characters. The upper bound keeps hashing bounded.
inline constexpr std::size_t shortest_password = 10;  ///< characters
inline constexpr std::size_t longest_password = 256;  ///< bytes

/// Refuses one that is too short, too long, not UTF-8, one repeated character or the account's
/// name.
Result<void> check_password(std::string_view password, std::string_view account);

Result<std::string> hash_password(std::string_view password, const PasswordCost& cost);
/// False also for a kept form that cannot be read.
bool password_fits(const std::string& kept, std::string_view password);
/// Whether the kept form was made at another cost: to be made anew when the password is at hand.
bool is_of_other_cost(const std::string& kept, const PasswordCost& cost);

}  // namespace cs::auth
