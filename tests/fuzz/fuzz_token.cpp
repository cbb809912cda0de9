// Tokens and key sets of a provider: nothing is believed that no key signed.
#include "auth/jwt.h"
#include "base/check.h"
#include "target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto keys = *cs::auth::KeySet::parse(
        R"({"keys":[{"kty":"EC","crv":"P-256","kid":"k","alg":"ES256",)"
        R"("x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",)"
        R"("y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}]})");
    CHECK(keys.size() == 1);
    auto text = cs::fuzz::text_of(data, size);
    CHECK(keys.check(text).verdict != cs::auth::KeySet::Verdict::good);
    auto set = cs::auth::KeySet::parse(text);
    if (set) set->check("e30.e30.");
    if (auto bytes = cs::auth::from_base64url(text))
        CHECK(cs::auth::from_base64url(cs::auth::base64url(*bytes)) == bytes);
    return 0;
}
