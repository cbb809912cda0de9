// Acceptance 受理: a report waits under a clock until it is filed, attached or declined, and is shown
// higher and higher up while nobody takes it up. Until somebody does, it is owed by the unit that
// took it in, or by the realm (unit 0) where a citizen sent it himself.
#pragma once

#include "casework/world.h"

namespace cs::casework {

/// The clock of a report that comes in now; none where the policy knows no such budget.
Decision<std::optional<Clock>> start_accept_clock(const World& world);

/// How the waiting report's clock ends when the actor takes it up or declines it now.
std::optional<ClockStopped> stop_accept_clock(const World& world, const WaitingReport& report);

/// Arms the next point of a report's clock.
void arm_report(Cases& cases, const WaitingReport& report);
/// Puts a report among those that wait (new, or from a snapshot) and takes it out again.
void add_waiting(Cases& cases, WaitingReport report);
void end_waiting(Cases& cases, ReportId id);
/// The report is due no more at the point it waited for.
void disarm_report(Cases& cases, const WaitingReport& report);

}  // namespace cs::casework
