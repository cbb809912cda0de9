// What Open311 answers, as the API's document shows it. The answers are trees, in JSON or XML, made
// by open311_*.cpp; tests hold them against these and against the standard's own.
#pragma once

#include "base/json_schema.h"

namespace cs::http::open311_schemas {

boost::json::value discovery(json::Schemas& schemas);
boost::json::value services(json::Schemas& schemas);
boost::json::value definition(json::Schemas& schemas);
boost::json::value requests(json::Schemas& schemas);
boost::json::value tokens(json::Schemas& schemas);
boost::json::value posted(json::Schemas& schemas);
boost::json::value updates(json::Schemas& schemas);
boost::json::value commented(json::Schemas& schemas);
boost::json::value errors();

}  // namespace cs::http::open311_schemas
