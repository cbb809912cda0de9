// What operators and their tools ask of any server: whether it lives, whether it is ready, and its
// numbers; and what a person finds at its bare address.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/metrics.h"
#include "http/route.h"

namespace cs::http {

/// /healthz says that the process serves; /readyz what `obstacle` says: empty when ready, else why
/// not (503); / and /api/v1/ lead on to the API's guide; /problems says what the codes of problems
/// mean; /metrics the numbers, to this machine only (a proxy must not pass it on). `metrics` must
/// outlive the server; `obstacle` is asked on an I/O thread.
std::vector<Route> service_routes(const Metrics& metrics, std::function<std::string()> obstacle);

}  // namespace cs::http
