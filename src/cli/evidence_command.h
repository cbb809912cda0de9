// `chengshu evidence`: whether every file is still what its hash says.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_evidence(CLI::App& app, Context& context);

}  // namespace cs::cli
