// Which other sites' pages may read the map's tiles and style (CORS, of the Fetch standard): GET
// alone, and never with what the reader is signed in with, so that they get what anybody may know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace cs::http {

/// "https://map.example.org, http://localhost:5173", or "*" alone for every site; "": none.
Result<std::vector<std::string>> parse_origins(std::string_view list);
/// Says in the answer whether the page that asks may read it.
void allow_origins(const std::vector<std::string>& origins, const Request& request,
                   Response& response);

}  // namespace cs::http
