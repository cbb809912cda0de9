#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_serve(CLI::App& app, Context& context);

}  // namespace cs::cli
