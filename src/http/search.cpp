// Search in what reporters wrote, for those who may read it, within their scope. What is found
// elsewhere leaves no trace in the answer: neither a shorter page nor a `next`, unless there was so
// much of it that going on would take too long (views::most_passed_over).
#include "base/json.h"
#include "http/api_answers.h"
#include "http/handlers.h"
#include "http/query.h"
#include "model/mask.h"

namespace cs::http {

namespace {

constexpr std::size_t most_digits = 4;

std::size_t digits_in(std::string_view text) {
    std::size_t out = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool is_plain = text[i] >= '0' && text[i] <= '9';
        // The last byte of U+FF10 … U+FF19
        bool is_wide = text[i] >= '\x90' && text[i] <= '\x99' &&
                       text.substr(0, i).ends_with("\xEF\xBC");
        if (is_plain || is_wide) ++out;
    }
    return out;
}

// Whether a hit would tell what a mask hides.
bool is_personal(const std::string& words) {
    return digits_in(words) > most_digits || words.contains('@') || masked(words) != words;
}

Whose whose(const views::SearchHit& hit, DivisionCode realm) {
    if (hit.subject) return http::whose(*hit.subject);
    return {hit.report.place ? hit.report.place->division : realm, {}};
}

}  // namespace

auth::Caller reader_of_words(const auth::Caller& caller) {
    auto out = caller;
    bool reads_none = !caller.may(auth::Scope::read) || !caller.may(auth::Scope::personal);
    std::erase_if(out.grants, [&](const Grant& grant) {
        return reads_none || !auth::may_see(grant.role, auth::FieldClass::L3);
    });
    return out;
}

Asked<void> may_look_for(Api& api, const auth::Caller& caller, const std::string& words) {
    if (reader_of_words(caller).grants.empty())
        return not_yours("none of your roles, or not this token, reads what reporters wrote");
    if (!is_personal(words)) return {};
    if (caller.purpose.empty())
        return not_yours("say in Chengshu-Purpose why you look for a number, a name or an address");
    const std::vector<std::string> what{"search for " + masked(words)};
    TRY_VOID(api.accounts.record_read(caller, what));
    return {};
}

views::Words words_for(const auth::Caller& caller) {
    return caller.purpose.empty() ? views::Words::masked : views::Words::clear;
}

Answer search(Api& api, const Request& request, Caller& caller) {
    auto words = TRY(text_of(request, "q"));
    if (!words) return bad_request("q", "say what to look for");
    auto page = TRY(page_of(request));
    TRY_VOID(may_look_for(api, caller, *words));
    auto reading = reader_of_words(caller);
    auto realm = api.follower.with_registry([](const auto& r) { return r.division(); });
    auto reader = TRY(api.follower.readers().borrow());
    auto found = TRY(reader->search(*words, page, api.time.now(), scopes_of(reading, realm),
                                    words_for(caller)));
    Disclosure disclosure(api, caller);
    for (auto& hit : found.hits) {
        auto where = whose(hit, realm);
        disclosure.show(hit.report, where);
        if (hit.subject) disclosure.show(*hit.subject, where);
    }
    TRY_VOID(disclosure.record());
    return Response::json(whole_text_of(SearchAnswer{std::move(found.hits), found.next}));
}

}  // namespace cs::http
