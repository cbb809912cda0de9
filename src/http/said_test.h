// What the API's own document says of an operation and its answers.
#pragma once

#include <boost/json.hpp>

#include "http/operation.h"

namespace cs::http {

/// An operation of the document.
const boost::json::value& said_of(const Operation& operation);
/// The schema that it gives for such an answer; null where it gives none.
const boost::json::value* schema_said(const Operation& operation, const Response& response);
/// Fails where the status, the media type or a problem's code is not said, and where an answer has
/// an ETag that is not said, or none that is.
void expect_said(const Operation& operation, const Response& response);

}  // namespace cs::http
