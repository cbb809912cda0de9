// OpenAPI 3.1 of the whole API, made from its table and the described structs, so that it cannot
// say anything else than what is decoded and written.
#pragma once

#include <string>

namespace cs::http {

/// The document, the same in every run.
const std::string& openapi_text();
/// The same for people: one page of HTML, nothing loaded from elsewhere.
const std::string& guide_text();

}  // namespace cs::http
