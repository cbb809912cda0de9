// What a decision sees: the registry, the open cases, who asks and when. And the state it changes.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "base/id_map.h"
#include "base/json.h"
#include "calendar/due_queue.h"
#include "casework/sources.h"
#include "model/case.h"
#include "model/commands.h"
#include "model/events.h"
#include "model/refusal.h"
#include "registry/registry.h"

namespace cs::casework {

/// A report that waits to be declined, filed or attached. What identifies the reporter stays in
/// the journal, sealed.
struct WaitingReport {
    ReportId id{};
    Channel channel = Channel::hotline;
    SubjectId subject{};
    std::optional<Place> place;
    Instant reported_at;
    /// Until when it is to be filed, attached or declined; its next point is in `due_reports`.
    std::optional<Clock> accept_clock;
    DESCRIBED(WaitingReport, id, channel, subject, place, reported_at, accept_clock)
};

/// The state of casework: a fold of its events. A case closed for good leaves it for the archive
/// (runtime) and is put back before a command that names it is decided.
struct Cases {
    IdMap<ReportId, WaitingReport> waiting;
    IdMap<CaseId, Case> cases;
    Sources sources;
    std::uint64_t last_report = 0;
    std::uint64_t last_case = 0;
    /// The next warning point of every running clock; derived from `cases`.
    calendar::DueQueue due;
    /// The same of every waiting report, the first due first; derived from `waiting`.
    std::set<std::pair<Instant, ReportId>> due_reports;
};

struct World {
    const registry::Registry& registry;
    const Cases& cases;
    PersonId actor;
    Instant now;
};

using Events = std::vector<Event>;

}  // namespace cs::casework
