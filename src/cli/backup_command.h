// `chengshu backup` and `chengshu restore`.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_backup(CLI::App& app, Context& context);

}  // namespace cs::cli
