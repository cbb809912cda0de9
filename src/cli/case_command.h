// `chengshu case list` and `chengshu case show`.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_case(CLI::App& app, Context& context);

}  // namespace cs::cli
