#include "base/bytes.h"

#include <openssl/evp.h>

#include "base/check.h"

namespace cs {

namespace {

constexpr char hex_digits[] = "0123456789abcdef";
constexpr char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

struct Base64Values {
    std::array<std::int8_t, 256> of;
    constexpr Base64Values() : of{} {
        for (auto& v : of) v = -1;
        for (int i = 0; i < 64; ++i)
            of[static_cast<unsigned char>(base64_digits[i])] = static_cast<std::int8_t>(i);
    }
};
constexpr Base64Values base64_values;

EVP_MD_CTX* evp(void* context) { return static_cast<EVP_MD_CTX*>(context); }

}  // namespace

std::string hex_text(const Hash256& hash) {
    std::string out;
    out.reserve(64);
    for (auto byte : hash.data) {
        out += hex_digits[byte >> 4];
        out += hex_digits[byte & 15];
    }
    return out;
}

Result<Hash256> parse_hash(std::string_view hex) {
    Hash256 hash;
    bool good = hex.size() == 64;
    for (std::size_t i = 0; good && i < 32; ++i) {
        int high = hex_value(hex[2 * i]), low = hex_value(hex[2 * i + 1]);
        good = high >= 0 && low >= 0;
        if (good) hash.data[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    if (!good) return fail("expected a hash of 64 hex digits");
    return hash;
}

void append_base64(std::string& out, const std::uint8_t* data, std::size_t size) {
    auto old_size = out.size();
    out.resize(old_size + (size + 2) / 3 * 4);
    char* to = out.data() + old_size;
    std::size_t i = 0;
    for (; i + 3 <= size; i += 3, to += 4) {
        std::uint32_t group = static_cast<std::uint32_t>(data[i]) << 16 |
                              static_cast<std::uint32_t>(data[i + 1]) << 8 | data[i + 2];
        to[0] = base64_digits[group >> 18];
        to[1] = base64_digits[group >> 12 & 63];
        to[2] = base64_digits[group >> 6 & 63];
        to[3] = base64_digits[group & 63];
    }
    if (i == size) return;
    bool two = i + 1 < size;
    std::uint32_t group = static_cast<std::uint32_t>(data[i]) << 16 |
                          static_cast<std::uint32_t>(two ? data[i + 1] : 0) << 8;
    to[0] = base64_digits[group >> 18];
    to[1] = base64_digits[group >> 12 & 63];
    to[2] = two ? base64_digits[group >> 6 & 63] : '=';
    to[3] = '=';
}

Result<std::vector<std::uint8_t>> parse_base64(std::string_view text) {
    std::vector<std::uint8_t> out;
    if (text.size() % 4 != 0) return fail("base64 text must have a length divisible by four");
    out.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        bool last = i + 4 == text.size();
        int padding = last ? (text[i + 3] == '=') + (text[i + 2] == '=' && text[i + 3] == '=') : 0;
        std::uint32_t group = 0;
        for (int j = 0; j < 4; ++j) {
            int value = j >= 4 - padding
                            ? 0
                            : base64_values.of[static_cast<unsigned char>(text[i + j])];
            if (value < 0) return fail("not a base64 character");
            group = group << 6 | static_cast<std::uint32_t>(value);
        }
        for (int j = 0; j < 3 - padding; ++j)
            out.push_back(static_cast<std::uint8_t>(group >> (16 - 8 * j)));
    }
    return out;
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    CHECK(context_ != nullptr);
    CHECK(EVP_DigestInit_ex(evp(context_), EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() { EVP_MD_CTX_free(evp(context_)); }

void Sha256::add(std::string_view bytes) {
    CHECK(EVP_DigestUpdate(evp(context_), bytes.data(), bytes.size()) == 1);
}

Hash256 Sha256::finish() {
    Hash256 hash;
    unsigned size = 0;
    CHECK(EVP_DigestFinal_ex(evp(context_), hash.data.data(), &size) == 1 && size == 32);
    CHECK(EVP_DigestInit_ex(evp(context_), nullptr, nullptr) == 1);
    return hash;
}

Hash256 sha256(std::string_view bytes) {
    Sha256 hasher;
    hasher.add(bytes);
    return hasher.finish();
}

}  // namespace cs
