// Where cases are, for maps and for open data.
#pragma once

#include <optional>
#include <vector>

#include "views/reader.h"

namespace cs::views {

/// An open case with a place.
struct CasePoint {
    CaseId id{};
    LonLat at;
    Phase phase = Phase::filed;
    std::optional<Instant> due_at;  ///< of the earliest running clock
    DivisionCode division{};
    UnitId unit{};  ///< responsible
};

Result<std::vector<CasePoint>> open_case_points(Reader& reader);
/// Nothing when the case has ended, or has no place.
Result<std::optional<CasePoint>> open_case_point(Reader& reader, CaseId id);
/// Where its first report is, or the place that another system gave; nothing where neither says.
Result<std::optional<LonLat>> point_of(Reader& reader, CaseId id);

}  // namespace cs::views
