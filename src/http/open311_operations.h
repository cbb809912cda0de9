// The rows of the API's table that are Open311's (http/open311.h).
#pragma once

#include <vector>

#include "http/operation.h"

namespace cs::http {

void add_open311(std::vector<Operation>& out);

}  // namespace cs::http
