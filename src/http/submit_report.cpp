// A report comes in: from a citizen with an account or without, or from staff for somebody who
// called. What identifies him is sealed here, before anything else sees it.
#include "auth/secret.h"
#include "base/characters.h"
#include "base/json_exact.h"
#include "http/api_answers.h"
#include "http/command_answer.h"
#include "http/api.h"
#include "http/evidence.h"
#include "ingest/message_report.h"
#include "model/commands.h"

namespace cs::http {

namespace {

constexpr std::size_t most_attachments = 20;
// A point beside a grid still belongs to the city: a river, a ring road.
constexpr std::uint32_t reach_m = 2'000;

Asked<void> check(const NewReport& report) {
    auto limit = [](const std::string& text, std::size_t bytes, const char* field) -> Asked<void> {
        if (text.size() > bytes)
            return bad_request(field, "longer than " + std::to_string(bytes) + " bytes", 422);
        if (auto found = utf8::first_unstorable(text))
            return bad_request(field, "no text can hold the character " + utf8::name_of(*found),
                               422);
        return {};
    };
    if (report.title.empty() && report.text.empty())
        return bad_request("text", "say what is wrong", 422);
    TRY_VOID(limit(report.title, ingest::longest_title, "title"));
    TRY_VOID(limit(report.text, ingest::longest_text, "text"));
    TRY_VOID(limit(report.contact.value_or(""), ingest::longest_line, "contact"));
    TRY_VOID(limit(report.identity.value_or(""), ingest::longest_line, "identity"));
    TRY_VOID(limit(report.address.value_or(""), ingest::longest_line, "address"));
    TRY_VOID(limit(report.source_id.value_or(""), ingest::longest_line, "source_id"));
    if (report.attachments.size() > most_attachments)
        return bad_request("attachments", "no more than 20", 422);
    return {};
}

// What only staff says of a report: a citizen's comes by the web, now, from himself.
Asked<void> check_staff_only(const NewReport& report, const Caller& caller) {
    if (caller.person) return {};
    const std::pair<bool, const char*> members[] = {
        {report.channel && *report.channel != Channel::web, "channel"},
        {report.reported_at.has_value(), "reported_at"},
        {report.source_id.has_value(), "source_id"},
        {report.subject.has_value(), "subject"}};
    for (const auto& [is_given, field] : members)
        if (is_given)
            return std::unexpected(Failure(
                Refusal{RefusalCode::not_permitted, "only staff may say this", field}));
    return {};
}

Asked<std::optional<Place>> place_of(const Api& api, const NewReport& report) {
    if (!report.at && !report.division) return std::nullopt;
    Place place;
    if (report.division) place.division = *report.division;
    if (!report.at) return place;
    place.at = *report.at;
    if (api.grids == nullptr) {
        if (report.division) return place;
        return bad_request("division", "the city's map is not loaded here: name the division", 422);
    }
    auto hits = api.grids->locate(*report.at);
    auto base = hits.base;
    if (base == no_grid) base = api.grids->nearest(*report.at, reach_m).value_or(no_grid);
    if (base == no_grid) return bad_request("at", "this point lies outside the city", 422);
    place.grid = api.grids->id(base);
    place.division = division_of(*place.grid);
    if (hits.dedicated_count > 0) place.dedicated = api.grids->id(hits.dedicated.front());
    return place;
}

SubjectId subject_of(const NewReport& report, const Caller& caller) {
    if (caller.person && report.subject) return *report.subject;
    return caller.subject.value_or(SubjectId{auth::random_number()});
}

PersonalText personal_text_of(const NewReport& report) {
    return {report.title, report.text, report.contact, report.identity, report.address};
}

// The report of files that were sent before belongs to their subject.
Asked<SubjectId> subject_of(const Api& api, const NewReport& report, const Caller& caller) {
    if (!report.upload || caller.subject) return subject_of(report, caller);
    auto subject = api.receipts.subject_of(*report.upload);
    if (!subject) return bad_request("upload", "expected the `upload` of a file sent before", 422);
    if (report.subject && *report.subject != *subject)
        return bad_request("upload", "it is of another subject than `subject`", 422);
    return *subject;
}

Answer answer_of(Api& api, const NewReport& sent, const runtime::Accepted& accepted) {
    ReportReceipt out;
    out.sequence = accepted.last_sequence;
    out.repeated = accepted.repeated;
    for (const auto& event : accepted.events) {
        const auto* submitted = std::get_if<ReportSubmitted>(&event);
        if (submitted == nullptr) continue;
        if (accepted.repeated) TRY_VOID(check_is_same(api, sent, submitted->report));
        out.report = submitted->report.id;
    }
    out.receipt = api.receipts.code_for(out.report);
    auto response = Response::json(json::text_of(out), 201);
    response.headers.push_back({"Location", "/api/v1/receipts/" + out.receipt});
    return response;
}

}  // namespace

Asked<SubmitReport> sealed_report(Api& api, const NewReport& report, const Caller& caller) {
    TRY_VOID(check(report));
    SubmitReport out;
    out.channel = report.channel.value_or(caller.person ? Channel::hotline : Channel::web);
    out.reported_at = report.reported_at.value_or(api.time.now());
    out.place = TRY(place_of(api, report));
    out.source_id = report.source_id;
    out.attachments = report.attachments;
    out.subject = TRY(subject_of(api, report, caller));
    if (TRY(api.vault.is_destroyed(out.subject)))
        return std::unexpected(Failure(Refusal{RefusalCode::subject_forgotten, {}, "subject"}));
    TRY_VOID(attach(api, out.attachments, out.subject));
    out.sealed = TRY(api.vault.seal(out.subject, json::text_of(personal_text_of(report)),
                                        sealing_context(out.channel, out.reported_at)));
    return out;
}

Asked<void> check_is_same(Api& api, const NewReport& sent, const Report& known) {
    auto is_other = [](const char* field) {
        return std::unexpected(Failure(Refusal{RefusalCode::key_conflict, {}, field}));
    };
    if (sent.reported_at && *sent.reported_at != known.reported_at) return is_other("reported_at");
    if (sent.subject && *sent.subject != known.subject) return is_other("subject");
    auto words = TRY(api.vault.open_sealed(known.subject, known.sealed,
                                           sealing_context(known.channel, known.reported_at)));
    if (words && *words != json::text_of(personal_text_of(sent))) return is_other("text");
    return {};
}

void submit_report(Api& api, const Operation&, const Request& request,
                   const Caller& caller, Deliver deliver) {
    auto refused = [&](const Failure& why) { deliver(response_of(request, why)); };
    auto report = json::from_exact_text<NewReport>(request.body);
    if (!report) return refused(report.error());
    if (auto own = check_staff_only(*report, caller); !own) return refused(own.error());
    auto command = sealed_report(api, *report, caller);
    if (!command) return refused(command.error());
    auto key = key_of(api, request, caller);
    if (!key) return refused(key.error());
    submit(api, request, caller,
           {actor_of(api, caller), std::move(*key), std::move(*command)},
           [&api, sent = std::move(*report)](const runtime::Accepted& accepted) {
               return answer_of(api, sent, accepted);
           },
           std::move(deliver));
}

}  // namespace cs::http
