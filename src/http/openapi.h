// OpenAPI 3.1 of the whole API, made from its table, the described structs and the tables of codes
// and rules, so that it cannot say anything else than what is decoded, written and refused.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "model/people.h"

namespace cs::http {

struct Operation;

/// The document, the same in every run; and as it is served.
const boost::json::value& openapi_document();
const std::string& openapi_text();
/// Which roles may come in, by the table and the rules of casework; empty: any, or whoever asks.
std::vector<Role> roles_let_in(const Operation& operation);

}  // namespace cs::http
