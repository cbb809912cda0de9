// Signing in by a provider: OpenID Connect's authorization code flow with PKCE (RFC 7636),
// discovery and the provider's key set. It ends in an identity that the provider vouches for; which
// account that is, Accounts knows. docs/identity.md.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "auth/account.h"
#include "auth/jwt.h"
#include "fetch/transfers.h"
#include "runtime/time_source.h"

namespace cs::auth {

struct ProviderSettings {
    std::string issuer;
    std::string client_id;
    std::string client_secret;  ///< "": a public client
    std::string redirect_uri;   ///< of our callback, as the browser sees it
    fetch::Rules rules = {};
    Duration leeway = Duration::seconds(60);  ///< between the provider's clock and ours
};

/// A sign-in that has begun: where the browser goes, and what its cookie holds until it is back.
struct SignInBegun {
    std::string url;
    std::string browser;
};

/// What the browser brings back.
struct SignInReturn {
    std::string browser;  ///< the cookie's
    std::string state;
    std::string code;
    std::optional<std::string> issuer;  ///< RFC 9207
};

/// stale: begun too long ago, in another browser, or already ended. denied: what the provider sent
/// does not hold; `problem` says what.
struct SignInEnded {
    enum class Kind : std::uint8_t { vouched, stale, denied } kind = Kind::denied;
    Identity identity;
    std::string return_to;
    std::string problem;
};

/// Safe to use from many threads at once. Waits for the provider: belongs on a worker thread.
class Provider {
public:
    /// Refuses settings that cannot work. The provider is not asked yet. `time` outlives it.
    static Result<std::unique_ptr<Provider>> make(ProviderSettings settings,
                                                  runtime::TimeSource& time);

    /// `return_to`: a path of ours. An error when the provider cannot be reached.
    Result<SignInBegun> begin(std::string_view return_to);
    Result<SignInEnded> finish(const SignInReturn& back);

private:
    /// What a provider says of itself (OpenID Connect Discovery).
    struct Description {
        std::string issuer;
        std::string authorization_endpoint;
        std::string token_endpoint;
        std::string jwks_uri;
        std::vector<std::string> token_endpoint_auth_methods_supported;
        std::optional<bool> authorization_response_iss_parameter_supported;
        DESCRIBED(Description, issuer, authorization_endpoint, token_endpoint, jwks_uri,
                  token_endpoint_auth_methods_supported,
                  authorization_response_iss_parameter_supported)
    };
    /// A sign-in that is under way. Nothing is kept of it here: it is in its `state`, under our
    /// seal, so that nobody who begins many keeps others from theirs.
    struct Pending {
        std::string words;  ///< until when, and a random name
        std::string return_to;
    };
    Provider(ProviderSettings settings, runtime::TimeSource& time);
    std::string derived(std::string_view use, const std::string& text) const;
    std::string seal_of(const Pending& pending, std::string_view browser) const;
    Result<Description> description();
    Result<std::shared_ptr<const KeySet>> keys(bool must_be_new);
    Result<KeySet::Checked> checked(std::string_view token);
    Result<std::string> exchange(const Description& description, const std::string& code,
                                 const std::string& verifier);
    std::optional<Pending> take_pending(const SignInReturn& back);
    std::string problem_of(const Claims& claims, const std::string& nonce) const;

    ProviderSettings settings_;
    runtime::TimeSource& time_;
    std::mutex mutex_;
    const std::string key_;  ///< of this process: what is under way ends with it
    std::map<std::string, Instant> ended_;  ///< states that came back, until they would have ended
    std::optional<Description> description_;
    Instant described_at_;
    std::shared_ptr<const KeySet> keys_;
    Instant keys_at_;
};

}  // namespace cs::auth
