// `chengshu kpi`: counts and rates of the loop.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_kpi(CLI::App& app, Context& context);

}  // namespace cs::cli
