#include "auth/provider.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "auth/secret.h"
#include "base/json.h"

namespace cs::auth {

namespace {

constexpr std::size_t most_ended = 10'000;
constexpr Duration pending_for = Duration::minutes(10);
constexpr Duration description_for = Duration::hours(1);
// A token with an unknown key's name must not make us ask at every request.
constexpr Duration keys_at_most_every = Duration::seconds(10);
constexpr std::size_t longest_code = 4 * 1024;

struct TokenAnswer {
    std::string id_token;
    DESCRIBED(TokenAnswer, id_token)
};

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (unsigned char c : text) {
        bool is_plain = std::isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
        if (is_plain) {
            out += static_cast<char>(c);
            continue;
        }
        out += '%';
        out += digits[c >> 4];
        out += digits[c & 15];
    }
    return out;
}

std::string form_of(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out.append(name).append("=").append(percent_encoded(value));
    }
    return out;
}

std::string_view raw_bytes(const Hash256& hash) {
    return {reinterpret_cast<const char*>(hash.data.data()), hash.data.size()};
}

// A page of ours, and no other's: "//host" and "/\host" lead away.
bool is_own_path(std::string_view path) {
    auto leads_away = [](unsigned char c) { return c <= ' ' || c == '\\'; };
    bool is_plain = std::ranges::none_of(path, leads_away);
    return path.starts_with('/') && !path.starts_with("//") && is_plain && path.size() <= 1'000;
}

std::unexpected<Error> useless(std::string what, const std::string& where) {
    return fail(std::move(what), where, "check the provider and the settings oidc-*");
}

}  // namespace

Provider::Provider(ProviderSettings settings, runtime::TimeSource& time)
    : settings_(std::move(settings)), time_(time), key_(random_secret()) {}

Result<std::unique_ptr<Provider>> Provider::make(ProviderSettings settings,
                                                 runtime::TimeSource& time) {
    TRY_VOID(fetch::check_url(settings.issuer));
    if (settings.redirect_uri.empty())
        return fail("signing in by a provider needs the address where it sends browsers back",
                    settings.issuer, "give it with --oidc-redirect");
    TRY_VOID(fetch::check_url(settings.redirect_uri));
    if (settings.client_id.empty())
        return fail("signing in by a provider needs the client's name there", settings.issuer,
                    "give it with --oidc-client-id");
    return std::unique_ptr<Provider>(new Provider(std::move(settings), time));
}

Result<Provider::Description> Provider::description() {
    auto now = time_.now();
    {
        std::lock_guard lock(mutex_);
        if (description_ && now - described_at_ < description_for) return *description_;
    }
    auto base = settings_.issuer;
    while (base.ends_with('/')) base.pop_back();
    auto url = base + "/.well-known/openid-configuration";
    auto answer = TRY(fetch::fetch(settings_.rules, {url}));
    if (answer.status != 200)
        return useless("the provider does not describe itself: it answered " +
                           std::to_string(answer.status), url);
    auto read = TRY(json::from_text<Description>(answer.body));
    if (read.issuer != settings_.issuer)
        return useless("the provider calls itself by another name: " + read.issuer, url);
    std::lock_guard lock(mutex_);
    description_ = read;
    described_at_ = now;
    return read;
}

Result<std::shared_ptr<const KeySet>> Provider::keys(bool must_be_new) {
    auto now = time_.now();
    {
        std::lock_guard lock(mutex_);
        bool is_fresh = keys_ && now - keys_at_ < (must_be_new ? keys_at_most_every
                                                               : description_for);
        if (is_fresh) return keys_;
    }
    auto url = TRY(description()).jwks_uri;
    auto answer = TRY(fetch::fetch(settings_.rules, {url}));
    if (answer.status != 200)
        return useless("the provider does not show its keys: it answered " +
                           std::to_string(answer.status), url);
    auto read = std::make_shared<const KeySet>(TRY(KeySet::parse(answer.body)));
    std::lock_guard lock(mutex_);
    keys_ = read;
    keys_at_ = now;
    return read;
}

// Keys change without notice: a token under a new one is a reason to ask for them again.
Result<KeySet::Checked> Provider::checked(std::string_view token) {
    auto known = TRY(keys(false));
    auto out = known->check(token);
    if (out.verdict != KeySet::Verdict::unknown_key) return out;
    auto renewed = TRY(keys(true));
    return renewed->check(token);
}

std::string Provider::derived(std::string_view use, const std::string& text) const {
    return base64url(raw_bytes(keyed_hash(key_, std::string(use) + ' ' + text)));
}

std::string Provider::seal_of(const Pending& pending, std::string_view browser) const {
    return derived("state", std::string(browser) + ' ' + pending.words + ' ' + pending.return_to);
}

// The state is "until.name.seal.return_to".
Result<SignInBegun> Provider::begin(std::string_view return_to) {
    auto endpoint = TRY(description()).authorization_endpoint;
    auto browser = random_secret();
    Pending pending{std::to_string((time_.now() + pending_for).us) + "." + random_secret(),
                    std::string(is_own_path(return_to) ? return_to : "/")};
    auto state = pending.words + "." + seal_of(pending, browser) + "." + pending.return_to;
    auto challenge = base64url(raw_bytes(sha256(derived("verifier", pending.words))));
    auto query = form_of({{"response_type", "code"},
                          {"scope", "openid"},
                          {"client_id", settings_.client_id},
                          {"redirect_uri", settings_.redirect_uri},
                          {"state", state},
                          {"nonce", derived("nonce", pending.words)},
                          {"code_challenge", challenge},
                          {"code_challenge_method", "S256"}});
    auto joint = endpoint.find('?') == std::string::npos ? "?" : "&";
    return SignInBegun{endpoint + joint + query, browser};
}

// Once, and only in the browser that began it.
std::optional<Provider::Pending> Provider::take_pending(const SignInReturn& back) {
    std::string_view rest = back.state;
    std::array<std::string_view, 3> parts;
    for (auto& part : parts) {
        auto dot = rest.find('.');
        if (dot == std::string_view::npos) return {};
        part = rest.substr(0, dot);
        rest.remove_prefix(dot + 1);
    }
    const auto& [until, name, seal] = parts;
    Pending pending{std::string(until) + "." + std::string(name), std::string(rest)};
    if (!same_secret(seal, seal_of(pending, back.browser))) return {};
    Instant end;
    std::from_chars(until.data(), until.data() + until.size(), end.us);
    auto now = time_.now();
    if (now >= end) return {};
    std::lock_guard lock(mutex_);
    std::erase_if(ended_, [&](const auto& one) { return one.second <= now; });
    // Should one that is forgotten here come again, the provider knows its code as used.
    if (ended_.size() >= most_ended) ended_.erase(ended_.begin());
    if (!ended_.emplace(pending.words, end).second) return {};
    return pending;
}

Result<std::string> Provider::exchange(const Description& description, const std::string& code,
                                       const std::string& verifier) {
    fetch::Outgoing request{description.token_endpoint, "POST"};
    request.body = form_of({{"grant_type", "authorization_code"},
                            {"code", code},
                            {"redirect_uri", settings_.redirect_uri},
                            {"code_verifier", verifier}});
    const auto& methods = description.token_endpoint_auth_methods_supported;
    bool by_header = methods.empty() ||
                     std::ranges::find(methods, "client_secret_basic") != methods.end();
    if (!settings_.client_secret.empty() && by_header) {
        auto pair = percent_encoded(settings_.client_id) + ":" +
                    percent_encoded(settings_.client_secret);
        std::string coded;
        append_base64(coded, reinterpret_cast<const std::uint8_t*>(pair.data()), pair.size());
        request.headers.push_back("Authorization: Basic " + coded);
    } else {
        request.body += "&" + form_of({{"client_id", settings_.client_id}});
        if (!settings_.client_secret.empty())
            request.body += "&" + form_of({{"client_secret", settings_.client_secret}});
    }
    request.headers.emplace_back("Content-Type: application/x-www-form-urlencoded");
    request.headers.emplace_back("Accept: application/json");
    auto answer = TRY(fetch::fetch(settings_.rules, std::move(request)));
    if (answer.status != 200) return std::string();
    auto read = json::from_text<TokenAnswer>(answer.body);
    return read ? read->id_token : std::string();
}

// OpenID Connect Core 3.1.3.7.
std::string Provider::problem_of(const Claims& claims, const std::string& nonce) const {
    auto now = time_.now();
    const auto& own = settings_.client_id;
    bool is_for_us = std::ranges::find(claims.audience, own) != claims.audience.end();
    bool is_ours = claims.authorized_party ? *claims.authorized_party == own
                                           : claims.audience.size() == 1;
    if (claims.issuer != settings_.issuer) return "it is another issuer's";
    if (!is_for_us || !is_ours) return "it is for somebody else";
    if (now >= claims.expires_at + settings_.leeway) return "it has expired";
    if (claims.not_before && now + settings_.leeway < *claims.not_before)
        return "it is not good yet";
    if (!claims.issued_at) return "it does not say when it was issued";
    if (now + settings_.leeway < *claims.issued_at) return "it is from the future";
    if (!claims.nonce || !same_secret(*claims.nonce, nonce)) return "it answers another sign-in";
    if (claims.subject.empty() || claims.subject.size() > 255) return "it names nobody";
    return {};
}

Result<SignInEnded> Provider::finish(const SignInReturn& back) {
    using Kind = SignInEnded::Kind;
    auto pending = take_pending(back);
    if (!pending) return SignInEnded{Kind::stale, {}, {}, {}};
    auto described = TRY(description());
    bool names_issuer = described.authorization_response_iss_parameter_supported.value_or(false);
    bool is_issuer = back.issuer ? *back.issuer == settings_.issuer : !names_issuer;
    if (!is_issuer) return SignInEnded{Kind::denied, {}, {}, "another provider answered"};
    if (back.code.empty() || back.code.size() > longest_code)
        return SignInEnded{Kind::denied, {}, {}, "the provider gave no code"};
    auto token = TRY(exchange(described, back.code, derived("verifier", pending->words)));
    if (token.empty()) return SignInEnded{Kind::denied, {}, {}, "the provider took its code back"};
    auto result = TRY(checked(token));
    if (result.verdict != KeySet::Verdict::good)
        return SignInEnded{Kind::denied, {}, {}, "the provider's token: " + result.problem};
    auto problem = problem_of(result.claims, derived("nonce", pending->words));
    if (!problem.empty())
        return SignInEnded{Kind::denied, {}, {}, "the provider's token: " + problem};
    return SignInEnded{Kind::vouched, {result.claims.issuer, result.claims.subject},
                       pending->return_to, {}};
}

}  // namespace cs::auth
