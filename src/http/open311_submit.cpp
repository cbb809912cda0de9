// Service requests, comments and "me too" come in as reports in a form, with photos where there are
// some. What names the sender or is his own words is sealed like any other report's; a comment is
// one more report on a case, so it is attached to it, or, where the case has ended, waits for an
// agent.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "auth/throttle.h"
#include "base/utf8.h"
#include "http/api_answers.h"
#include "http/command_answer.h"
#include "http/open311.h"
#include "http/open311_form.h"
#include "http/query.h"
#include "model/commands.h"

namespace cs::http {

namespace {

using boost::json::array;
using boost::json::object;

constexpr std::size_t longest_description = 4'000;  // characters; the standard's
constexpr std::size_t longest_url = 400;
constexpr std::size_t longest_attribute = 400;
constexpr std::size_t longest_part = 40;  // characters of what is told again

Asked<std::int32_t> degrees_of(std::string_view text, const char* name, double bound) {
    double degrees = 0;
    auto read = std::from_chars(text.data(), text.data() + text.size(), degrees);
    bool well = read.ec == std::errc{} && read.ptr == text.data() + text.size() &&
                std::abs(degrees) <= bound;
    if (!well) return bad_request(name, "expected degrees, such as 34.7466");
    return static_cast<std::int32_t>(std::lround(degrees * 1e7));
}

// A point, a code of a grid or division, or an address in words: one of them is needed.
Asked<void> set_place(const Form& form, DivisionCode jurisdiction, bool is_whole_realm,
                      NewReport& report) {
    auto lat = form["lat"], lon = form["long"], id = form["address_id"];
    report.address = form["address_string"];
    if (lat.has_value() != lon.has_value())
        return bad_request(lat ? "long" : "lat", "lat and long come together");
    if (lat) {
        LonLat at;
        at.lat_e7 = TRY(degrees_of(*lat, "lat", 90));
        at.lon_e7 = TRY(degrees_of(*lon, "long", 180));
        report.at = at;
    } else if (id) {
        auto grid = parse_grid_id(*id);
        auto division = parse_division_code(*id);
        if (!grid && !division) return bad_request("address_id", "expected a grid's or division's");
        report.division = grid ? division_of(*grid) : *division;
    } else if (!report.address) {
        return bad_request("lat", "give lat and long, address_id, or address_string");
    } else if (!is_whole_realm) {
        report.division = jurisdiction;
    }
    return {};
}

// What the agent needs and the report has no member for.
Asked<void> add_details(const Form& form, std::string& text) {
    if (auto url = form["media_url"]) {
        bool is_link = url->starts_with("https://") || url->starts_with("http://");
        if (!is_link || url->size() > longest_url)
            return bad_request("media_url", "expected a link of at most 400 bytes");
        text += "\nmedia_url: " + *url;
    }
    for (const auto& [name, value] : form.pairs()) {
        if (!name.starts_with("attribute[") || value.empty()) continue;
        if (name.size() + value.size() > longest_attribute)
            return bad_request(std::string(utf8::prefix(name, longest_part)),
                               "longer than 400 bytes");
        text += "\n" + name + ": " + value;
    }
    return {};
}

std::optional<std::string> contact_of(const Form& form) {
    std::string out;
    for (const char* name : {"last_name", "first_name", "phone", "email"})
        if (auto part = form[name]) out += (out.empty() ? "" : " ") + *part;
    if (out.empty()) return std::nullopt;
    return out;
}

std::size_t characters_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

Asked<std::string> description_of(const Form& form) {
    auto out = form["description"].value_or("");
    if (characters_in(out) > longest_description)
        return bad_request("description", "no more than 4,000 characters");
    return out;
}

/// The conditions of a matter of the catalogue in force; none: there is no such matter.
std::vector<Duty> conditions_of(Api& api, const std::string& matter) {
    return api.follower.with_registry([&](const registry::Registry& registry) {
        std::vector<Duty> out;
        if (const auto* catalogue = registry.catalogue_at(api.time.now()))
            for (const auto& duty : catalogue->duties)
                if (duty.matter == matter) out.push_back(duty);
        return out;
    });
}

Asked<std::string> condition_named(const Form& form, const std::vector<Duty>& conditions) {
    auto key = form["attribute[condition]"];
    if (!key) return std::string();
    std::size_t index = 0;
    auto read = std::from_chars(key->data(), key->data() + key->size(), index);
    bool well = read.ec == std::errc{} && read.ptr == key->data() + key->size();
    if (!well || index >= conditions.size())
        return bad_request("attribute[condition]", "expected a key of the service's definition");
    return "\n" + conditions[index].filing_condition;
}

Asked<NewReport> report_of(Api& api, const Request& request) {
    auto form = TRY(Form::of(request));
    auto jurisdiction = TRY(jurisdiction_of(api, request));
    auto realm = api.follower.with_registry([](const auto& r) { return r.division(); });
    auto code = form["service_code"];
    if (!code) return bad_request("service_code", "it was not provided");
    auto conditions = conditions_of(api, *code);
    if (conditions.empty()) return not_found("service_code " + *code);
    NewReport out;
    out.channel = Channel::open311;
    out.title = conditions.front().name;
    out.text = TRY(description_of(form)) + TRY(condition_named(form, conditions)) +
               "\nservice_code: " + *code;
    out.contact = contact_of(form);
    TRY_VOID(add_details(form, out.text));
    TRY_VOID(set_place(form, jurisdiction, jurisdiction == realm, out));
    return out;
}

/// The report that was submitted, if what was sent under its key before is the same.
Asked<ReportId> submitted_in(Api& api, const NewReport& sent,
                             const runtime::Accepted& accepted) {
    for (const auto& event : accepted.events) {
        const auto* submitted = std::get_if<ReportSubmitted>(&event);
        if (submitted == nullptr) continue;
        if (accepted.repeated) TRY_VOID(check_is_same(api, sent, submitted->report));
        return submitted->report.id;
    }
    return ReportId{};
}

// A form with photos that is sent again under its key is of the same subject, so that they are kept
// once. Nothing for a citizen's account, whose subject it is.
std::optional<std::string> upload_under(const Api& api, const std::string& key,
                                        const Caller& caller) {
    if (key.empty() || caller.subject) return std::nullopt;
    std::uint64_t number = 0;
    auto hex = api.receipts.signature_of("sender/" + key).substr(0, 15);
    std::from_chars(hex.data(), hex.data() + hex.size(), number, 16);
    return api.receipts.upload_code(SubjectId{number + 1});
}

/// The command, if the place lies where the client says. Its photos are kept last: what is refused
/// leaves none.
Asked<SubmitReport> command_of(Api& api, const Request& request, NewReport report,
                               const std::string& key, const Caller& caller) {
    report.upload = upload_under(api, key, caller);
    auto command = TRY(sealed_report(api, report, caller));
    auto jurisdiction = TRY(jurisdiction_of(api, request));
    if (command.place && !within(command.place->division, jurisdiction))
        return bad_request("jurisdiction_id", "the place lies outside it");
    command.attachments = TRY(keep_media(api, request, {command.subject, caller.person}));
    return command;
}

struct Comment {
    CaseId case_id{};
    std::string number;
    NewReport report;
};

Asked<Comment> comment_of(Api& api, const Request& request) {
    auto form = TRY(Form::of(request));
    auto name = form["service_request_id"];
    if (!name) return bad_request("service_request_id", "it was not provided");
    auto reader = TRY(api.follower.readers().borrow());
    Comment out;
    out.case_id = TRY(case_of_request(*reader, *name));
    auto detail = TRY(reader->case_detail(out.case_id, api.time.now(), 0));
    if (!detail) return not_found("service_request_id " + *name);
    out.number = detail->row.number;
    auto description = TRY(description_of(form));
    out.report.channel = Channel::open311;
    out.report.title = (description.empty() ? "同样的问题 " : "补充 ") + out.number;
    out.report.text = description;
    if (auto status = form["status"])
        out.report.text += "\nstatus: " + std::string(utf8::prefix(*status, longest_part));
    out.report.contact = contact_of(form);
    TRY_VOID(add_details(form, out.report.text));
    out.report.division = detail->row.division;
    return out;
}

// Staff and systems speak for many, everybody else for himself.
Asked<void> may_comment(Api& api, const Request& request, const Caller& caller, CaseId id) {
    if (caller.person) return {};
    auto who = caller.is_signed_in() ? caller.name : auth::address_group(request.peer);
    auto wait = api.comments.take_or_wait(who + "/" + id_text(id), api.wall.now());
    if (wait == Duration{}) return {};
    Failure out(429, "too_many_comments", "too many comments on this request; wait",
                "对该工单的补充过于频繁，请稍后再试");
    out.retry_after = wait;
    return std::unexpected(std::move(out));
}

Asked<Envelope> envelope_of(Api& api, const Request& request, const Caller& caller,
                            const NewReport& report) {
    auto key = TRY(key_of(api, request, caller));
    auto command = TRY(command_of(api, request, report, key, caller));
    Envelope out;
    out.actor = actor_of(api, caller);
    out.key = std::move(key);
    out.command = std::move(command);
    return out;
}

// The sender has named the case himself, so the system attaches his report. A case that has ended
// takes none: the report then waits for an agent, who may open the case again.
Asked<Response> add_comment(Api& api, const Request& request, const Caller& caller) {
    auto comment = TRY(comment_of(api, request));
    TRY_VOID(may_comment(api, request, caller, comment.case_id));
    auto submitted =
        api.runtime.call(TRY(envelope_of(api, request, caller, comment.report)));
    if (!submitted) return std::unexpected(Failure(submitted.error()));
    auto report = TRY(submitted_in(api, comment.report, *submitted));
    auto attached = api.runtime.call({system_person(api.realm), "open311/" + id_text(report),
                                      AttachReport{report, comment.case_id, std::nullopt}});
    auto last = attached ? attached->last_sequence : submitted->last_sequence;
    api.follower.nudge(last);
    // As the list of updates will have it.
    array out{object{{"update_id", std::to_string(last)},
                     {"token", api.receipts.code_for(report)}}};
    auto response = open311_answer(request, "service_request_updates", out);
    response.headers.push_back({"Chengshu-Sequence", std::to_string(last)});
    return response;
}

}  // namespace

void open311_submit(Api& api, const Operation&, const Request& request, const Caller& caller,
                    Deliver deliver) {
    auto report = report_of(api, request);
    if (!report) return deliver(open311_refusal(request, report.error()));
    auto envelope = envelope_of(api, request, caller, *report);
    if (!envelope) return deliver(open311_refusal(request, envelope.error()));
    auto make = [&api, &request, sent = *report](const runtime::Accepted& accepted) -> Answer {
        auto id = TRY(submitted_in(api, sent, accepted));
        array out{object{{"token", api.receipts.code_for(id)},
                         {"service_notice", nullptr},
                         {"account_id", nullptr}}};
        return open311_answer(request, "service_requests", out);
    };
    submit(api, request, caller, std::move(*envelope), make, std::move(deliver),
           open311_refusal);
}

void open311_comment(Api& api, const Operation&, const Request& request, const Caller& caller,
                     Deliver deliver) {
    auto answer = add_comment(api, request, caller);
    deliver(answer ? std::move(*answer) : open311_refusal(request, answer.error()));
}

}  // namespace cs::http
