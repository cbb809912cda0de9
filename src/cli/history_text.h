// The history of a case as a table: which clock at how many percent, whose unit, up to which level,
// and who did it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "views/case_view.h"
#include "cli/context.h"

namespace cs::cli {

std::string history_text(const Context& context,
                         const std::vector<views::TimelineEntry>& history,
                         const views::UnitNames& units);

/// The units that the events name.
std::set<UnitId> units_in(const std::vector<views::TimelineEntry>& history);

}  // namespace cs::cli
