// Starting, stopping and moving the clocks of a case. Only a granted extension and a suspension
// move a due instant; nothing resets one.
#pragma once

#include <vector>

#include "casework/world.h"

namespace cs::casework {

/// A clock that starts now; refused when the calendar does not reach its due instant.
Decision<Clock> start_clock(const World& world, ClockKind kind, std::uint16_t order, UnitId unit,
                            const calendar::Budget& budget);

/// The instant of the clock's next warning point; never() when there is none, or when it lies
/// beyond the announced holidays (only points past the due instant can).
Instant next_point(const World& world, const Clock& clock, std::uint8_t points_passed);

/// Stops the live clocks of a kind on an order (0: on the case as a whole), as met or missed now.
std::vector<ClockStopped> stop_kind(const World& world, const Case& subject, ClockKind kind,
                                    std::uint16_t order);
/// Ends live clocks whose obligation went away: those that were due already as missed, the rest as
/// cancelled. What an order under return was late for is judged by when the return was asked for.
std::vector<ClockStopped> cancel_order(const World& world, const Case& subject,
                                       std::uint16_t order);
std::vector<ClockStopped> cancel_all(const World& world, const Case& subject);

/// The terms of every paused clock when the case is resumed now.
Decision<std::vector<ClockMoved>> resume_clocks(const World& world, const Case& subject);
/// The terms of the order's running handle clock with `added` more counted time.
Decision<std::vector<ClockMoved>> extend_clock(const World& world, const Case& subject,
                                               std::uint16_t order, Duration added);

bool is_live(const Clock& clock);
/// Whom a level of the ladder is: 1 the street, 2 the district, 3 the city that hold the division.
DivisionCode escalated_to(DivisionCode division, std::uint8_t level);

}  // namespace cs::casework
