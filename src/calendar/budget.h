// A budget: how much counted time an obligation has, and on which calendar that time is counted.
// The two are one noun, because "2 hours" of working time and of emergency time are not the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/describe.h"
#include "base/result.h"
#include "base/time.h"

namespace cs::calendar {

/// work: only the shifts of working days count. continuous: every hour counts (紧急工作时).
enum class CalendarKind : std::uint8_t { work, continuous };
DESCRIBED_ENUM(CalendarKind, work, continuous)

/// A working day is 8 h of counted time, a calendar day 24 h.
enum class BudgetUnit : std::uint8_t { minutes, hours, working_days, calendar_days };
DESCRIBED_ENUM(BudgetUnit, minutes, hours, working_days, calendar_days)

struct Budget {
    std::int32_t amount = 0;
    BudgetUnit unit = BudgetUnit::hours;
    CalendarKind calendar = CalendarKind::work;
    auto operator<=>(const Budget&) const = default;
    DESCRIBED(Budget, amount, unit, calendar)
};

inline constexpr Duration working_day = Duration::hours(8);
/// The longest budget the parsers take and `valid` allows.
inline constexpr Duration max_budget = Duration::days(3660);

/// Whether the amount is more than nothing and the whole no longer than `max_budget`.
bool valid(const Budget& budget);
/// The counted time of a budget. Total: an amount that is not valid is brought to the nearest end
/// of 0 … max_budget, so that hostile numbers cannot overflow.
Duration counted(const Budget& budget);

/// Reads the command line's form, "480m", "8h", "2d" (working days of 8 h on either calendar).
Result<Budget> parse_budget(std::string_view text, CalendarKind calendar);
/// Reads a filing standard's limit: 30分钟, 4小时, 1天, 15个工作日 are working time (a 天 is a
/// working day); 2紧急工作时 and 1紧急工作日 (24 h) are continuous. Anything else, such as 立即 or
/// a limit with words after it, is refused: whoever wrote it must say how long it is.
Result<Budget> parse_limit(std::string_view text);

/// "480m", "8h", "2d"; calendar days as "1x24h".
std::string text(const Budget& budget);

}  // namespace cs::calendar
