// Webhooks as administrators keep them: each sees those of his own district.
#include <algorithm>
#include <charconv>

#include "base/json_exact.h"
#include "http/api_answers.h"
#include "http/handlers.h"
#include "http/query.h"
#include "http/webhook_answers.h"

namespace cs::http {

namespace {

Asked<hooks::Outbox*> outbox_of(Api& api) {
    if (api.webhooks == nullptr) return not_found("webhooks; this node sends none");
    return api.webhooks;
}

// As everywhere, a role held for a unit manages nothing.
bool governs(const Caller& caller, DivisionCode division, std::optional<UnitId> unit) {
    std::vector<UnitId> units;
    if (unit) units.push_back(*unit);
    return std::ranges::any_of(caller.grants, [&](const Grant& grant) {
        return grant.role == Role::administrator && !grant.unit &&
               auth::covers(grant, {division, units});
    });
}

Asked<std::uint64_t> number_in_path(const Request& request) {
    auto text = request.parameter("webhook");
    std::uint64_t number = 0;
    auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size())
        return bad_request("webhook", "expected the number of a webhook");
    return number;
}

Asked<hooks::Subscription> subscription_for(hooks::Outbox& outbox, const Request& request,
                                            const Caller& caller) {
    auto number = TRY(number_in_path(request));
    for (auto& one : TRY(outbox.list()))
        if (one.id == number && governs(caller, one.division, one.unit)) return std::move(one);
    return not_found("webhook " + std::to_string(number));
}

// Why the newest attempt failed, in the language of whoever looks.
template <class Row>
void say_problems(const Request& request, std::vector<Row>& rows) {
    for (auto& row : rows)
        if (row.problem) row.problem = said_to(request, std::move(*row.problem));
}

Asked<void> usable(std::string field, const Result<void>& checked) {
    if (checked) return {};
    return bad_request(std::move(field), checked.error().text(), 422);
}

}  // namespace

Answer list_webhooks(Api& api, const Request& request, Caller& caller) {
    auto* outbox = TRY(outbox_of(api));
    WebhookListAnswer out{TRY(outbox->list())};
    auto is_other = [&](const auto& one) { return !governs(caller, one.division, one.unit); };
    std::erase_if(out.rows, is_other);
    say_problems(request, out.rows);
    return Response::json(whole_text_of(out));
}

Answer add_webhook(Api& api, const Request& request, Caller& caller) {
    auto* outbox = TRY(outbox_of(api));
    auto body = TRY(json::from_exact_text<NewWebhook>(request.body));
    auto realm = api.follower.with_registry([](const auto& r) { return r.division(); });
    hooks::NewSubscription wanted{body.url, body.types, body.division.value_or(realm), body.unit};
    if (!governs(caller, wanted.division, wanted.unit))
        return not_yours("you are not administrator of this division or unit");
    TRY_VOID(usable("url", outbox->check_url(body.url)));
    TRY_VOID(usable("types", hooks::check_types(body.types)));
    auto made = outbox->add(wanted, api.follower.position(), api.wall.now());
    if (!made) return bad_request("", made.error().text(), 422);
    return Response::json(json::text_of(*made), 201);
}

Answer remove_webhook(Api& api, const Request& request, Caller& caller) {
    auto* outbox = TRY(outbox_of(api));
    auto one = TRY(subscription_for(*outbox, request, caller));
    TRY(outbox->remove(one.id));
    return Response::nothing();
}

Answer list_dead_letters(Api& api, const Request& request, Caller& caller) {
    auto* outbox = TRY(outbox_of(api));
    auto one = TRY(subscription_for(*outbox, request, caller));
    auto page = TRY(page_of(request));
    std::uint64_t after = 0;
    if (page.after) {
        const auto* end = page.after->data() + page.after->size();
        auto read = std::from_chars(page.after->data(), end, after);
        if (read.ec != std::errc{} || read.ptr != end)
            return bad_request("after", "give the `next` of the page before");
    }
    DeadLetterAnswer out{TRY(outbox->dead(one.id, after, page.limit)), {}};
    say_problems(request, out.rows);
    if (out.rows.size() == page.limit) out.next = std::to_string(out.rows.back().id);
    return Response::json(whole_text_of(out));
}

Answer resend_dead_letters(Api& api, const Request& request, Caller& caller) {
    auto* outbox = TRY(outbox_of(api));
    auto one = TRY(subscription_for(*outbox, request, caller));
    ResendBody body;
    if (!request.body.empty()) body = TRY(json::from_exact_text<ResendBody>(request.body));
    return Response::json(json::text_of(
        ResendAnswer{TRY(outbox->resend(one.id, body.deliveries, api.wall.now()))}));
}

}  // namespace cs::http
