// Cases as tables and pages for people.
#pragma once

#include <string>
#include <vector>

#include "views/case_view.h"
#include "cli/context.h"

namespace cs::cli {

std::string case_list_text(const Context& context, const views::CasePage& page);
std::string case_text(const Context& context, const views::CaseDetail& detail,
                      const std::vector<views::TimelineEntry>& history,
                      const views::UnitNames& units);

}  // namespace cs::cli
