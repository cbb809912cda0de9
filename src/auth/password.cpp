#include "auth/password.h"

#include <argon2.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/utf8.h"

namespace cs::auth {

namespace {

constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;
const char* const advice = "choose ten characters or more, such as several words";

bool is_one_character(std::string_view text) {
    auto first = utf8::prefix(text, 1);
    for (std::size_t at = 0; at < text.size(); at += first.size())
        if (text.substr(at, first.size()) != first) return false;
    return true;
}

}  // namespace

Result<void> check_password(std::string_view password, std::string_view account) {
    if (password.size() > longest_password)
        return fail("the password is longer than 256 bytes", {}, "choose a shorter one");
    if (utf8::first_invalid(password)) return fail("the password is not UTF-8", {}, advice);
    if (utf8::length(password) < shortest_password)
        return fail("the password is shorter than 10 characters", {}, advice);
    if (is_one_character(password))
        return fail("the password is one character over and over", {}, advice);
    if (password == account) return fail("the password is the account's name", {}, advice);
    return {};
}

Result<std::string> hash_password(std::string_view password, const PasswordCost& cost) {
    std::array<unsigned char, salt_bytes> salt{};
    CHECK(RAND_bytes(salt.data(), static_cast<int>(salt.size())) == 1);
    std::string out(argon2_encodedlen(cost.passes, cost.memory_kib, cost.lanes, salt_bytes,
                                      hash_bytes, Argon2_id),
                    '\0');
    int code = argon2id_hash_encoded(cost.passes, cost.memory_kib, cost.lanes, password.data(),
                                     password.size(), salt.data(), salt.size(), hash_bytes,
                                     out.data(), out.size());
    if (code != ARGON2_OK)
        return fail(std::string("a password cannot be hashed: ") + argon2_error_message(code), {},
                    "free some memory, then try again");
    out.resize(out.find('\0'));
    return out;
}

bool password_fits(const std::string& kept, std::string_view password) {
    return argon2id_verify(kept.c_str(), password.data(), password.size()) == ARGON2_OK;
}

bool is_of_other_cost(const std::string& kept, const PasswordCost& cost) {
    auto wanted = "$argon2id$v=19$m=" + std::to_string(cost.memory_kib) +
                  ",t=" + std::to_string(cost.passes) + ",p=" + std::to_string(cost.lanes) + "$";
    return !kept.starts_with(wanted);
}

}  // namespace cs::auth
