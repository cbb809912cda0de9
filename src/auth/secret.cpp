#include "auth/secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstring>

#include "base/check.h"

namespace cs::auth {

namespace {

void fill_random(void* into, std::size_t size) {
    CHECK(RAND_bytes(static_cast<unsigned char*>(into), static_cast<int>(size)) == 1);
}

}  // namespace

std::string random_secret() {
    Hash256 bits;
    fill_random(bits.data.data(), bits.data.size());
    return hex_text(bits);
}

std::uint64_t random_number() {
    std::uint64_t number = 0;
    while (number == 0) {
        fill_random(&number, sizeof number);
        number >>= 1;
    }
    return number;
}

Hash256 fingerprint(std::string_view purpose, std::string_view secret) {
    Sha256 hasher;
    hasher.add("chengshu ");
    hasher.add(purpose);
    hasher.add(":");
    hasher.add(secret);
    return hasher.finish();
}

bool same_secret(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

Hash256 keyed_hash(std::string_view key, std::string_view text) {
    Hash256 out;
    unsigned size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(),
               out.data.data(), &size) != nullptr);
    CHECK(size == out.data.size());
    return out;
}

}  // namespace cs::auth
