// What events do to a case as the views keep it: the steps that several events share.
#pragma once

#include <vector>

#include "base/result.h"
#include "model/events.h"
#include "views/case_state.h"

namespace cs::views {

/// Raises a counter that stays at 255.
void count(std::uint8_t& counter);
/// An error when the case has no such order, or clock.
Result<Order*> order_of(CaseState& state, std::uint16_t number);
Result<Clock*> clock_of(CaseState& state, std::uint16_t index);
void start(CaseState& state, const Clock& clock);
Result<void> move(CaseState& state, const std::vector<ClockMoved>& moves);
bool is_live(const Clock& clock);
/// Closed or merged: nobody owes anything any more; the lead that closed a case stays its lead.
void end(Case& subject, Instant at);
/// The lead's unit answers for the case; while there is none, whoever filed it. The answer that
/// supervision waits for is owed by whoever that is now.
void settle_responsibility(Case& subject);

}  // namespace cs::views
