// Checks a JSON value against a schema of the API's own document: the part of JSON Schema that
// base/json_schema.h writes. Stricter than the standard in one way: a member that the schema does
// not name is a fault.
#pragma once

#include <boost/json.hpp>
#include <string>

namespace cs::http {

/// "" when the value fits, else what does not and where.
std::string misfit(const boost::json::value& document, const boost::json::value& schema,
                   const boost::json::value& value, const std::string& where = "$");

}  // namespace cs::http
