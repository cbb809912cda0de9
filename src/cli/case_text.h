// Cases as tables and pages for people.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/context.h"
#include "views/results.h"

namespace cs::cli {

/// The names of the units that have orders.
using UnitNames = std::map<UnitId, std::string>;

std::string case_list_text(const Context& context, const views::CasePage& page);
std::string case_text(const Context& context, const views::CaseDetail& detail,
                      const std::vector<views::TimelineEntry>& history, const UnitNames& units);

}  // namespace cs::cli
