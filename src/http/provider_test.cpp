// Signing in against a provider that says what the test wants: every token that must not be believed.
#include "auth/provider.h"

#include <gtest/gtest.h>

#include "auth/test_signer.h"
#include "http/served_test.h"
#include "http/target.h"

namespace cs::http {
namespace {

/// Answers as a provider does; what it answers can be changed between requests.
struct FakeProvider {
    std::string issuer, key_set, id_token, token_request;
    std::string description_name = "";  ///< instead of the issuer's own
    int token_status = 200;
    int key_requests = 0;
    std::unique_ptr<Served> served;

    FakeProvider() {
        std::vector<Route> routes;
        routes.push_back(simple_route(
            Method::get, "/.well-known/openid-configuration", "describe",
            [this](auto&, auto&, Respond respond) {
                auto name = description_name.empty() ? issuer : description_name;
                respond(Response::json("{\"issuer\":\"" + name + "\",\"authorization_endpoint\":\"" +
                                       issuer + "/authorize\",\"token_endpoint\":\"" + issuer +
                                       "/token\",\"jwks_uri\":\"" + issuer + "/keys\"}"));
            }));
        routes.push_back(simple_route(Method::get, "/keys", "keys",
                                      [this](auto&, auto&, Respond respond) {
                                          ++key_requests;
                                          respond(Response::json(key_set));
                                      }));
        routes.push_back(simple_route(
            Method::post, "/token", "token", [this](auto& request, auto&, Respond respond) {
                token_request = request.body;
                respond(Response::json("{\"access_token\":\"x\",\"id_token\":\"" + id_token + "\"}",
                                       token_status));
            }));
        Options options;
        options.io_threads = 1;
        served = std::make_unique<Served>(options, std::move(routes));
        issuer = "http://127.0.0.1:" + std::to_string(served->port());
    }
};

std::string parameter(const std::string& url, const std::string& name) {
    auto pairs = query_pairs(std::string_view(url).substr(url.find('?') + 1));
    for (const auto& pair : *pairs)
        if (pair.name == name) return pair.value;
    return {};
}

class ProviderTest : public ::testing::Test {
protected:
    ProviderTest() {
        fake_.key_set = signer_.key_set();
        auth::ProviderSettings settings{fake_.issuer, "us", "secret",
                                        "http://127.0.0.1:1/callback"};
        settings.rules.addresses = *fetch::AddressPolicy::parse("127.0.0.0/8");
        provider_ = *auth::Provider::make(settings, time_);
    }
    /// Claims that are right but for what `change` puts in place of a member.
    std::string claims(const std::string& name = {}, const std::string& value = {}) {
        std::map<std::string, std::string> all{{"iss", "\"" + fake_.issuer + "\""},
                                               {"sub", "\"person-7\""},
                                               {"aud", "\"us\""},
                                               {"exp", seconds(300)},
                                               {"iat", seconds(0)},
                                               {"nonce", "\"" + nonce_ + "\""}};
        if (!name.empty()) all[name] = value;
        std::string out;
        for (const auto& [key, text] : all)
            if (!text.empty()) out += (out.empty() ? "" : ",") + ("\"" + key + "\":" + text);
        return "{" + out + "}";
    }
    std::string seconds(std::int64_t from_now) {
        return std::to_string(time_.now().us / 1'000'000 + from_now);
    }
    auth::SignInReturn begin(const std::string& return_to = "/cases") {
        auto begun = provider_->begin(return_to);
        EXPECT_TRUE(begun.has_value()) << begun.error().text();
        nonce_ = parameter(begun->url, "nonce");
        challenge_ = parameter(begun->url, "code_challenge");
        return {begun->browser, parameter(begun->url, "state"), "code", {}};
    }
    auth::SignInEnded sign_in(const std::string& name = {}, const std::string& value = {}) {
        auto back = begin();
        fake_.id_token = signer_.sign(claims(name, value));
        return *provider_->finish(back);
    }
    using Kind = auth::SignInEnded::Kind;

    runtime::ManualTime time_{*parse_instant("2026-03-02 10:00")};
    auth::TestSigner signer_{"ES256", "first"};
    FakeProvider fake_;
    std::unique_ptr<auth::Provider> provider_;
    std::string nonce_, challenge_;
};

TEST_F(ProviderTest, BelievesATokenThatIsRight) {
    auto ended = sign_in();
    ASSERT_EQ(ended.kind, Kind::vouched) << ended.problem;
    EXPECT_EQ(ended.identity.subject, "person-7");
    EXPECT_EQ(ended.identity.issuer, fake_.issuer);
    EXPECT_EQ(ended.return_to, "/cases");
    // RFC 7636: the verifier that is shown now is what the challenge was made of.
    auto verifier = parameter(fake_.token_request, "code_verifier");
    auto hash = sha256(verifier);
    EXPECT_EQ(auth::base64url({reinterpret_cast<const char*>(hash.data.data()), 32}), challenge_);
    EXPECT_EQ(sign_in("aud", R"(["us"])").kind, Kind::vouched);
    EXPECT_EQ(sign_in("exp", seconds(-59)).kind, Kind::vouched) << "within the leeway";
    EXPECT_EQ(sign_in("iat", seconds(59)).kind, Kind::vouched);
}

TEST_F(ProviderTest, BelievesNoOther) {
    const std::pair<const char*, std::string> wrong[] = {
        {"iss", "\"https://other.example.org\""}, {"iss", ""},
        {"aud", "\"them\""}, {"aud", ""}, {"aud", R"(["us","them"])"}, {"azp", "\"them\""},
        {"exp", seconds(-61)}, {"exp", ""}, {"iat", seconds(61)}, {"iat", ""},
        {"nbf", seconds(61)}, {"nonce", "\"another\""}, {"nonce", ""}, {"sub", "\"\""},
        {"sub", "\"" + std::string(256, 'x') + "\""}, {"sub", ""}};
    for (const auto& [name, value] : wrong) {
        auto ended = sign_in(name, value);
        EXPECT_EQ(ended.kind, Kind::denied) << name << " " << value;
        EXPECT_FALSE(ended.problem.empty());
    }
}

TEST_F(ProviderTest, EndsOnceInTheBrowserThatBegan) {
    auto back = begin();
    fake_.id_token = signer_.sign(claims());
    auto other = back;
    other.browser = "another";
    EXPECT_EQ(provider_->finish(other)->kind, Kind::stale);
    EXPECT_EQ(provider_->finish(back)->kind, Kind::vouched);
    EXPECT_EQ(provider_->finish(back)->kind, Kind::stale);
    auto late = begin();
    time_.set(time_.now() + Duration::minutes(11));
    EXPECT_EQ(provider_->finish(late)->kind, Kind::stale);
    EXPECT_EQ(provider_->finish({"", "", "", {}})->kind, Kind::stale);
}

TEST_F(ProviderTest, NobodyWhoBeginsManyKeepsAnotherFromHis) {
    auto own = begin();
    fake_.id_token = signer_.sign(claims());
    for (int i = 0; i < 12'000; ++i) ASSERT_TRUE(provider_->begin("/").has_value());
    auto forged = own;
    forged.state += "/elsewhere";
    EXPECT_EQ(provider_->finish(forged)->kind, Kind::stale);
    forged.state.front() = forged.state.front() == '9' ? '8' : '9';
    EXPECT_EQ(provider_->finish(forged)->kind, Kind::stale);
    auto ended = provider_->finish(own);
    EXPECT_EQ(ended->kind, Kind::vouched) << ended->problem;
    EXPECT_EQ(ended->return_to, "/cases");
}

TEST_F(ProviderTest, AsksForNewKeysWhenItMeetsOneAndNotTooOften) {
    EXPECT_EQ(sign_in().kind, Kind::vouched);
    EXPECT_EQ(fake_.key_requests, 1);
    auth::TestSigner newer("ES256", "second"), unknown("ES256", "third");
    fake_.key_set = newer.key_set();
    time_.set(time_.now() + Duration::minutes(1));
    auto back = begin();
    fake_.id_token = newer.sign(claims());
    EXPECT_EQ(provider_->finish(back)->kind, Kind::vouched);
    EXPECT_EQ(fake_.key_requests, 2);
    for (int i = 0; i < 5; ++i) {
        auto again = begin();
        fake_.id_token = unknown.sign(claims());
        EXPECT_EQ(provider_->finish(again)->kind, Kind::denied);
    }
    EXPECT_EQ(fake_.key_requests, 2) << "within ten seconds the keys are not asked for again";
}

TEST_F(ProviderTest, LeadsNowhereButToItself) {
    for (const char* away : {"https://evil.example/", "//evil.example/", "/\\evil.example", "cases",
                             "", "/a b", "/\n"}) {
        auto back = begin(away);
        fake_.id_token = signer_.sign(claims());
        EXPECT_EQ(provider_->finish(back)->return_to, "/") << away;
    }
}

TEST_F(ProviderTest, IsDeniedWhenTheProviderTakesItsCodeBackOrAnotherAnswers) {
    auto back = begin();
    fake_.token_status = 400;
    EXPECT_EQ(provider_->finish(back)->kind, Kind::denied);
    auto mixed = begin();
    mixed.issuer = "https://other.example.org";
    EXPECT_EQ(provider_->finish(mixed)->kind, Kind::denied);
    FakeProvider liar;
    liar.description_name = "https://other.example.org";
    auth::ProviderSettings settings{liar.issuer, "us", "", "http://127.0.0.1:1/callback"};
    settings.rules.addresses = *fetch::AddressPolicy::parse("127.0.0.0/8");
    EXPECT_FALSE((*auth::Provider::make(settings, time_))->begin("/"));
    settings.rules.addresses = {};
    EXPECT_FALSE((*auth::Provider::make(settings, time_))->begin("/")) << "a private address";
    settings.issuer = "not an address";
    EXPECT_FALSE(auth::Provider::make(settings, time_));
}

}  // namespace
}  // namespace cs::http
