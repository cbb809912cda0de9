// A provider's key for tests: says what it is as a JWK, and signs whatever it is given.
#pragma once

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <string>

#include "auth/jwt.h"
#include "base/check.h"

namespace cs::auth {

class TestSigner {
public:
    /// "RS256", "PS256" or "ES256".
    TestSigner(std::string algorithm, std::string id, unsigned bits = 2'048)
        : algorithm_(std::move(algorithm)), id_(std::move(id)) {
        bool is_ec = algorithm_ == "ES256";
        key_ = is_ec ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
                     : EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{bits});
        CHECK(key_ != nullptr);
    }
    ~TestSigner() { EVP_PKEY_free(key_); }
    TestSigner(const TestSigner&) = delete;
    TestSigner& operator=(const TestSigner&) = delete;

    std::string jwk() const {
        auto out = "{\"kid\":\"" + id_ + "\",\"use\":\"sig\",\"alg\":\"" + algorithm_ + "\",";
        if (algorithm_ == "ES256")
            return out + R"("kty":"EC","crv":"P-256","x":")" +
                   base64url(number(OSSL_PKEY_PARAM_EC_PUB_X, 32)) + R"(","y":")" +
                   base64url(number(OSSL_PKEY_PARAM_EC_PUB_Y, 32)) + "\"}";
        return out + R"("kty":"RSA","n":")" + base64url(number(OSSL_PKEY_PARAM_RSA_N, 0)) +
               R"(","e":")" + base64url(number(OSSL_PKEY_PARAM_RSA_E, 0)) + "\"}";
    }
    std::string key_set() const { return "{\"keys\":[" + jwk() + "]}"; }

    std::string header() const {
        return "{\"alg\":\"" + algorithm_ + "\",\"kid\":\"" + id_ + "\"}";
    }
    std::string sign(const std::string& payload) const { return sign(header(), payload); }
    std::string sign(const std::string& head, const std::string& payload) const {
        auto text = base64url(head) + "." + base64url(payload);
        return text + "." + base64url(signature(text));
    }

private:
    std::string number(const char* name, int bytes) const {
        BIGNUM* value = nullptr;
        CHECK(EVP_PKEY_get_bn_param(key_, name, &value) == 1);
        auto size = bytes == 0 ? BN_num_bytes(value) : bytes;
        std::string out(static_cast<std::size_t>(size), '\0');
        BN_bn2binpad(value, reinterpret_cast<unsigned char*>(out.data()), size);
        BN_free(value);
        return out;
    }

    std::string signature(const std::string& text) const {
        auto* digest = EVP_MD_CTX_new();
        EVP_PKEY_CTX* context = nullptr;
        CHECK(EVP_DigestSignInit(digest, &context, EVP_sha256(), nullptr, key_) == 1);
        if (algorithm_ == "PS256") {
            EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING);
            EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST);
        }
        const auto* data = reinterpret_cast<const unsigned char*>(text.data());
        std::string out(512, '\0');
        auto size = out.size();
        CHECK(EVP_DigestSign(digest, reinterpret_cast<unsigned char*>(out.data()), &size, data,
                             text.size()) == 1);
        EVP_MD_CTX_free(digest);
        out.resize(size);
        return algorithm_ == "ES256" ? raw_of(out) : out;
    }

    static std::string raw_of(const std::string& der) {
        const auto* at = reinterpret_cast<const unsigned char*>(der.data());
        auto* parsed = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
        CHECK(parsed != nullptr);
        std::string out(64, '\0');
        auto* to = reinterpret_cast<unsigned char*>(out.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(parsed), to, 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(parsed), to + 32, 32);
        ECDSA_SIG_free(parsed);
        return out;
    }

    std::string algorithm_;
    std::string id_;
    EVP_PKEY* key_ = nullptr;
};

}  // namespace cs::auth
