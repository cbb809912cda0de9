#include "journal/sealed_text.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstring>
#include <memory>

#include "base/check.h"

namespace cs::journal {

namespace {

constexpr std::uint8_t sealed_version = 1;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

/// One context per thread and direction: making one costs more than sealing a short text.
Context make_context(bool encrypts) {
    Context context(EVP_CIPHER_CTX_new());
    CHECK(context != nullptr);
    CHECK(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, nullptr, nullptr,
                            encrypts ? 1 : 0) == 1);
    return context;
}

EVP_CIPHER_CTX* sealing_context() {
    thread_local Context context = make_context(true);
    return context.get();
}

EVP_CIPHER_CTX* opening_context() {
    thread_local Context context = make_context(false);
    return context.get();
}

int int_size(std::size_t size) {
    CHECK(size < (std::size_t{1} << 30));
    return static_cast<int>(size);
}

const std::uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::array<std::uint8_t, 8> bytes_of(SubjectId subject) {
    std::array<std::uint8_t, 8> out;
    for (std::size_t i = 0; i < 8; ++i)
        out[i] = static_cast<std::uint8_t>(raw(subject) >> (8 * (7 - i)));
    return out;
}

/// Adds the version, the subject and the caller's data, so that changing any of them is noticed.
bool authenticate(EVP_CIPHER_CTX* context, SubjectId subject, std::string_view associated) {
    int size = 0;
    auto id = bytes_of(subject);
    return EVP_CipherUpdate(context, nullptr, &size, &sealed_version, 1) == 1 &&
           EVP_CipherUpdate(context, nullptr, &size, id.data(), int_size(id.size())) == 1 &&
           (associated.empty() || EVP_CipherUpdate(context, nullptr, &size, bytes_of(associated),
                                                   int_size(associated.size())) == 1);
}

/// Random bytes by the kilobyte: a call for twelve costs as much as one for a thousand.
void take_random(std::span<std::uint8_t> out) {
    struct Store {
        std::array<std::uint8_t, 1536> bytes;
        std::size_t used = sizeof(bytes);
    };
    thread_local Store store;
    if (store.bytes.size() - store.used < out.size()) {
        CHECK(RAND_bytes(store.bytes.data(), int_size(store.bytes.size())) == 1);
        store.used = 0;
    }
    std::memcpy(out.data(), store.bytes.data() + store.used, out.size());
    store.used += out.size();
}

std::string_view text_of_bytes(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

SubjectKey::~SubjectKey() { OPENSSL_cleanse(bytes.data(), bytes.size()); }

bool SubjectKey::same_as(const SubjectKey& other) const {
    return CRYPTO_memcmp(bytes.data(), other.bytes.data(), size) == 0;
}

SubjectKey SecretSource::key_for(SubjectId subject) const {
    SubjectKey key;
    if (!seed_) {
        // Straight from the system: a key must not linger in the store of nonces.
        CHECK(RAND_priv_bytes(key.bytes.data(), int_size(key.bytes.size())) == 1);
        return key;
    }
    key.bytes = sha256("simulated key " + std::to_string(*seed_) + " " +
                       std::to_string(raw(subject)))
                    .data;
    return key;
}

std::array<std::uint8_t, nonce_bytes> SecretSource::nonce_for(const SubjectKey& key,
                                                              std::string_view plaintext,
                                                              std::string_view associated) const {
    std::array<std::uint8_t, nonce_bytes> nonce;
    if (!seed_) {
        take_random(nonce);
        return nonce;
    }
    // Depends on all that is sealed: two different texts never share a nonce under one key.
    thread_local Sha256 hasher;
    hasher.add(text_of_bytes(key.bytes));
    hasher.add(std::to_string(associated.size()) + ":");
    hasher.add(associated);
    hasher.add(plaintext);
    Hash256 hash = hasher.finish();
    std::memcpy(nonce.data(), hash.data.data(), nonce.size());
    return nonce;
}

Bytes seal_text(const SubjectKey& key, std::span<const std::uint8_t, nonce_bytes> nonce,
                SubjectId subject, std::string_view plaintext, std::string_view associated) {
    Bytes sealed;
    sealed.data.resize(sealed_overhead_bytes + plaintext.size());
    std::uint8_t* out = sealed.data.data();
    *out++ = sealed_version;
    std::memcpy(out, nonce.data(), nonce.size());
    out += nonce.size();
    auto* context = sealing_context();
    int size = 0;
    CHECK(EVP_CipherInit_ex(context, nullptr, nullptr, key.bytes.data(), nonce.data(), 1) == 1);
    CHECK(authenticate(context, subject, associated));
    CHECK(plaintext.empty() || EVP_CipherUpdate(context, out, &size, bytes_of(plaintext),
                                                int_size(plaintext.size())) == 1);
    out += plaintext.size();
    CHECK(EVP_CipherFinal_ex(context, out, &size) == 1);
    CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, tag_bytes, out) == 1);
    return sealed;
}

Result<std::string> open_text(const SubjectKey& key, SubjectId subject, const Bytes& sealed,
                              std::string_view associated) {
    const auto& data = sealed.data;
    if (data.size() < sealed_overhead_bytes) return fail("a sealed text is cut off");
    if (data[0] != sealed_version)
        return fail("a sealed text has the unknown form " + std::to_string(data[0]), "",
                    "use the newer program that wrote it");
    const std::uint8_t* nonce = data.data() + 1;
    const std::uint8_t* body = nonce + nonce_bytes;
    std::size_t body_size = data.size() - sealed_overhead_bytes;
    std::array<std::uint8_t, tag_bytes> tag;
    std::memcpy(tag.data(), body + body_size, tag.size());
    std::string text(body_size, '\0');
    auto* context = opening_context();
    int size = 0;
    CHECK(EVP_CipherInit_ex(context, nullptr, nullptr, key.bytes.data(), nonce, 0) == 1);
    CHECK(authenticate(context, subject, associated));
    auto* out = reinterpret_cast<std::uint8_t*>(text.data());
    CHECK(body_size == 0 ||
          EVP_CipherUpdate(context, out, &size, body, int_size(body_size)) == 1);
    CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1);
    std::uint8_t none[16];
    if (EVP_CipherFinal_ex(context, none, &size) == 1) return text;
    OPENSSL_cleanse(text.data(), text.size());
    return fail("a sealed text was changed, or belongs to another subject or place");
}

}  // namespace cs::journal
