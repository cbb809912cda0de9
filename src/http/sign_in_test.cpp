// Signing in by a real provider: npm's oidc-provider on loopback, as tests/oidc/provider.mjs runs it.
// The packages are installed by tools/prepare_oidc; without them the test is skipped, and says so.
#include <boost/json.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>

#include <sys/wait.h>
#include <unistd.h>

#include "auth/provider.h"
#include "http/api_test.h"

namespace cs::http {
namespace {

constexpr const char* callback = "http://127.0.0.1:1/api/v1/session/provider/callback";
const std::string home = CHENGSHU_SOURCE_DIR "/build/oidc";

/// node provider.mjs, until the test ends.
class NodeProvider {
public:
    NodeProvider() {
        int ends[2];
        if (::pipe(ends) != 0) return;
        process_ = ::fork();
        if (process_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(ends[0]);
            ::setenv("NODE_NO_WARNINGS", "1", 1);
            ::execlp("node", "node", (home + "/provider.mjs").c_str(), callback, nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        said_ = ends[0];
        for (char c = 0; ::read(said_, &c, 1) == 1 && c != '\n';) issuer += c;
    }
    ~NodeProvider() {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        ::close(said_);
    }
    std::string issuer;

private:
    pid_t process_ = -1;
    int said_ = -1;  ///< open for as long as it lives: it ends when nobody hears it
};

fetch::Rules loopback() {
    fetch::Rules rules;
    rules.addresses = *fetch::AddressPolicy::parse("127.0.0.0/8");
    return rules;
}

std::string header(const Response& response, std::string_view name, std::string_view start = {}) {
    for (const auto& pair : response.headers)
        if (pair.name == name && pair.value.starts_with(start)) return pair.value;
    return {};
}

std::string crumb(const std::string& set_cookie) {
    return set_cookie.substr(0, set_cookie.find(';'));
}

/// Follows the provider's redirects, with its cookies, until it sends the browser back to us.
std::string followed(std::string url, const std::string& issuer) {
    std::map<std::string, std::string> cookies;
    for (int step = 0; step < 20 && !url.starts_with(callback); ++step) {
        if (url.starts_with("/")) url = issuer + url;
        std::string jar;
        for (const auto& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
        fetch::Outgoing request{url};
        if (!jar.empty()) request.headers.push_back("Cookie: " + jar);
        auto answer = fetch::fetch(loopback(), request);
        if (!answer || answer->status / 100 != 3) {
            ADD_FAILURE() << url << (answer ? answer->body : answer.error().text());
            return {};
        }
        for (const auto& [name, value] : answer->headers) {
            if (name != "set-cookie") continue;
            auto pair = crumb(value);
            cookies[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
        }
        url = answer->header("location");
    }
    return url;
}

class SignIn : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(home + "/node_modules/oidc-provider"))
            GTEST_SKIP() << "npm's oidc-provider is not installed; tools/prepare_oidc does it";
        node_ = std::make_unique<NodeProvider>();
        ASSERT_TRUE(node_->issuer.starts_with("http://127.0.0.1:")) << node_->issuer;
        use("chengshu", "a secret of + and %");
        auto& accounts = town_.api().accounts;
        ASSERT_TRUE(accounts.add({"li", auth::AccountKind::staff, town_.person(Role::agent, true)},
                                 "three plain words"));
    }
    void use(const std::string& client, const std::string& secret) {
        provider_ = *auth::Provider::make({node_->issuer, client, secret, callback, loopback()}, time_);
        town_.api().provider = provider_.get();
    }
    Response come_back(const std::string& url, const std::string& cookie) {
        return town_.get("/session/provider/callback" + url.substr(url.find('?')), town_.nobody(),
                         {{"cookie", cookie}});
    }
    /// The whole way; what our callback answers.
    Response sign_in() {
        auto begun = town_.get("/session/provider?return_to=%2Fapi%2Fv1", town_.nobody());
        EXPECT_EQ(begun.status, 303) << begun.body;
        cookie_ = crumb(header(begun, "Set-Cookie"));
        url_ = followed(header(begun, "Location"), node_->issuer);
        if (url_.empty()) return {};
        return come_back(url_, cookie_);
    }

    runtime::ManualTime time_{runtime::SystemTime().now()};
    ApiTown town_;
    std::unique_ptr<NodeProvider> node_;
    std::unique_ptr<auth::Provider> provider_;
    std::string cookie_, url_;
};

TEST_F(SignIn, GivesASessionToWhomAnAdministratorLinked) {
    auto stranger = sign_in();
    EXPECT_EQ(stranger.status, 403) << stranger.body;
    EXPECT_EQ(problem_code(stranger), "not_linked");
    EXPECT_EQ(member(stranger, "detail"), "person-7");
    ASSERT_TRUE(town_.api().accounts.link_identity("li", {node_->issuer, "person-7"}));
    auto known = sign_in();
    ASSERT_EQ(known.status, 303) << known.body;
    EXPECT_EQ(header(known, "Location"), "/api/v1");
    auto session = crumb(header(known, "Set-Cookie", "chengshu="));
    ASSERT_FALSE(session.empty());
    auto caller = town_.api().accounts.by_session(session.substr(9), "10.0.0.9");
    ASSERT_TRUE(caller && *caller);
    EXPECT_EQ((*caller)->name, "li");
    // What came back once is worth nothing a second time, or in another browser.
    EXPECT_EQ(problem_code(come_back(url_, cookie_)), "stale_sign_in");
}

TEST_F(SignIn, GoesOnWhenTheProviderChangesItsKeys) {
    ASSERT_TRUE(town_.api().accounts.link_identity("li", {node_->issuer, "person-7"}));
    EXPECT_EQ(sign_in().status, 303);
    ASSERT_TRUE(fetch::fetch(loopback(), {node_->issuer + "/rotate"}));
    // Keys are asked for again after ten seconds at the earliest.
    EXPECT_EQ(problem_code(sign_in()), "not_vouched");
    time_.set(time_.now() + Duration::seconds(11));
    EXPECT_EQ(sign_in().status, 303);
}

TEST_F(SignIn, TakesTheOtherKindOfKeyAndOfClientToo) {
    ASSERT_TRUE(town_.api().accounts.link_identity("li", {node_->issuer, "person-7"}));
    use("chengshu-ec", "another secret");
    EXPECT_EQ(sign_in().status, 303);
}

TEST_F(SignIn, IsDeniedWithTheWrongSecret) {
    use("chengshu", "wrong");
    auto answer = sign_in();
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(problem_code(answer), "not_vouched");
}

TEST_F(SignIn, SaysSoWhenTheProviderIsGone) {
    node_.reset();
    auto answer = town_.get("/session/provider", town_.nobody());
    EXPECT_EQ(answer.status, 502);
    EXPECT_EQ(problem_code(answer), "provider_failed");
}

}  // namespace
}  // namespace cs::http
