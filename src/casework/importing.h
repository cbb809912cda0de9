// A case taken over from another system 外部案件导入, as the fold makes it of its event.
#pragma once

#include <string>
#include <string_view>

#include "model/case.h"
#include "model/events.h"

namespace cs::casework {

/// The number under which a case of a system is remembered as taken.
std::string outside_id(std::string_view system, std::string_view source_id);

/// One lead order of the unit: done when the case has ended, else being handled. What was claimed,
/// verified and accepted stays unknown, for the other system's word is none of the three.
Case imported_case(const CaseImported& event);

}  // namespace cs::casework
