// What the node sends by itself, in the API's own document: the types of its events, wherever one
// is said, and what a webhook gets.
#pragma once

#include <boost/json/object.hpp>

#include "base/json_schema.h"

namespace cs::http {

/// The struct that a webhook gets, with all that it is made of.
void add_cloud_event(json::Schemas& schemas);
/// Lets every member of a component that is the type of an event say which there are.
void name_event_types(boost::json::object& components);
/// OpenAPI's `webhooks`.
boost::json::object webhooks_said();

}  // namespace cs::http
