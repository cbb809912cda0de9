// Search in what reporters wrote. A hit that lies outside the caller's scope is left out of its
// page, so that a page may hold fewer rows than asked for; `next` goes on.
#include "base/json.h"
#include "http/api_answers.h"
#include "http/handlers.h"
#include "http/query.h"

namespace cs::http {

Answer search(Api& api, const Request& request, Caller& caller) {
    auto words = TRY(text_of(request, "q"));
    if (!words) return bad_request("q", "say what to look for");
    auto page = TRY(page_of(request));
    auto realm = api.follower.with_registry([](const auto& r) { return r.division(); });
    auto reader = TRY(api.follower.readers().borrow());
    auto found = TRY(reader->search(*words, page, api.time.now()));
    Disclosure disclosure(api, caller);
    SearchAnswer out{{}, found.next};
    for (auto& hit : found.hits) {
        Whose where{hit.report.place ? hit.report.place->division : realm, {}};
        if (hit.subject) where = whose(*hit.subject);
        if (!reaches(caller, where.jurisdiction())) continue;
        disclosure.show(hit.report, where);
        if (hit.subject) disclosure.show(*hit.subject, where);
        out.rows.push_back(std::move(hit));
    }
    TRY_VOID(disclosure.record());
    return Response::json(whole_text_of(out));
}

}  // namespace cs::http
