// `chengshu city build`: divisions and grids of a city, laid out from a seed.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_city(CLI::App& app, Context& context);

}  // namespace cs::cli
