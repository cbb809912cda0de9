// An example made from a JSON Schema: the members that it requires, or, where it requires none, all
// of them. It fits the schema.
#pragma once

#include <boost/json/value.hpp>

namespace cs::http {

/// `schema` may refer to components of `document`.
boost::json::value example_of(const boost::json::value& document,
                              const boost::json::value& schema);
/// The schema itself, or what it refers to.
const boost::json::value& resolved(const boost::json::value& document,
                                   const boost::json::value& schema);

}  // namespace cs::http
