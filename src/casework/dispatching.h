// Issuing orders: shared by filing, dispatch, transfer, an accepted return and reopening.
#pragma once

#include "casework/world.h"

namespace cs::casework {

/// An order for one unit with its clocks: sign and handle; for the lead also contact, and arrive
/// when the duty's budget runs on continuous time (an emergency).
Decision<OrderDispatched> issue_order(const World& world, const Case& subject,
                                      std::uint16_t number, UnitId unit, bool lead);

/// The orders of a dispatch: the lead first, named or found by the duty, then those who assist.
/// `out` may hold the events that brought `subject` about.
Decision<void> issue_orders(const World& world, const Case& subject, const Dispatch& dispatch,
                            Events& out);

}  // namespace cs::casework
