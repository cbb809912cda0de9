// A password from the terminal, without echo, or from standard input: never from the command line,
// where other users of the machine could read it.
#pragma once

#include <string>

#include "cli/context.h"

namespace cs::cli {

/// On a terminal asks twice; otherwise takes the first line of standard input.
Result<std::string> read_new_password(const Context& context);

}  // namespace cs::cli
