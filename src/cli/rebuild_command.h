// `chengshu rebuild`: throws the views away and makes them again from the journal.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_rebuild(CLI::App& app, Context& context);

}  // namespace cs::cli
