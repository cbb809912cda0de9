// A city under watch: every command it is given is decided and applied with all checks: decide
// changes nothing, every promise holds, and the events folded once more from their JSON give the
// same state, as does the state's own snapshot.
#pragma once

#include <string>
#include <vector>

#include "city/city.h"

namespace cs::city {

class Machine {
public:
    /// Starts from the test city.
    Machine();
    /// Starts anew, before any realm was founded.
    void begin_with_nothing();

    const State& state() const { return state_; }
    Instant now() const { return now_; }
    /// The events of the last command or of the last passage of time.
    const Events& last_events() const { return last_events_; }

    Decision<void> send(PersonId actor, const Command& command);
    /// Lets time pass, each clock point in its moment.
    void advance_to(Instant when);

    /// Checks that failed since the last call, as sentences.
    std::vector<std::string> take_complaints();

private:
    Decision<void> step(PersonId actor, const Command& command);
    void apply_watched(const Events& events, const Stamp& stamp);
    void complain(std::vector<std::string> complaints);

    State state_;
    State twin_;  ///< folds the same events, each written as JSON and read again
    Instant now_;
    Events last_events_;
    std::vector<std::string> complaints_;
};

}  // namespace cs::city
