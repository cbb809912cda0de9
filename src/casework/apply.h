// The fold: what each event does to the state. It cannot fail; an event that does not fit the state
// is a bug or a damaged journal, and CHECK stops the process.
#pragma once

#include "casework/world.h"

namespace cs::casework {

/// The record's own data that the fold needs.
struct Stamp {
    Instant at;
    PersonId actor;
};

/// Applies an event of casework. Events of the registry are ignored.
void apply(Cases& cases, const Event& event, const Stamp& stamp);

/// Follows a change of the policy's ladder, `before` being the old one: a running clock waits for
/// the first point of the new ladder above those it has passed.
void follow_policy(Cases& cases, const registry::Registry& registry, const Policy& before,
                   Instant at);

/// Puts a case back (from the archive or a snapshot) and arms its clocks.
void put_back(Cases& cases, Case subject);
/// Takes a case that is no longer open out of the state, for the archive.
Case take_out(Cases& cases, CaseId id);

/// Whether a case satisfies the house's invariants; the first that it breaks, in words.
std::optional<std::string> broken_invariant(const Case& subject);

}  // namespace cs::casework
