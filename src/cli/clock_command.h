// `chengshu clock explain`: why a clock is due when it is.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_clock(CLI::App& app, Context& context);

}  // namespace cs::cli
