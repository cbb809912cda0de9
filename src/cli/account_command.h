// `chengshu account`: who may sign in.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_account(CLI::App& app, Context& context);

}  // namespace cs::cli
