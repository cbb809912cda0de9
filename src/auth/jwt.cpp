#include "auth/jwt.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/json.h"

namespace cs::auth {

namespace {

constexpr std::size_t longest_token = 16 * 1024;
constexpr int least_rsa_bits = 2'048;
constexpr std::size_t coordinate_bytes = 32;

template <class T, void (*release)(T*)>
struct Free {
    void operator()(T* one) const { release(one); }
};
using Number = std::unique_ptr<BIGNUM, Free<BIGNUM, BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM, OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX, EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG, ECDSA_SIG_free>>;

const std::uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

Number number_of(std::string_view bytes) {
    return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

EVP_PKEY* made_key(const char* kind, OSSL_PARAM_BLD* builder) {
    Params params(OSSL_PARAM_BLD_to_param(builder));
    KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return nullptr;
    return key;
}

std::string member(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return {};
    return std::string(value->as_string());
}

std::optional<Instant> instant_in(const boost::json::object& object, std::string_view name) {
    constexpr std::int64_t latest = 253'402'300'799;  // the end of the year 9999
    const auto* value = object.if_contains(name);
    if (value == nullptr) return {};
    boost::system::error_code error;
    auto seconds = value->to_number<std::int64_t>(error);
    if (error || seconds < 0 || seconds > latest) return {};
    return Instant{seconds * 1'000'000};
}

std::vector<std::string> audience_in(const boost::json::object& object) {
    const auto* value = object.if_contains("aud");
    std::vector<std::string> out;
    if (value == nullptr) return out;
    if (value->is_string()) out.emplace_back(value->as_string());
    if (const auto* list = value->if_array())
        for (const auto& one : *list)
            if (one.is_string()) out.emplace_back(one.as_string());
    return out;
}

// What has no end is never good.
std::optional<Claims> claims_in(const boost::json::object& object) {
    auto expires_at = instant_in(object, "exp");
    if (!expires_at) return {};
    Claims out;
    out.issuer = member(object, "iss");
    out.subject = member(object, "sub");
    out.audience = audience_in(object);
    if (object.contains("azp")) out.authorized_party = member(object, "azp");
    if (object.contains("nonce")) out.nonce = member(object, "nonce");
    out.expires_at = *expires_at;
    out.issued_at = instant_in(object, "iat");
    out.not_before = instant_in(object, "nbf");
    return out;
}

std::optional<boost::json::object> object_in(std::string_view part) {
    auto text = from_base64url(part);
    if (!text) return {};
    auto tree = json::parse(*text);
    if (!tree || !tree->is_object()) return {};
    return std::move(tree->as_object());
}

// r and s as OpenSSL takes them; "" when they are not two coordinates.
std::string der_of(std::string_view signature) {
    if (signature.size() != 2 * coordinate_bytes) return {};
    EcSignature made(ECDSA_SIG_new());
    auto r = number_of(signature.substr(0, coordinate_bytes));
    auto s = number_of(signature.substr(coordinate_bytes));
    if (!made || !r || !s || ECDSA_SIG_set0(made.get(), r.release(), s.release()) != 1) return {};
    std::uint8_t* out = nullptr;
    int size = i2d_ECDSA_SIG(made.get(), &out);
    if (size <= 0) return {};
    std::string der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return der;
}

}  // namespace

std::optional<std::string> from_base64url(std::string_view text) {
    std::string plain(text);
    for (char& c : plain) {
        if (c == '+' || c == '/' || c == '=') return {};
        if (c == '-') c = '+';
        if (c == '_') c = '/';
    }
    if (plain.size() % 4 == 1) return {};
    plain.append((4 - plain.size() % 4) % 4, '=');
    auto bytes = parse_base64(plain);
    if (!bytes) return {};
    return std::string(bytes->begin(), bytes->end());
}

std::string base64url(std::string_view bytes) {
    std::string out;
    append_base64(out, bytes_of(bytes), bytes.size());
    while (out.ends_with('=')) out.pop_back();
    for (char& c : out) {
        if (c == '+') c = '-';
        if (c == '/') c = '_';
    }
    return out;
}

void KeySet::Free::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

std::optional<KeySet::Key> KeySet::key_of(std::string_view kind, const std::string& n,
                                          const std::string& e, const std::string& x,
                                          const std::string& y) {
    Builder builder(OSSL_PARAM_BLD_new());
    Key out;
    out.is_rsa = kind == "RSA";
    if (out.is_rsa) {
        auto modulus = number_of(n), exponent = number_of(e);
        if (!OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) ||
            !OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()))
            return {};
        out.key.reset(made_key("RSA", builder.get()));
        if (!out.key || EVP_PKEY_get_bits(out.key.get()) < least_rsa_bits) return {};
        return out;
    }
    if (x.size() != coordinate_bytes || y.size() != coordinate_bytes) return {};
    auto point = "\x04" + x + y;
    if (!OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                         0) ||
        !OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                          point.size()))
        return {};
    out.key.reset(made_key("EC", builder.get()));
    if (!out.key) return {};
    return out;
}

Result<KeySet> KeySet::parse(std::string_view text) {
    auto tree = TRY(json::parse(text));
    const auto* object = tree.if_object();
    const auto* keys = object == nullptr ? nullptr : object->if_contains("keys");
    if (keys == nullptr || !keys->is_array())
        return fail("the provider's key set holds no keys", {}, "check the provider");
    KeySet out;
    for (const auto& one : keys->as_array()) {
        const auto* jwk = one.if_object();
        if (jwk == nullptr) continue;
        auto kind = member(*jwk, "kty"), use = member(*jwk, "use");
        bool is_known = kind == "RSA" || (kind == "EC" && member(*jwk, "crv") == "P-256");
        if (!is_known || (!use.empty() && use != "sig")) continue;
        auto part = [&](const char* name) {
            return from_base64url(member(*jwk, name)).value_or("");
        };
        auto key = key_of(kind, part("n"), part("e"), part("x"), part("y"));
        if (!key) continue;
        key->id = member(*jwk, "kid");
        key->algorithm = member(*jwk, "alg");
        out.keys_.push_back(std::move(*key));
    }
    return out;
}

bool KeySet::signed_by(const Key& key, std::string_view algorithm, std::string_view text,
                       std::string_view signature) {
    if (!key.algorithm.empty() && key.algorithm != algorithm) return false;
    if (key.is_rsa != (algorithm != "ES256")) return false;
    auto der = key.is_rsa ? std::string(signature) : der_of(signature);
    if (der.empty()) return false;
    Digest digest(EVP_MD_CTX_new());
    EVP_PKEY_CTX* context = nullptr;
    if (!digest || EVP_DigestVerifyInit(digest.get(), &context, EVP_sha256(), nullptr,
                                        key.key.get()) != 1)
        return false;
    if (algorithm == "PS256" &&
        (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) != 1 ||
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) != 1))
        return false;
    return EVP_DigestVerify(digest.get(), bytes_of(der), der.size(), bytes_of(text),
                            text.size()) == 1;
}

KeySet::Checked KeySet::check(std::string_view token) const {
    auto bad = [](std::string problem) { return Checked{Verdict::bad, {}, std::move(problem)}; };
    auto first = token.find('.');
    auto last = token.rfind('.');
    bool has_three = first != std::string_view::npos && last > first &&
                     token.find('.', first + 1) == last;
    if (token.size() > longest_token || !has_three) return bad("it is not a signed token");
    auto header = object_in(token.substr(0, first));
    auto payload = object_in(token.substr(first + 1, last - first - 1));
    auto signature = from_base64url(token.substr(last + 1));
    if (!header || !payload || !signature) return bad("it is not a signed token");
    auto algorithm = member(*header, "alg"), id = member(*header, "kid");
    if (algorithm != "RS256" && algorithm != "PS256" && algorithm != "ES256")
        return bad("it is signed by an algorithm that is not taken: " + algorithm.substr(0, 20));
    if (header->contains("crit")) return bad("it asks for what is not known here");
    bool is_known = false;
    for (const auto& key : keys_) {
        if (!id.empty() && key.id != id) continue;
        is_known = true;
        if (!signed_by(key, algorithm, token.substr(0, last), *signature)) continue;
        auto claims = claims_in(*payload);
        if (!claims) return bad("it does not say when it ends");
        return {Verdict::good, std::move(*claims), {}};
    }
    if (!is_known) return {Verdict::unknown_key, {}, "none of the provider's keys signed it"};
    return bad("its signature is not right");
}

}  // namespace cs::auth
