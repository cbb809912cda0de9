// Which tokens are taken to be a provider's.
#include "auth/jwt.h"

#include <gtest/gtest.h>
#include <openssl/hmac.h>

#include <algorithm>

#include "auth/accounts_test.h"
#include "auth/test_signer.h"

namespace cs::auth {
namespace {

using Verdict = KeySet::Verdict;

constexpr const char* payload =
    R"({"iss":"https://id.example.org","sub":"7","aud":["a","b"],"azp":"a","exp":1772400000,"nonce":"n"})";

TEST(Jwt, TakesEachOfTheThreeAlgorithms) {
    for (const char* algorithm : {"RS256", "PS256", "ES256"}) {
        TestSigner signer(algorithm, "k");
        auto keys = *KeySet::parse(signer.key_set());
        ASSERT_EQ(keys.size(), 1u);
        auto checked = keys.check(signer.sign(payload));
        ASSERT_EQ(checked.verdict, Verdict::good) << algorithm << checked.problem;
        EXPECT_EQ(checked.claims.issuer, "https://id.example.org");
        EXPECT_EQ(checked.claims.audience, (std::vector<std::string>{"a", "b"}));
        EXPECT_EQ(checked.claims.expires_at, (Instant{1'772'400'000'000'000}));
        EXPECT_EQ(checked.claims.nonce, "n");
    }
}

TEST(Jwt, RefusesWhatWasChangedOrSignedByAnother) {
    TestSigner signer("RS256", "k"), other("RS256", "k"), named("RS256", "newer");
    auto keys = *KeySet::parse(signer.key_set());
    auto token = signer.sign(payload);
    for (auto at = token.find('.') + 1; at < token.size(); at += 97) {
        auto changed = token;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        EXPECT_NE(keys.check(changed).verdict, Verdict::good) << at;
    }
    EXPECT_EQ(keys.check(other.sign(payload)).verdict, Verdict::bad);
    EXPECT_EQ(keys.check(named.sign(payload)).verdict, Verdict::unknown_key);
}

// The two classic forgeries: no signature at all, and the public key taken for a shared secret.
TEST(Jwt, RefusesEveryOtherAlgorithm) {
    TestSigner signer("RS256", "k");
    auto keys = *KeySet::parse(signer.key_set());
    auto none = base64url(R"({"alg":"none"})") + "." + base64url(payload) + ".";
    EXPECT_EQ(keys.check(none).verdict, Verdict::bad);
    auto text = base64url(R"({"alg":"HS256","kid":"k"})") + "." + base64url(payload);
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    auto key = signer.jwk();
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &size);
    auto forged = text + "." + base64url({reinterpret_cast<const char*>(mac), size});
    EXPECT_EQ(keys.check(forged).verdict, Verdict::bad);
    for (const char* head : {R"({"alg":"PS256","kid":"k"})", R"({"alg":"ES256","kid":"k"})",
                             R"({"alg":"RS512","kid":"k"})", R"({"alg":"RS256","kid":"k","crit":["x"]})",
                             R"([])", R"({"alg":1})"})
        EXPECT_NE(keys.check(signer.sign(head, payload)).verdict, Verdict::good) << head;
}

TEST(Jwt, RefusesWhatIsNoToken) {
    TestSigner signer("ES256", "k");
    auto keys = *KeySet::parse(signer.key_set());
    for (const char* text : {"", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "=.=.="})
        EXPECT_EQ(keys.check(text).verdict, Verdict::bad) << text;
    EXPECT_NE(keys.check(signer.sign(R"({"iss":"x"})")).verdict, Verdict::good);
    EXPECT_NE(keys.check(signer.sign("[]")).verdict, Verdict::good);
    EXPECT_NE(keys.check(signer.sign(R"({"exp":-1})")).verdict, Verdict::good);
    EXPECT_NE(keys.check(signer.sign(R"({"exp":1e300})")).verdict, Verdict::good);
    EXPECT_EQ(keys.check(std::string(20'000, 'a')).verdict, Verdict::bad);
}

TEST(KeySet, LeavesOutWhatItCannotUse) {
    TestSigner weak("RS256", "weak", 1'024), good("ES256", "good");
    auto set = "{\"keys\":[" + weak.jwk() + "," + good.jwk() +
               R"(,{"kty":"oct","k":"AAAA"},{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"},7,)"
               R"({"kty":"RSA","use":"enc","n":"AAAA","e":"AQAB"}]})";
    EXPECT_EQ(KeySet::parse(set)->size(), 1u);
    EXPECT_FALSE(KeySet::parse("{}"));
    EXPECT_FALSE(KeySet::parse("keys"));
}

TEST(Base64Url, IsReadAndWrittenWithoutPadding) {
    for (const std::string text : {"", "a", "ab", "abc", "\xFB\xFF\xFE"})
        EXPECT_EQ(from_base64url(base64url(text)), text);
    for (const char* wrong : {"a", "a=", "+/", "ab==", "a b"}) EXPECT_FALSE(from_base64url(wrong));
}

class IdentitiesTest : public AccountsFixture {
protected:
    Identity person_7_{"https://id.example.org", "7"};
};

TEST_F(IdentitiesTest, SignsInWhomAnAdministratorHasLinked) {
    add_staff("li");
    EXPECT_EQ(accounts_.log_in_as(person_7_, "10.0.0.9")->result, LoginResult::wrong);
    ASSERT_TRUE(accounts_.link_identity("li", person_7_));
    auto login = *accounts_.log_in_as(person_7_, "10.0.0.9");
    ASSERT_EQ(login.result, LoginResult::good);
    EXPECT_EQ((*accounts_.by_session(login.session, "10.0.0.9"))->name, "li");
    // The same number at another provider is somebody else.
    EXPECT_EQ(accounts_.log_in_as({"https://other.example.org", "7"}, "10.0.0.9")->result,
              LoginResult::wrong);
    ASSERT_TRUE(accounts_.disable("li"));
    EXPECT_EQ(accounts_.log_in_as(person_7_, "10.0.0.9")->result, LoginResult::disabled);
}

TEST_F(IdentitiesTest, BelongsToOneAccountAndCanBeTakenAway) {
    add_staff("li");
    add_staff("wang");
    ASSERT_TRUE(accounts_.link_identity("li", person_7_));
    EXPECT_FALSE(accounts_.link_identity("wang", person_7_));
    EXPECT_FALSE(accounts_.link_identity("nobody", person_7_));
    EXPECT_FALSE(accounts_.link_identity("wang", {"", "7"}));
    EXPECT_EQ(accounts_.identities("li")->size(), 1u);
    auto login = *accounts_.log_in_as(person_7_, "10.0.0.9");
    EXPECT_FALSE(accounts_.unlink_identity("wang", person_7_));
    ASSERT_TRUE(accounts_.unlink_identity("li", person_7_));
    EXPECT_FALSE(*accounts_.by_session(login.session, "10.0.0.9"));
    EXPECT_EQ(accounts_.log_in_as(person_7_, "10.0.0.9")->result, LoginResult::wrong);
    auto kinds = *accounts_.audit(0, 100);
    auto count = [&](AuditKind kind) {
        return std::ranges::count(kinds, kind, &AuditEntry::kind);
    };
    EXPECT_EQ(count(AuditKind::identity_linked), 1);
    EXPECT_EQ(count(AuditKind::identity_unlinked), 1);
}

}  // namespace
}  // namespace cs::auth
