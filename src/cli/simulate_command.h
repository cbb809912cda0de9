// `chengshu simulate`: random cities and workloads on a disk that fails, compared with a model.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_simulate(CLI::App& app, Context& context);

}  // namespace cs::cli
