// `chengshu forget`: erases what identifies one reporter.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_forget(CLI::App& app, Context& context);

}  // namespace cs::cli
