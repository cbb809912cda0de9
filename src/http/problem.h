// Problem details (RFC 9457): what every error looks like. `code` is a word for programs: a
// refusal's code, or the server's own; `rule` and `field` say what refused it and where.
#pragma once

#include <string>

#include "http/message.h"

namespace cs::http {

struct Problem {
    int status = 500;
    std::string code;    ///< "not_permitted", "no_such_route"
    std::string title;   ///< the kind's sentence, the same for every one of its code
    std::string detail;  ///< what exactly
    std::string rule = {};
    std::string field = {};
};

/// application/problem+json with the request's id, by which the log is found.
Response problem_response(const Problem& problem, std::string_view request_id);
std::string_view reason_phrase(int status);
/// The word for a status that the server gives by itself: 404 is "not_found" (problems.def).
std::string code_of(int status);

}  // namespace cs::http
