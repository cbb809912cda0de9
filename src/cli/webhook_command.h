// `chengshu webhook`: who is told of what happens, beside a server that may be running.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_webhook(CLI::App& app, Context& context);

}  // namespace cs::cli
