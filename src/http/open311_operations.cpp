#include "http/open311_operations.h"

#include "http/open311.h"
#include "http/open311_form.h"
#include "http/open311_schemas.h"

namespace cs::http {

namespace {

using Query = std::vector<QueryParameter>;
using auth::Scope;

// What a form may have around its files.
constexpr std::size_t form_overhead = 64 * 1024;

boost::json::value text(json::Schemas& schemas) { return schemas.of<std::string>(); }
boost::json::value flag(json::Schemas& schemas) { return schemas.of<bool>(); }
boost::json::value instant(json::Schemas&) {
    return {{"type", "string"}, {"format", "date-time"}};
}
boost::json::value page_size(json::Schemas&) {
    constexpr auto most = views::max_page_rows;
    return {{"type", "integer"}, {"minimum", 1}, {"maximum", most}, {"default", most}};
}
boost::json::value page_number(json::Schemas&) {
    return {{"type", "integer"}, {"minimum", 1}, {"default", 1}};
}

const QueryParameter jurisdiction{"jurisdiction_id", "a division; the whole realm", text};
const QueryParameter extensions{"extensions", "true: with what the standard does not have",
                                flag};
const QueryParameter start_date{"start_date", "at this instant or later", instant};
const QueryParameter after{"after", "what the Link of the page before says", text};
const QueryParameter end_date{"end_date", "at this instant or before", instant};

Operation open311_get(std::string path, std::string name, std::string summary, Ask ask,
                      SchemaOf answer, Query query) {
    Operation out;
    out.name = std::move(name);
    out.summary = std::move(summary);
    out.ask = ask;
    out.answer = answer;
    out.query = std::move(query);
    out.pattern = "/open311/v2/" + path + ".{format}";
    out.is_one_thing = path.ends_with('}');
    out.scope.reset();
    out.refuse = open311_refusal;
    return out;
}

Operation open311_post(std::string path, std::string name, std::string summary, Deed deed,
                       SchemaOf form, SchemaOf answer) {
    Operation out;
    out.answer = answer;
    out.method = Method::post;
    out.pattern = "/open311/v2/" + path + ".{format}";
    out.name = std::move(name);
    out.summary = std::move(summary);
    out.scope = Scope::report;
    out.deed = deed;
    out.body = form;
    out.consumes = {"application/x-www-form-urlencoded", "multipart/form-data"};
    out.receive = receive_form;
    out.body_limit = most_media * evidence::byte_limit(evidence::MediaKind::photo) + form_overhead;
    out.refuse = open311_refusal;
    return out;
}

}  // namespace

void add_open311(std::vector<Operation>& out) {
    const QueryParameter id{"service_request_id", "by commas", text};
    out.push_back(open311_get("discovery", "open311Discovery", "Open311: what is offered here",
                              open311_discovery, open311_schemas::discovery, {}));
    out.push_back(open311_get("services", "open311Services", "Open311: what may be reported",
                              open311_services, open311_schemas::services, {jurisdiction}));
    out.push_back(open311_get("services/{service_code}", "open311Definition",
                              "Open311: what a client asks for with a service",
                              open311_definition, open311_schemas::definition,
                              {jurisdiction}));
    out.push_back(open311_get(
        "requests", "open311List", "Open311: service requests, newest first", open311_list,
        open311_schemas::requests,
        {jurisdiction, id,
         {"service_code", "by commas", text},
         start_date, end_date,
         {"status", "open, closed", text},
         {"page_size", "rows of a page", page_size},
         {"page", "from 1", page_number},
         after, extensions}));
    out.push_back(open311_get("requests/{service_request_id}", "open311Read",
                              "Open311: one service request", open311_read,
                              open311_schemas::requests,
                              {jurisdiction, extensions}));
    out.push_back(open311_get("tokens/{token}", "open311Token",
                              "Open311: the service request that came of a token",
                              open311_token, open311_schemas::tokens, {jurisdiction, extensions}));
    auto photo = open311_get("", "open311Photo", "Open311: the photo that a media_url leads to",
                             open311_photo, nullptr, {});
    photo.pattern = "/open311/v2/photos/{case}/{photo}";
    photo.content = "image/jpeg";
    photo.is_one_thing = true;
    out.push_back(std::move(photo));
    out.push_back(open311_get("servicerequestupdates", "open311Updates",
                              "Beyond Open311: what happened to service requests",
                              open311_updates, open311_schemas::updates,
                              {jurisdiction, id, start_date, end_date, after}));
    out.push_back(open311_post("requests", "open311Submit", "Open311: report something",
                               open311_submit, request_form, open311_schemas::posted));
    out.push_back(open311_post("servicerequestupdates", "open311Comment",
                               "Beyond Open311: comment on a request, or say \"me too\"",
                               open311_comment, update_form, open311_schemas::commented));
}

}  // namespace cs::http
