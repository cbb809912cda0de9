// Erasing a reporter: the record, with which the engine destroys his key, and then all that the
// command line erases too: his account, files that were exported, what backups are owed.
#include <algorithm>
#include <future>

#include "auth/erasure.h"
#include "base/json_exact.h"
#include "http/api_answers.h"
#include "http/command_answer.h"
#include "http/handlers.h"

namespace cs::http {

namespace {

Asked<SubjectId> subject_in_path(const Request& request) {
    auto text = request.parameter("subject");
    auto subject = parse_id<SubjectId>(text);
    if (!subject) return bad_request("subject", "expected a number such as 410100000-42");
    return *subject;
}

// Whoever may not is told so by the core, and does not learn who is there.
bool may_forget(Api& api, const Caller& caller) {
    auto realm = api.follower.with_registry([](const auto& r) { return r.division(); });
    return std::ranges::any_of(caller.grants, [&](const Grant& grant) {
        bool is_his = grant.role == Role::administrator || grant.role == Role::data_officer;
        return is_his && !grant.unit && grant.division == realm;
    });
}

void wait_for_views(Api& api, std::uint64_t sequence) {
    std::promise<void> reached;
    api.follower.nudge(sequence);
    if (api.follower.when_at(sequence, [&] { reached.set_value(); }))
        reached.get_future().wait();
}

}  // namespace

// Asked again of somebody who is forgotten already, it tries what is owed once more.
Answer forget_subject(Api& api, const Request& request, Caller& caller) {
    ForgetAnswer out;
    out.subject = TRY(subject_in_path(request));
    auto body = TRY(json::from_exact_text<ForgetBody>(request.body));
    if (may_forget(api, caller) && !TRY(api.vault.knows(out.subject)))
        return not_found("subject " + id_text(out.subject));
    auto key = TRY(key_of(api, request, caller));
    auto reply = api.runtime.call(
        {actor_of(api, caller), std::move(key), ForgetSubject{out.subject, body.reason}});
    if (reply) {
        out.sequence = reply->last_sequence;
        wait_for_views(api, *out.sequence);
    } else if (reply.error().code != RefusalCode::subject_forgotten) {
        return std::unexpected(failure_of(reply.error(), ForgetSubject::type));
    }
    TRY(api.accounts.forget({&out.subject, 1}));
    if (api.exports) out.exports_removed = api.exports->drop_personal();
    auto owed = TRY(auth::erase_in_backups(api.vault, out.subject, api.wall));
    out.unreached_backups = std::move(owed.unreached_backups);
    out.ledgers_behind = std::move(owed.ledgers_behind);
    auto response = Response::json(json::text_of(out));
    if (out.sequence)
        response.headers.push_back({"Chengshu-Sequence", std::to_string(*out.sequence)});
    return response;
}

}  // namespace cs::http
