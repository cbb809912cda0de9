// `chengshu journal verify` and `chengshu journal repair`.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_journal(CLI::App& app, Context& context);

}  // namespace cs::cli
