// The explanation of a clock as a page for people: a sum that can be checked with a pencil.
#pragma once

#include <string>

#include "calendar/explanation.h"
#include "cli/context.h"

namespace cs::cli {

std::string clock_text(const Context& context, const calendar::Explanation& explanation);

/// "8 h 30 min", "30 min", "90 s"; signs and seconds only where there are any.
std::string duration_text(Language language, Duration duration);

}  // namespace cs::cli
