// `chengshu bench …`: what this machine does, measured. bench/README.md explains each figure.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_bench(CLI::App& app, Context& context);

}  // namespace cs::cli
