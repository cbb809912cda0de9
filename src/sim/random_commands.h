// Commands drawn from a seed: mostly such as the loop would bring next, and among them hostile,
// ill-timed and mistaken ones, wrong roles, changes of the registry and requests to be forgotten.
#pragma once

#include <functional>
#include <string>

#include "city/city.h"
#include "sim/random_city.h"

namespace cs::sim {

/// Seals what a reporter said. Nothing when the vault cannot (forgotten, or the disk fails).
using Seal = std::function<std::optional<Bytes>(const SubmitReport&)>;

/// What every text of the subject begins with.
std::string said_by(SubjectId subject);
/// What the reporter said (JSON of a PersonalText), known from the report alone so that it can be
/// checked later.
std::string told_by(SubjectId subject, Instant reported_at);

class RandomCommands {
public:
    explicit RandomCommands(const RandomCity& city) : city_(city) {}

    /// One command, with an actor who may send it (mostly) and without a key. `state` must hold
    /// every case, the archived ones too.
    Envelope draw(Random& random, const city::State& state, Instant now, const Seal& seal) const;

private:
    Command any(Random& random, const city::State& state, Instant now, const Seal& seal) const;
    Command report(Random& random, Instant now, const Seal& seal) const;
    Command on_report(Random& random, const city::State& state) const;
    Command on_case(Random& random, const city::State& state) const;
    Command import(Random& random, Instant now) const;
    Command on_registry(Random& random, Instant now) const;
    PersonId actor_for(Random& random, const city::State& state, const Command& command,
                       Instant now) const;

    const RandomCity& city_;
};

}  // namespace cs::sim
