// `chengshu import duties|divisions|messages|requests`.
#pragma once

#include "cli/context.h"

namespace cs::cli {

void add_import(CLI::App& app, Context& context);

}  // namespace cs::cli
