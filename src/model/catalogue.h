// Matters and the duty catalogue 权责清单: for one kind of problem, when it is filed, who leads,
// who assists and supervises, how long they have, and when it counts as closed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/time.h"
#include "calendar/budget.h"

namespace cs {

/// component 部件 (a thing that stands in the street) or matter 事件 (something that happens).
enum class MatterKind : std::uint8_t { component, event };
DESCRIBED_ENUM(MatterKind, component, event)

/// One condition of the catalogue. Unit names are kinds or full names; a district's own unit of
/// that kind is looked up when a case is dispatched. The first of `units` leads.
struct Duty {
    std::string matter;    ///< code, such as P0101 or E5003
    std::string category;  ///< the matter's group, such as 公用设施
    std::string name;      ///< the matter, such as 上水井盖
    MatterKind kind = MatterKind::component;
    std::vector<std::string> units;
    std::string supervisor;
    std::string filing_condition;
    std::string closing_condition;
    calendar::Budget budget;
    DESCRIBED(Duty, matter, category, name, kind, units, supervisor, filing_condition,
              closing_condition, budget)
};

/// A version of the whole catalogue, in force from an instant on.
struct Catalogue {
    std::uint32_t version = 0;
    std::string name;
    Instant effective_from;
    std::vector<Duty> duties;
    DESCRIBED(Catalogue, version, name, effective_from, duties)
};

/// Names one duty of one version: a case keeps the version it was filed under.
struct DutyRef {
    std::uint32_t version = 0;
    std::uint32_t index = 0;
    auto operator<=>(const DutyRef&) const = default;
    DESCRIBED(DutyRef, version, index)
};

/// The matter that nothing else fits, 其他: every catalogue must have it; owed by the street.
inline constexpr const char* other_matter = "E9999";

}  // namespace cs
