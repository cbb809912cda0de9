// Open311 GeoReport v2 under /open311/v2: a service is a matter, a service request a case, a token
// a report's receipt, an api_key a token. docs/open311.md says how, and what is beside it.
#pragma once

#include <boost/json/value.hpp>

#include "auth/caller.h"
#include "http/answer.h"
#include "http/api.h"
#include "http/operation.h"
#include "views/results.h"

namespace cs::http {

using auth::Caller;

// open311_services.cpp
Answer open311_discovery(Api& api, const Request& request, Caller& caller);
Answer open311_services(Api& api, const Request& request, Caller& caller);
Answer open311_definition(Api& api, const Request& request, Caller& caller);
// open311_requests.cpp
Answer open311_list(Api& api, const Request& request, Caller& caller);
Answer open311_read(Api& api, const Request& request, Caller& caller);
Answer open311_token(Api& api, const Request& request, Caller& caller);
// open311_updates.cpp
Answer open311_updates(Api& api, const Request& request, Caller& caller);
// open311_photos.cpp
Answer open311_photo(Api& api, const Request& request, Caller& caller);
/// Where a photo of the case is; whoever has it may follow it, today and tomorrow.
std::string photo_link(const Api& api, const Request& request, CaseId id, const Hash256& hash);
/// Whether the caller is given such links.
bool may_see_photos(const Caller& caller, const Whose& where);
// open311_submit.cpp
void open311_submit(Api& api, const Operation& operation, const Request& request,
                    const Caller& caller, Deliver deliver);
/// A comment, or without a description a "me too": one more report on a case, attached to it.
void open311_comment(Api& api, const Operation& operation, const Request& request,
                     const Caller& caller, Deliver deliver);

/// Says no in the standard's form: 403 for a wrong key, 404 for what is not there, 405, 408, 410,
/// 413, 415 and 429 as HTTP has them, 400 for all else that the client did.
Response open311_refusal(const Request& request, const Failure& failure);

/// The division that jurisdiction_id names; the realm's where it is not given. 404 for another's.
Asked<DivisionCode> jurisdiction_of(Api& api, const Request& request);
/// The case of a service_request_id.
Asked<CaseId> case_of_request(views::Reader& reader, std::string_view id);
/// A case as a service request. `is_whole`: with the members beyond the standard.
Asked<boost::json::object> service_request_of(Api& api, const views::CaseDetail& detail,
                                              const Request& request, const Caller& caller,
                                              Disclosure& disclosure);
/// When something last happened to it.
Instant updated_at(const views::CaseDetail& detail);
/// The header Link to the page behind `after`; a key is never repeated.
std::string next_link(const Request& request, const std::string& after);
/// "extensions=true": with the members beyond the standard.
bool wants_extensions(const Request& request);

// open311_wire.cpp
/// The tree as JSON, or as XML under `root`, as the path's end asks.
Response open311_answer(const Request& request, std::string_view root,
                        const boost::json::value& tree);
/// A path parameter without ".json" or ".xml".
std::string named_in_path(const Request& request, std::string_view name);
std::string open311_json(const boost::json::value& tree);
std::string open311_xml(std::string_view root, const boost::json::value& tree);

}  // namespace cs::http
