// Signed tokens of a provider: JWS in compact form (RFC 7515) under the public keys of its key set
// (RFC 7517), by OpenSSL. Three algorithms and no other: what the token's own header says is only
// ever held against them and against the key.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

struct evp_pkey_st;

namespace cs::auth {

struct Claims {
    std::string issuer;
    std::string subject;
    std::vector<std::string> audience;
    std::optional<std::string> authorized_party;
    std::optional<std::string> nonce;
    Instant expires_at;
    std::optional<Instant> issued_at;
    std::optional<Instant> not_before;
};

/// The keys by which a provider signs: RSA of 2048 bits or more, and P-256.
class KeySet {
public:
    KeySet() = default;
    /// Keys of other kinds or uses are left out. An error when the document is none.
    static Result<KeySet> parse(std::string_view json);
    std::size_t size() const { return keys_.size(); }

    enum class Verdict : std::uint8_t { good, unknown_key, bad };
    struct Checked {
        Verdict verdict = Verdict::bad;
        Claims claims;        ///< when good
        std::string problem;  ///< when not
    };
    /// Whether one of the keys signed it, and what it says. Nothing is said of when and for whom it
    /// is good. unknown_key: none of the keys is the one it names; there may be newer ones.
    Checked check(std::string_view token) const;

private:
    struct Free {
        void operator()(evp_pkey_st* key) const;
    };
    struct Key {
        std::string id;
        std::string algorithm;  ///< "" where it may be either of its kind
        bool is_rsa = false;
        std::unique_ptr<evp_pkey_st, Free> key;
    };
    static std::optional<Key> key_of(std::string_view kind, const std::string& n,
                                     const std::string& e, const std::string& x,
                                     const std::string& y);
    static bool signed_by(const Key& key, std::string_view algorithm, std::string_view text,
                          std::string_view signature);
    std::vector<Key> keys_;
};

/// base64url without padding (RFC 4648, 5); nothing for any other text.
std::optional<std::string> from_base64url(std::string_view text);
std::string base64url(std::string_view bytes);

}  // namespace cs::auth
